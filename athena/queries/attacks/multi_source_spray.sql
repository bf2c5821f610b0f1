-- multi_source_spray: one row is one IP address in one user pool, for one episode (overlapping time windows that each
--     reach min_addresses, min_users and min_failures).
-- title: Password spray from several IP addresses
-- description: IP addresses that together try a few passwords on many users. Look at it every day.
-- severity: high
-- false positives: an outage in which users of several offices fail at once. In an outage sign-ins fail in the whole user
--     pool, not only from these IP addresses, and users signed in successfully from these IP addresses before.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query success_after_attack. Block the IP addresses of the spray (the rows with the same spray_first_at),
--     and reset the passwords of users who signed in from them.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_addresses integer = 5
--     Minimum number of different IP addresses in a window.
-- :min_users integer = 8
--     Minimum number of different users in a window.
-- :min_failures integer = 25
--     Minimum number of failed sign-ins in a window.
-- :max_per_user integer = 5
--     Maximum failures per user in a window. A user with more failures is left out, because many failures of one user
--     suggest brute force, not a spray.
-- :min_fail_share double = 0.75
--     A failure counts only if at least this share of the sign-ins from its IP address, within window_minutes before
--     and after it, failed. Real users mostly sign in successfully.
-- :min_users_per_address integer = 2
--     1 or 2 (a higher number works like 2). With 2, a failure counts only if another user also failed from its IP
--     address within window_minutes before or after it. This leaves out homes with one user. With 1, all failures count.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these
--     rows in is_allowlisted.
with

sign_ins as (
    select
        user_pool_id,
        ip_address,
        coalesce(user_sub, user_name) as user_key,
        country,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms,
        if(outcome = 'Fail', 1, 0) as failed
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome in ('Fail', 'Pass')
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:allowlisted = 'shown' or not coalesce(ip_address in (select value from allowlist where kind = 'address'), false))
),

address_totals as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        failed,
        count(*) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as sign_ins_of_address,
        sum(failed) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as failures_of_address,
        sum(failed) over (partition by user_pool_id, ip_address, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as failures_of_user_at_address
    from sign_ins
),

candidate_failures as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        count(*) over (partition by user_pool_id, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as user_failures
    from address_totals
    where failed = 1
        and failures_of_address >= :min_fail_share * sign_ins_of_address
        and (:min_users_per_address <= 1 or failures_of_address > failures_of_user_at_address)
),

rated_failures as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        max(user_failures) over (partition by user_pool_id, user_key order by at_ms range between current row and :window_minutes * bigint '60000' following) as most_user_failures
    from candidate_failures
),

counted_failures as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, ip_address order by at_ms) as next_of_address_ms,
        lead(at_ms) over (partition by user_pool_id, user_key order by at_ms) as next_of_user_ms
    from rated_failures
    where most_user_failures <= :max_per_user
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        case change
            when 'start' then at_ms
            when 'end' then at_ms + :window_minutes * bigint '60000' + 1
            when 'address replaced' then least(coalesce(next_of_address_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
            else least(coalesce(next_of_user_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'start' then 1 when 'end' then -1 else 0 end as failures,
        case change when 'start' then 1 when 'address replaced' then -1 else 0 end as addresses,
        case change when 'start' then 1 when 'user replaced' then -1 else 0 end as users,
        case change when 'start' then 1 else 0 end as starts
    from counted_failures
    cross join unnest(array['start', 'end', 'address replaced', 'user replaced']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        at_ms,
        sum(failures) as failures,
        sum(addresses) as addresses,
        sum(users) as users,
        sum(starts) as starts
    from changes
    group by user_pool_id, at_ms
),

windows as (
    select
        user_pool_id,
        at_ms,
        starts,
        sum(failures) over (partition by user_pool_id order by at_ms) as failure_count,
        sum(addresses) over (partition by user_pool_id order by at_ms) as address_count,
        sum(users) over (partition by user_pool_id order by at_ms) as user_count
    from moments
),

ends as (
    select
        user_pool_id,
        at_ms
    from windows
    where starts > 0
        and failure_count >= :min_failures
        and address_count >= :min_addresses
        and user_count >= :min_users
),

gaps as (
    select
        user_pool_id,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, episode
),

members as (
    select
        spans.user_pool_id,
        spans.episode,
        counted_failures.ip_address,
        counted_failures.user_key,
        counted_failures.country,
        counted_failures.started_at
    from spans
    join counted_failures
        on counted_failures.user_pool_id = spans.user_pool_id
        and counted_failures.at_ms between spans.from_ms and spans.to_ms
),

-- Counts the different users of a spray: only the first failure of each user counts.
ranked as (
    select
        user_pool_id,
        episode,
        ip_address,
        user_key,
        country,
        started_at,
        row_number() over (partition by user_pool_id, episode, user_key order by started_at, ip_address) as user_failure_number
    from members
),

by_address as (
    select
        user_pool_id,
        episode,
        ip_address,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count(distinct user_key) as user_count,
        max(country) as country,
        sum(if(user_failure_number = 1, 1, 0)) as new_users
    from ranked
    group by user_pool_id, episode, ip_address
),

episodes as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        user_count,
        country,
        min(first_at) over (partition by user_pool_id, episode) as spray_first_at,
        max(last_at) over (partition by user_pool_id, episode) as spray_last_at,
        cast(sum(attempt_count) over (partition by user_pool_id, episode) as bigint) as spray_attempt_count,
        count(*) over (partition by user_pool_id, episode) as spray_address_count,
        cast(sum(new_users) over (partition by user_pool_id, episode) as bigint) as spray_user_count
    from by_address
),

marked as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        user_count,
        country,
        spray_first_at,
        spray_last_at,
        spray_attempt_count,
        spray_address_count,
        spray_user_count,
        coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
    from episodes
    where spray_last_at >= :first_day
)

select
    user_pool_id,
    ip_address,
    first_at,
    last_at,
    attempt_count,
    user_count,
    country,
    spray_first_at,
    spray_last_at,
    spray_attempt_count,
    spray_address_count,
    spray_user_count,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    spray_first_at,
    ip_address
