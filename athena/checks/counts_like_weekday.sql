-- counts_like_weekday: one row is one view, user pool and day with far more or fewer records than usual.
-- title: Unusual daily record counts
-- description: Days with far more or fewer records than the same weekday of the last four weeks. Look at it every day.
-- severity: warning
-- false positives: holidays, campaigns, a new or moved user pool.
-- not detected: a day that is not over, or that is less than two weeks after the user pool's first day.
-- next: for few or no records, look at the export (GetLogDeliveryConfiguration) and at errors/. For many, find the
--     client (sign_in_failures_by_client) and the IP address (brute_force_by_address).
-- also reads: the 28 days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_ratio double = 0.5
--     A day is unusual if its count is below this multiple of the usual count (median of the same weekday in the four
--     weeks before).
-- :max_ratio double = 2
--     A day is unusual if its count is above this multiple of the usual count (median of the same weekday in the four
--     weeks before).
-- :min_difference integer = 100
--     A day is never unusual if its count differs by less than this from the usual count (median of the same weekday in
--     the four weeks before).
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
with

counts as (
    select
        'auth_events' as view_name,
        user_pool_id,
        dt,
        count(*) as record_count
    from auth_events
    where dt between date_format(date_add('day', -28, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, dt
    union all
    select
        'delivery_errors' as view_name,
        user_pool_id,
        dt,
        count(*) as record_count
    from delivery_errors
    where dt between date_format(date_add('day', -28, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, dt
),

pools as (
    select
        view_name,
        user_pool_id,
        min(dt) as first_dt
    from counts
    group by view_name, user_pool_id
),

-- Includes days without records, and week 0, which is the day itself.
weeks as (
    select
        pools.view_name,
        pools.user_pool_id,
        date_format(d.day, '%Y-%m-%d') as dt,
        w.week,
        date_format(date_add('day', -7 * w.week, d.day), '%Y-%m-%d') as week_dt
    from pools
    cross join unnest(sequence(:first_day, :last_day)) as d(day)
    cross join unnest(array[0, 1, 2, 3, 4]) as w(week)
    where date_add('day', -7 * w.week, d.day) >= cast(pools.first_dt as date)
        and date_add('day', 1, d.day) <= cast(:as_of as date)
),

counted as (
    select
        weeks.view_name,
        weeks.user_pool_id,
        weeks.dt,
        weeks.week,
        coalesce(counts.record_count, 0) as record_count,
        row_number() over (
            partition by weeks.view_name, weeks.user_pool_id, weeks.dt, weeks.week = 0
            order by coalesce(counts.record_count, 0)
        ) as rank_in_weeks,
        count(*) over (partition by weeks.view_name, weeks.user_pool_id, weeks.dt, weeks.week = 0) as week_count
    from weeks
    left join counts
        on counts.view_name = weeks.view_name
        and counts.user_pool_id = weeks.user_pool_id
        and counts.dt = weeks.week_dt
),

-- The median: the mean of the middle one or two counts.
days as (
    select
        view_name,
        user_pool_id,
        dt,
        max(record_count) filter (where week = 0) as record_count,
        avg(cast(record_count as double)) filter (
            where week > 0 and rank_in_weeks in ((week_count + 1) / 2, (week_count + 2) / 2)
        ) as usual_count,
        count(*) filter (where week > 0) as weeks_known
    from counted
    group by view_name, user_pool_id, dt
)

select
    view_name,
    user_pool_id,
    dt,
    date_format(cast(dt as date), '%W') as weekday,
    record_count,
    usual_count,
    weeks_known
from days
where weeks_known >= 2
    and abs(cast(record_count as double) - usual_count) >= :min_difference
    and (
        cast(record_count as double) < :min_ratio * usual_count
        or cast(record_count as double) > :max_ratio * usual_count
    )
order by
    dt,
    view_name,
    user_pool_id
