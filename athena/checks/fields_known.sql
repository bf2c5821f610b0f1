-- fields_known: one row is one view, pool and field that no column takes.
-- Promises that Cognito writes no field that the lake does not know. Reads auth_events, delivery_errors.
-- severity: warning
-- false alarm: none, but no harm either: the values are in the extra columns, and AWS adds fields without notice.
-- next: look the field up in the documentation of Cognito and give it a column; name it in ignored_fields if it deserves none.
-- reaches back: :since_days days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :since_days integer = 30
--     Days before the first in which its first appearance is looked for.
-- :ignored_fields list of strings =
--     Dotted paths of fields that are left out.
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
    where dt between date_format(date_add('day', -:since_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
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
    where dt between date_format(date_add('day', -:since_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- first_value is that of its first appearance, cut to 200 characters. The names left out are of known fields with a value that does not fit (fields_fit).
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
where not contains(:ignored_fields, field_name)
    and field_name not in (
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
having max(dt) >= date_format(:first_day, '%Y-%m-%d')
order by
    first_at desc,
    view_name,
    user_pool_id,
    field_name
