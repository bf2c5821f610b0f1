-- drift_report: one row is one view, user pool and field that has no column, or whose value did not fit its column.
-- title: Fields without a column, and values that did not fit
-- description: Fields that Cognito writes and no column takes, and values that did not fit the column of their field.
--     Look at it every month.
-- severity: info
-- false positives: none. No data is lost: the values are in the columns extra_names and extra_values.
-- next: look the field up in the Cognito documentation. Add a column in schemas/columns.ts for a field that stays, or
--     support for the new format of a value, then deploy again.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
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
        event_type,
        event_at,
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
        event_type,
        event_at,
        concat(date_format(event_at, '%Y-%m-%d %H:%i:%s.%f'), record_id) as sort_key,
        f.field_name,
        substr(element_at(extra_values, f.item_index), 1, 200) as field_value
    from delivery_errors
    cross join unnest(extra_names) with ordinality as f(field_name, item_index)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- example: the earliest value, cut to 200 characters.
select
    view_name,
    user_pool_id,
    field_name,
    min(event_at) as first_at,
    max(event_at) as last_at,
    count(*) as event_count,
    count(distinct event_type) as event_type_count,
    count(distinct field_value) as value_count,
    min_by(field_value, sort_key) as example
from fields
group by view_name, user_pool_id, field_name
order by
    first_at desc,
    view_name,
    user_pool_id,
    field_name
