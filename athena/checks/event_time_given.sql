-- event_time_given: one row is one view, user pool and source of event_at other than the event's own time.
-- title: Missing event times
-- description: Records without an event time of their own. Look at it every week.
-- severity: warning
-- false positives: rows from backfill: the API has only creation times.
-- next: read eventTimestamp in the extra_values of the example record. If its format is new, add it to
--     schemas/instant.ts, then deploy again.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

records as (
    select
        'auth_events' as view_name,
        user_pool_id,
        event_at,
        event_at_source,
        record_id
    from auth_events
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'delivery_errors' as view_name,
        user_pool_id,
        event_at,
        event_at_source,
        record_id
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

select
    view_name,
    user_pool_id,
    event_at_source,
    count(*) as record_count,
    min(event_at) as first_at,
    max(event_at) as last_at,
    min(record_id) as example_record_id
from records
where event_at_source is distinct from 'event'
group by view_name, user_pool_id, event_at_source
order by
    record_count desc,
    view_name,
    user_pool_id,
    event_at_source nulls last
