-- sign_ins_by_day: one row is one user pool and day with sign-ins.
-- title: Sign-ins by day
-- description: Days with their sign-ins by outcome, and daily and monthly users. Look at it every week.
-- severity: info
-- false positives: a monthly_user_count that is too low in the first days of a lake, because the query counts only days
--     in the lake.
-- next: for a day with many failures, run query sign_in_failures_by_client. For a day with few attempts, run check
--     counts_like_weekday to find a gap in the export.
-- also reads: the :active_days days before first_day
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :active_days integer = 30
--     Number of days that monthly_user_count covers, ending with the day itself.
-- :open_minutes integer = 15
--     An attempt without an outcome counts as in progress until this many minutes after its last event, then as
--     abandoned.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
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

users as (
    select
        user_pool_id,
        user_key,
        cast(dt as date) as day,
        attempt_count,
        pass_count,
        fail_count,
        pending_count,
        abandoned_count,
        user_key is not null and pass_count > 0 as is_active,
        min(case when pass_count > 0 then cast(dt as date) end) over (
            partition by user_pool_id, user_key
            order by dt
            rows between 1 following and unbounded following
        ) as next_day
    from sign_ins
),

-- A user counts from a day with a success (+1) until active_days have passed or the next such day, if earlier (-1).
changes as (
    select
        user_pool_id,
        user_key,
        case p.change_kind
            when 'end' then least(date_add('day', :active_days, day), coalesce(next_day, date_add('day', :active_days, day)))
            else day
        end as day,
        case when p.change_kind = 'start' then attempt_count else 0 end as attempt_count,
        case when p.change_kind = 'start' then pass_count else 0 end as pass_count,
        case when p.change_kind = 'start' then fail_count else 0 end as fail_count,
        case when p.change_kind = 'start' then pending_count else 0 end as pending_count,
        case when p.change_kind = 'start' then abandoned_count else 0 end as abandoned_count,
        case when p.change_kind = 'start' and user_key is not null then 1 else 0 end as user_count,
        case when p.change_kind = 'start' and is_active then 1 else 0 end as daily_user_count,
        case when not is_active then 0 when p.change_kind = 'start' then 1 else -1 end as change
    from users
    cross join unnest(array['start', 'end']) as p(change_kind)
),

daily_totals as (
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
    from changes
    group by user_pool_id, day
)

-- user_count: users with an attempt. daily_user_count and monthly_user_count: users with a success.
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
from daily_totals
where attempt_count > 0
    and day between :first_day and :last_day
order by
    user_pool_id,
    day
