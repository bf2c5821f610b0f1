-- brute_force_by_address: one row is one pool, address and episode.
-- Asks from which address passwords were guessed: many failed sign-ins from one address in a short time. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: high
-- false alarm: an office or a carrier behind one address, after a change of passwords or a broken app: many users, few failures each, and most then pass.
-- next: look at address_timeline; block the address if it is nobody you know, else add it to the known exceptions. A service that signs in for others should send context data.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_failures integer = 20
--     Failed sign-ins that a window holds at least.
-- :window_minutes integer = 60
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

tried as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        ip_address,
        country,
        device_name,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Fail'
        and started_at is not null
        and is_ip_trustworthy
),

counted as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        count(*) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as attempts_in_window
    from tried
),

ends as (
    select
        user_pool_id,
        ip_address,
        at_ms
    from counted
    where attempts_in_window >= :min_failures
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

episodes as (
    select
        spans.user_pool_id,
        spans.ip_address,
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct tried.user_key) as user_count,
        max(tried.country) as country,
        count(distinct tried.device_name) as device_count
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.ip_address = spans.ip_address
        and tried.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.ip_address, spans.episode
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
        device_count,
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
    country,
    device_count,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    ip_address
