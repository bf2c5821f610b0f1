-- brute_force_by_user: one row is one user in one user pool, for one episode (overlapping time windows that each reach
--     min_failures).
-- title: Brute force by user
-- description: Users with many failed sign-ins in a short time, from any IP address. Look at it every day.
-- severity: high
-- false positives: an app that keeps signing in with an old password, often every few seconds and from one IP address.
-- next: run query user_timeline for the user, and query success_after_attack. If a sign-in was successful, sign the
--     user out everywhere and reset the password. If an app uses an old password, inform the app's owner.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_failures integer = 20
--     Minimum number of failed sign-ins in a window.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
with

failures as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Fail'
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
),

counted as (
    select
        user_pool_id,
        user_key,
        at_ms,
        count(*) over (partition by user_pool_id, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as attempts_in_window
    from failures
),

ends as (
    select
        user_pool_id,
        user_key,
        at_ms
    from counted
    where attempts_in_window >= :min_failures
),

gaps as (
    select
        user_pool_id,
        user_key,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        user_key,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, user_key order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        user_key,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, user_key, episode
),

episodes as (
    select
        spans.user_pool_id,
        max(failures.user_sub) as user_sub,
        max(failures.user_name) as user_name,
        min(failures.started_at) as first_at,
        max(failures.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct failures.ip_address) as address_count,
        count(distinct failures.country) as country_count
    from spans
    join failures
        on failures.user_pool_id = spans.user_pool_id
        and failures.user_key = spans.user_key
        and failures.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.user_key, spans.episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        first_at,
        last_at,
        attempt_count,
        address_count,
        country_count,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    address_count,
    country_count,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
