-- record_id_well_formed: one row is one stored row whose record_id is missing or malformed.
-- title: Malformed record ids
-- description: Rows whose record_id is not 32 hex digits. Look at it after an upgrade or a manual write.
-- severity: error
-- false positives: none; rows written by another program are real findings.
-- next: find the file by its partition, and run rebuild from raw/, or from the exports (--from). Without record_id the
--     lake cannot deduplicate.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
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
