-- new_device_for_user: one row is one pool, user, kind of device and episode: the sign-ins with it until it has not been seen for learned_days.
-- Asks who passed on a kind of device for the first time in learned_days, having passed on another before; a browser whatever its version. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: low
-- false alarm: a new phone, a colleague’s computer, another browser.
-- next: alone it says little: look for the same user in new_country_for_user, reset_chain and success_after_attack.
-- reaches back: :learned_days days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :learned_days integer = 30
--     Days before a sign-in that say what is usual for its user.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

passes as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        device_name,
        -- Browsers change their version every month: Chrome 143, Windows 10 is the device Chrome, Windows 10.
        regexp_replace(device_name, '^([^,0-9]+) [0-9][0-9.]*, ', '$1, ') as device_kind,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -:learned_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:known = 'shown' or not coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false))
),

since as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        device_name,
        device_kind,
        started_at,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as since_any_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, device_kind order by at_ms) as since_same_ms
    from passes
),

numbered as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        device_name,
        device_kind,
        started_at,
        at_ms,
        since_any_ms,
        sum(case when since_same_ms <= :learned_days * bigint '86400000' then 0 else 1 end) over (partition by user_pool_id, user_key, device_kind order by at_ms) as episode
    from since
    where device_kind is not null
),

-- is_new: when the episode began, the user had passed before, within learned_days.
episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        nullif(min_by(coalesce(device_name, ''), at_ms), '') as device_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        nullif(min_by(coalesce(ip_address, ''), at_ms), '') as ip_address,
        min_by(coalesce(since_any_ms, -1), at_ms) between 0 and :learned_days * bigint '86400000' as is_new,
        nullif(min_by(coalesce(country, ''), at_ms), '') as country
    from numbered
    group by user_pool_id, user_key, device_kind, episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        device_name,
        first_at,
        last_at,
        attempt_count,
        ip_address,
        country,
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
    from episodes
    where first_at >= :first_day
        and is_new
)

select
    user_pool_id,
    user_sub,
    user_name,
    device_name,
    first_at,
    last_at,
    attempt_count,
    ip_address,
    country,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last,
    device_name
