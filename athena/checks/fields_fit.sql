-- fields_fit: one row is one view, pool and known field whose value does not fit its column.
-- Promises that the values of known fields fit their columns. Reads auth_events, delivery_errors.
-- severity: info
-- false alarm: single records of a wrong clock; a second pool that a record names.
-- next: read the values: a new way of writing them deserves a case in schemas/. The column is NULL in these records, the value in the extra columns.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
with

fields as (
    select
        'auth_events' as view_name,
        user_pool_id,
        dt,
        event_at,
        record_id,
        concat(date_format(event_at, '%Y-%m-%d %H:%i:%s.%f'), record_id) as appearance,
        f.field_name,
        substr(element_at(extra_values, f.place), 1, 200) as field_value
    from auth_events
    cross join unnest(extra_names) with ordinality as f(field_name, place)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'delivery_errors' as view_name,
        user_pool_id,
        dt,
        event_at,
        record_id,
        concat(date_format(event_at, '%Y-%m-%d %H:%i:%s.%f'), record_id) as appearance,
        f.field_name,
        substr(element_at(extra_values, f.place), 1, 200) as field_value
    from delivery_errors
    cross join unnest(extra_names) with ordinality as f(field_name, place)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- first_value is that of its first appearance, cut to 200 characters.
select
    view_name,
    user_pool_id,
    field_name,
    count(*) as record_count,
    min(event_at) as first_at,
    max(event_at) as last_at,
    min_by(field_value, appearance) as first_value,
    min_by(record_id, appearance) as first_record_id
from fields
where field_name in (
        'eventTimestamp',
        'message',
        'message.challenges',
        'message.compromisedCredentialDetected',
        'message.compromisedCredentialsDetected',
        'message.creationDate',
        'message.eventFeedbackDate',
        'message.hasContextData',
        'message.riskLevel',
        'message.userPoolId',
        'logSourceId',
        'logSourceId.userPoolId'
    )
group by view_name, user_pool_id, field_name
order by
    record_count desc,
    view_name,
    user_pool_id,
    field_name
