-- password_spray: one row is one IP address in one user pool, for one episode (overlapping time windows that each reach
--     min_users and min_failures).
-- title: Password spray by IP address
-- description: IP addresses that try a few passwords on many users. Look at it every day.
-- severity: high
-- false positives: an office or a mobile carrier on the morning after a forced password change. You can recognise it:
--     most of the users who failed sign in successfully a little later.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query success_after_attack. Block the IP address, and reset the passwords of users who signed in from it.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_users integer = 5
--     Minimum number of different users in a window.
-- :min_failures integer = 15
--     Minimum number of failed sign-ins in a window.
-- :max_per_user integer = 8
--     Maximum failures per user in a window. A user with more failures is left out, because many failures of one user
--     suggest brute force, not a spray.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these
--     rows in is_allowlisted.
with

failures as (
    select
        user_pool_id,
        ip_address,
        coalesce(user_sub, user_name) as user_key,
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
        and is_ip_trustworthy
),

counted_by_user as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        count(*) over (partition by user_pool_id, ip_address, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as user_failures
    from failures
),

rated_failures as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        max(user_failures) over (partition by user_pool_id, ip_address, user_key order by at_ms range between current row and :window_minutes * bigint '60000' following) as most_user_failures
    from counted_by_user
),

counted_failures as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, ip_address, user_key order by at_ms) as next_ms
    from rated_failures
    where most_user_failures <= :max_per_user
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        ip_address,
        case change
            when 'start' then at_ms
            when 'end' then at_ms + :window_minutes * bigint '60000' + 1
            else least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'start' then 1 when 'end' then -1 else 0 end as failures,
        case change when 'start' then 1 when 'end' then 0 else -1 end as users,
        case change when 'start' then 1 else 0 end as starts
    from counted_failures
    cross join unnest(array['start', 'end', 'replaced']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        sum(failures) as failures,
        sum(users) as users,
        sum(starts) as starts
    from changes
    group by user_pool_id, ip_address, at_ms
),

windows as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        starts,
        sum(failures) over (partition by user_pool_id, ip_address order by at_ms) as failure_count,
        sum(users) over (partition by user_pool_id, ip_address order by at_ms) as user_count
    from moments
),

ends as (
    select
        user_pool_id,
        ip_address,
        at_ms
    from windows
    where starts > 0
        and failure_count >= :min_failures
        and user_count >= :min_users
),

gaps as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, ip_address order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, ip_address order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        ip_address,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, ip_address, episode
),

by_user as (
    select
        spans.user_pool_id,
        spans.ip_address,
        spans.episode,
        counted_failures.user_key,
        count(*) as failure_count,
        min(counted_failures.started_at) as first_at,
        max(counted_failures.started_at) as last_at,
        max(counted_failures.country) as country
    from spans
    join counted_failures
        on counted_failures.user_pool_id = spans.user_pool_id
        and counted_failures.ip_address = spans.ip_address
        and counted_failures.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.ip_address, spans.episode, counted_failures.user_key
),

episodes as (
    select
        user_pool_id,
        ip_address,
        min(first_at) as first_at,
        max(last_at) as last_at,
        cast(sum(failure_count) as bigint) as attempt_count,
        count(*) as user_count,
        max(failure_count) as most_per_user,
        max(country) as country
    from by_user
    group by user_pool_id, ip_address, episode
),

marked as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        user_count,
        most_per_user,
        country,
        coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    ip_address,
    first_at,
    last_at,
    attempt_count,
    user_count,
    most_per_user,
    country,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    ip_address
