-- sign_ins_by_day: one row is one pool and day with sign-ins.
-- Asks how much is signed in: attempts and how they ended, users of the day and of the month. Reads attempts.
-- severity: info
-- false alarm: monthly_user_count of a lake's first days counts only what is there.
-- next: for a day with many failures see sign_in_failures_by_client; for one with few attempts, whether the export has a gap (check).
-- reaches back: :active_days days
-- :first_day date = current_date - interval '30' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :active_days integer = 30
--     Days, the day itself among them, of which monthly_user_count counts the users.
-- :open_minutes integer = 15
--     Minutes after its last record in which an attempt may still end; then it is abandoned.
-- :as_of timestamp = current_timestamp
--     The time now.
with

sign_ins as (
    select
        user_pool_id,
        dt,
        coalesce(user_sub, user_name) as user_key,
        count(*) as attempt_count,
        count_if(outcome = 'Pass') as pass_count,
        count_if(outcome = 'Fail') as fail_count,
        count_if(outcome = 'Open' and last_at >= date_add('minute', -:open_minutes, :as_of)) as pending_count,
        count_if(outcome = 'Open' and last_at < date_add('minute', -:open_minutes, :as_of)) as abandoned_count
    from attempts
    where dt between date_format(date_add('day', -:active_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
    group by user_pool_id, dt, coalesce(user_sub, user_name)
),

-- A user counts from a day with a success until the active days are over, or the next such day, whichever comes first.
stays as (
    select
        user_pool_id,
        cast(dt as date) as from_day,
        date_add('day', :active_days, cast(dt as date)) as until_day,
        lead(cast(dt as date)) over (partition by user_pool_id, user_key order by dt) as next_day
    from sign_ins
    where pass_count > 0
        and user_key is not null
),

days as (
    select
        user_pool_id,
        cast(dt as date) as day,
        cast(sum(attempt_count) as bigint) as attempt_count,
        cast(sum(pass_count) as bigint) as pass_count,
        cast(sum(fail_count) as bigint) as fail_count,
        cast(sum(pending_count) as bigint) as pending_count,
        cast(sum(abandoned_count) as bigint) as abandoned_count,
        count(user_key) as user_count,
        count_if(pass_count > 0 and user_key is not null) as daily_user_count,
        0 as change
    from sign_ins
    group by user_pool_id, dt
    union all
    select
        user_pool_id,
        from_day as day,
        0 as attempt_count,
        0 as pass_count,
        0 as fail_count,
        0 as pending_count,
        0 as abandoned_count,
        0 as user_count,
        0 as daily_user_count,
        1 as change
    from stays
    union all
    select
        user_pool_id,
        least(until_day, coalesce(next_day, until_day)) as day,
        0 as attempt_count,
        0 as pass_count,
        0 as fail_count,
        0 as pending_count,
        0 as abandoned_count,
        0 as user_count,
        0 as daily_user_count,
        -1 as change
    from stays
),

summed as (
    select
        user_pool_id,
        day,
        cast(sum(attempt_count) as bigint) as attempt_count,
        cast(sum(pass_count) as bigint) as pass_count,
        cast(sum(fail_count) as bigint) as fail_count,
        cast(sum(pending_count) as bigint) as pending_count,
        cast(sum(abandoned_count) as bigint) as abandoned_count,
        cast(sum(user_count) as bigint) as user_count,
        cast(sum(daily_user_count) as bigint) as daily_user_count,
        cast(sum(sum(change)) over (
            partition by user_pool_id
            order by day
            rows between unbounded preceding and current row
        ) as bigint) as monthly_user_count
    from days
    group by user_pool_id, day
)

-- user_count tried; daily_user_count and monthly_user_count succeeded.
select
    user_pool_id,
    date_format(day, '%Y-%m-%d') as dt,
    attempt_count,
    pass_count,
    fail_count,
    pending_count,
    abandoned_count,
    round(cast(fail_count as double) / cast(attempt_count as double), 4) as fail_share,
    user_count,
    daily_user_count,
    monthly_user_count
from summed
where attempt_count > 0
    and day between :first_day and :last_day
order by
    user_pool_id,
    day
