-- delivered_once: one row is one partition in which too many rows are second deliveries.
-- Promises that nearly every record is in its table once. Reads user_activity, user_notification.
-- severity: warning
-- false alarm: after a replay or redrive of what was there already; the views show every record once all the same.
-- next: compact the lake, which leaves one of each; if it comes back, look whether puts to the stream fail and are retried.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :max_duplicate_share double = 0.05
--     Share of a partition's rows that may be second deliveries.
-- :min_duplicates integer = 10
--     Fewer second deliveries than this are left out.
with

deliveries as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
),

partitions as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        count(record_id) as delivery_count,
        count(distinct record_id) as record_count
    from deliveries
    group by table_name, user_pool_id, event_type, dt
)

select
    table_name,
    user_pool_id,
    event_type,
    dt,
    delivery_count,
    delivery_count - record_count as duplicate_count,
    round(cast(delivery_count - record_count as double) / cast(delivery_count as double), 4) as duplicate_share
from partitions
where delivery_count - record_count >= :min_duplicates
    and cast(delivery_count - record_count as double) > :max_duplicate_share * cast(delivery_count as double)
order by
    duplicate_share desc,
    table_name,
    user_pool_id,
    event_type,
    dt
