-- arrival_near_event: one row is one view, user pool, day and ingest path with too many late or early records.
-- title: Records that arrive late or too early
-- description: Days with many records that arrived long after, or before, their event. Look at it every day.
-- severity: warning
-- false positives: records from replay of files that were written long after their events: the arrival time is the
--     file's own time. A redrive keeps the first arrival time.
-- not detected: rows from backfill and feedback.
-- next: look at the stream's metrics DataFreshness and ThrottledRecords and at the age of the log group. If records
--     arrive before their event, a clock is wrong.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :max_delay_minutes integer = 60
--     A record is late if it arrives at least this many minutes after its event, and early if at least this many before
--     it.
-- :max_late_share double = 0.01
--     Maximum share of late or early records among a day's records.
with

records as (
    select
        'auth_events' as view_name,
        user_pool_id,
        dt,
        ingest_path,
        record_id,
        date_diff('minute', event_at, arrived_at) as delay_minutes
    from auth_events
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and coalesce(ingest_path, '') not in ('backfill', 'feedback')
    union all
    select
        'delivery_errors' as view_name,
        user_pool_id,
        dt,
        ingest_path,
        record_id,
        date_diff('minute', event_at, arrived_at) as delay_minutes
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and coalesce(ingest_path, '') not in ('backfill', 'feedback')
),

days as (
    select
        view_name,
        user_pool_id,
        dt,
        ingest_path,
        count(*) as record_count,
        count_if(abs(delay_minutes) >= :max_delay_minutes) as far_count,
        max_by(delay_minutes, abs(delay_minutes)) as worst_delay_minutes,
        min(record_id) filter (where abs(delay_minutes) >= :max_delay_minutes) as example_record_id
    from records
    group by view_name, user_pool_id, dt, ingest_path
)

select
    view_name,
    user_pool_id,
    dt,
    ingest_path,
    record_count,
    far_count,
    round(cast(far_count as double) / cast(record_count as double), 4) as far_share,
    worst_delay_minutes,
    example_record_id
from days
where cast(far_count as double) > :max_late_share * cast(record_count as double)
order by
    dt,
    view_name,
    user_pool_id,
    ingest_path nulls last
