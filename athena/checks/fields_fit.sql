-- fields_fit: one row is one view, user pool and known field with a value that does not fit its column.
-- title: Values that do not fit their column
-- description: Known fields with values that do not fit their columns. Look at it every week.
-- severity: info
-- false positives: single records with a wrong clock; records that name a second user pool.
-- next: read first_value. If its format is new, support it in schemas/, then deploy again. The column is NULL in these
--     records, and the value is in extra_values.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

fields as (
    select
        'auth_events' as view_name,
        user_pool_id,
        dt,
        event_at,
        record_id,
        concat(date_format(event_at, '%Y-%m-%d %H:%i:%s.%f'), record_id) as sort_key,
        f.field_name,
        substr(element_at(extra_values, f.item_index), 1, 200) as field_value
    from auth_events
    cross join unnest(extra_names) with ordinality as f(field_name, item_index)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'delivery_errors' as view_name,
        user_pool_id,
        dt,
        event_at,
        record_id,
        concat(date_format(event_at, '%Y-%m-%d %H:%i:%s.%f'), record_id) as sort_key,
        f.field_name,
        substr(element_at(extra_values, f.item_index), 1, 200) as field_value
    from delivery_errors
    cross join unnest(extra_names) with ordinality as f(field_name, item_index)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- first_value: the earliest value, cut to 200 characters.
select
    view_name,
    user_pool_id,
    field_name,
    count(*) as record_count,
    min(event_at) as first_at,
    max(event_at) as last_at,
    min_by(field_value, sort_key) as first_value,
    min_by(record_id, sort_key) as first_record_id
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
