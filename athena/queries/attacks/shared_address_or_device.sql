-- shared_address_or_device: one row is one pool, address, or device at an address, and episode.
-- Asks which address, or which device, signs many different users in. Devices have no ids here: one is a device name at one address. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: low
-- false alarm: an office, a school or a carrier behind one address, with the same browser on every desk: name it in the known exceptions.
-- next: look at address_timeline: accounts made one after the other, or resets before the sign-ins, speak for stolen or sold accounts.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_users_of_address integer = 20
--     Different users who pass from one address in a window, at least.
-- :min_users_of_device integer = 5
--     Different users who pass from one device at one address in a window, at least.
-- :window_minutes integer = 1440
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

passes as (
    select
        user_pool_id,
        ip_address,
        device_name,
        coalesce(user_sub, user_name) as user_key,
        country,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
),

uses as (
    select
        user_pool_id,
        shared,
        ip_address,
        if(shared = 'device', device_name, '') as device_key,
        user_key,
        country,
        started_at,
        at_ms,
        if(shared = 'device', :min_users_of_device, :min_users_of_address) as min_users
    from passes
    cross join unnest(array['address', 'device']) as kinds (shared)
    where shared = 'address' or device_name is not null
),

tried as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        user_key,
        country,
        started_at,
        at_ms,
        min_users,
        lead(at_ms) over (partition by user_pool_id, shared, ip_address, device_key, user_key order by at_ms) as next_ms
    from uses
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        min_users,
        if(change = 'comes', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'comes', 1, -1) as users,
        if(change = 'comes', 1, 0) as starts
    from tried
    cross join unnest(array['comes', 'hands over']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        min_users,
        at_ms,
        sum(users) as users,
        sum(starts) as starts
    from changes
    group by user_pool_id, shared, ip_address, device_key, min_users, at_ms
),

windows as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        min_users,
        at_ms,
        starts,
        sum(users) over (partition by user_pool_id, shared, ip_address, device_key order by at_ms) as user_count
    from moments
),

ends as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        at_ms
    from windows
    where starts > 0
        and user_count >= min_users
),

gaps as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, shared, ip_address, device_key order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, shared, ip_address, device_key order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, shared, ip_address, device_key, episode
),

episodes as (
    select
        spans.user_pool_id,
        spans.shared,
        spans.ip_address,
        nullif(spans.device_key, '') as device_name,
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct tried.user_key) as user_count,
        max(tried.country) as country
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.shared = spans.shared
        and tried.ip_address = spans.ip_address
        and tried.device_key = spans.device_key
        and tried.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.shared, spans.ip_address, spans.device_key, spans.episode
),

marked as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_name,
        first_at,
        last_at,
        attempt_count,
        user_count,
        country,
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    shared,
    ip_address,
    device_name,
    first_at,
    last_at,
    attempt_count,
    user_count,
    country,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    ip_address,
    shared,
    device_name nulls last
