-- fields_known: one row is one view, user pool and field that no column takes.
-- title: Unknown fields
-- description: Fields that Cognito writes and no column takes. Look at it every week.
-- severity: warning
-- false positives: none. No data is lost: the values are in extra_names and extra_values. AWS adds fields without
--     notice.
-- next: look the field up in the Cognito documentation. Add a column in schemas/columns.ts, or list the field in
--     ignored_fields.
-- also reads: the :since_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :since_days integer = 30
--     Number of days before first_day that are searched for the field's first record.
-- :ignored_fields list of strings =
--     Dotted paths of fields to leave out.
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
    where dt between date_format(date_add('day', -:since_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
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
    where dt between date_format(date_add('day', -:since_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- first_value: the earliest value, cut to 200 characters. The listed names are known fields with a value that does not
-- fit (fields_fit).
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
