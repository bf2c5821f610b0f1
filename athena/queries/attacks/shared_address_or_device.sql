-- shared_address_or_device: one row is one IP address or device in one user pool, for one episode (overlapping time
--     windows that each reach the minimum number of users).
-- title: IP addresses and devices shared by many users
-- description: IP addresses and devices from which many users sign in. Look at it every week.
-- severity: low
-- false positives: many users behind one IP address (an office, a school, a mobile carrier), perhaps with the same
--     browser on many desks: add the IP address to the allowlist.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query address_timeline for the IP address. Many sign-ups in a row, or password resets before the sign-ins,
--     suggest stolen or sold accounts.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_users_of_address integer = 20
--     Minimum number of different users who sign in from one IP address in a window.
-- :min_users_of_device integer = 5
--     Minimum number of different users who sign in from one device in a window. Events have no device id, so a device
--     is one device name at one IP address.
-- :window_minutes integer = 1440
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these
--     rows in is_allowlisted.
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

shared_passes as (
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

with_next as (
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
    from shared_passes
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        shared,
        ip_address,
        device_key,
        min_users,
        if(change = 'start', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'start', 1, -1) as users,
        if(change = 'start', 1, 0) as starts
    from with_next
    cross join unnest(array['start', 'replaced']) as kinds (change)
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
        min(with_next.started_at) as first_at,
        max(with_next.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct with_next.user_key) as user_count,
        max(with_next.country) as country
    from spans
    join with_next
        on with_next.user_pool_id = spans.user_pool_id
        and with_next.shared = spans.shared
        and with_next.ip_address = spans.ip_address
        and with_next.device_key = spans.device_key
        and with_next.at_ms between spans.from_ms and spans.to_ms
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
        coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
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
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    ip_address,
    shared,
    device_name nulls last
