-- password_spray: one row is one pool, address and episode.
-- Asks from which address a few passwords were tried on many users. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: high
-- false alarm: an office or a carrier on the morning after a forced change of passwords: its users pass soon after they failed.
-- next: look at success_after_attack for this address; block it, and reset the users who passed from it.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_users integer = 5
--     Different users that a window holds at least.
-- :min_failures integer = 15
--     Failed sign-ins that a window holds at least.
-- :max_per_user integer = 8
--     A user who fails more often in a window, from this address, is guessed at rather than sprayed: such failures do not count.
-- :window_minutes integer = 60
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
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

judged as (
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

tried as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, ip_address, user_key order by at_ms) as next_ms
    from judged
    where most_user_failures <= :max_per_user
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        ip_address,
        case change
            when 'comes' then at_ms
            when 'goes' then at_ms + :window_minutes * bigint '60000' + 1
            else least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'comes' then 1 when 'goes' then -1 else 0 end as failures,
        case change when 'comes' then 1 when 'goes' then 0 else -1 end as users,
        case change when 'comes' then 1 else 0 end as starts
    from tried
    cross join unnest(array['comes', 'goes', 'hands over']) as kinds (change)
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
        tried.user_key,
        count(*) as failure_count,
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        max(tried.country) as country
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.ip_address = spans.ip_address
        and tried.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.ip_address, spans.episode, tried.user_key
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
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
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
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    ip_address
