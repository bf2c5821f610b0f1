-- record_id_well_formed: one row is one delivery whose record_id is missing or no hash.
-- Promises that every record_id is 32 hex digits. Reads user_activity, user_notification.
-- severity: error
-- false alarm: none; rows of another writer are true ones.
-- next: find the file by its partition, and make it anew from raw/ or the exports: without an id its duplicates can't be known.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
with

deliveries as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        event_at,
        ingest_path
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        event_at,
        ingest_path
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

select
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id,
    event_at,
    ingest_path
from deliveries
where record_id is null
    or length(record_id) <> 32
    or not regexp_like(record_id, '^[0-9a-f]+$')
order by
    table_name,
    user_pool_id,
    event_type,
    dt,
    event_at nulls first,
    record_id nulls first
