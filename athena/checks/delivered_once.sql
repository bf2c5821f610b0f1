-- delivered_once: one row is one partition with too many duplicate rows.
-- title: Duplicate deliveries
-- description: Partitions with many records that were delivered more than once. Look at it every week.
-- severity: warning
-- false positives: a replay or redrive of some records already in the lake. Such duplicates are harmless: the views
--     deduplicate by record_id. A partition with every record at least twice has one copy left out of the count: compact
--     adds its file before it removes the old ones.
-- next: run compact, which removes duplicates. If duplicates return, look for failed and retried puts to the stream.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :max_duplicate_share double = 0.05
--     Maximum share of duplicates among a partition's rows.
-- :min_duplicates integer = 10
--     Partitions with fewer duplicates than this are left out.
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

copies as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        count(*) as copy_count
    from deliveries
    where record_id is not null
    group by table_name, user_pool_id, event_type, dt, record_id
),

-- Until compact has removed the files that it replaced, each record is also in the new file.
partitions as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        cast(sum(copy_count) as bigint) - if(min(copy_count) > 1, count(*), 0) as delivery_count,
        count(*) as record_count
    from copies
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
