-- reset_chain: one row is one pool, user and episode.
-- Asks whose password was reset, changed, and then used first from a country or on a device that is new for the user. Reads attempts; leaves out sign-ins whose address is not trustworthy.
-- severity: high
-- false alarm: somebody who forgot the password on a journey, or in a shop with the new phone: at home it would be an address of the user's own.
-- next: ask the user by another way than e-mail, which may be lost too; look at user_timeline; sign the user out everywhere.
-- reaches back: :learned_days days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :learned_days integer = 30
--     Days before a sign-in that say what is usual for its user.
-- :window_minutes integer = 1440
--     Longest time from the forgotten password to the sign-in. Chains that overlap are one episode.
-- :own_address string = 'hidden'
--     hidden: a device at an address from which the user passed within learned_days is the user's own, new or not; shown: it counts.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

steps as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        event_type,
        is_ip_trustworthy,
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
        and ((event_type = 'SignIn' and outcome = 'Pass') or (event_type = 'ForgotPassword' and outcome <> 'Fail') or (event_type = 'PasswordChange' and outcome = 'Pass'))
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
),

sign_ins as (
    select
        user_pool_id,
        user_key,
        country,
        device_name,
        device_kind,
        ip_address,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as since_any_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as since_country_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, device_kind order by at_ms) as since_device_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, ip_address order by at_ms) as since_address_ms
    from steps
    where event_type = 'SignIn'
        and is_ip_trustworthy
),

news as (
    select
        user_pool_id,
        user_key,
        at_ms,
        country,
        device_name,
        ip_address,
        country is not null and coalesce(since_country_ms > :learned_days * bigint '86400000', true) as is_new_country,
        device_kind is not null and coalesce(since_device_ms > :learned_days * bigint '86400000', true) as is_new_device,
        :own_address = 'hidden' and coalesce(since_address_ms <= :learned_days * bigint '86400000', false) as is_own_address
    from sign_ins
    where since_any_ms <= :learned_days * bigint '86400000'
),

-- The course of each user: resets, changes, and sign-ins, new in something or usual.
course as (
    select user_pool_id, user_key, at_ms, if(event_type = 'ForgotPassword', at_ms, null) as reset_ms, event_type = 'PasswordChange' as is_change, false as is_usual,
        false as is_new_country, false as is_new_device, null as country, null as device_name, null as ip_address
    from steps
    where event_type <> 'SignIn'
    union all
    select user_pool_id, user_key, at_ms, null, false, not is_new_country and (is_own_address or not is_new_device), is_new_country, is_new_device, country, device_name, ip_address
    from news
),

changed as (
    select
        user_pool_id,
        user_key,
        at_ms,
        is_new_country,
        is_new_device,
        country,
        device_name,
        ip_address,
        if(is_usual, at_ms, null) as usual_ms,
        if(is_change, max(reset_ms) over (partition by user_pool_id, user_key order by at_ms), null) as reset_before_ms
    from course
),

chained as (
    select
        user_pool_id,
        user_key,
        at_ms,
        is_new_country,
        is_new_device,
        country,
        device_name,
        ip_address,
        max(usual_ms) over (partition by user_pool_id, user_key order by at_ms) as usual_ms,
        max(if(reset_before_ms is null, null, at_ms)) over (partition by user_pool_id, user_key order by at_ms) as changed_ms,
        max(reset_before_ms) over (partition by user_pool_id, user_key order by at_ms) as from_ms
    from changed
),

-- A user who has passed as usual since the change knows the new password: it was the user who changed it.
chains as (
    select
        user_pool_id,
        user_key,
        at_ms,
        is_new_country,
        is_new_device,
        country,
        device_name,
        ip_address,
        from_ms,
        from_ms <= lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as is_joined
    from chained
    where (is_new_country or is_new_device)
        and at_ms - from_ms <= :window_minutes * bigint '60000'
        and coalesce(usual_ms < changed_ms, true)
),

numbered as (
    select
        user_pool_id,
        user_key,
        at_ms,
        is_new_country,
        is_new_device,
        country,
        device_name,
        ip_address,
        from_ms,
        sum(if(is_joined, 0, 1)) over (partition by user_pool_id, user_key order by at_ms) as episode
    from chains
),

spans as (
    select
        user_pool_id,
        user_key,
        episode,
        min(from_ms) as from_ms,
        max(at_ms) as to_ms,
        bool_or(is_new_country) as is_new_country,
        bool_or(is_new_device) as is_new_device,
        nullif(min_by(coalesce(country, ''), at_ms), '') as country,
        nullif(min_by(coalesce(device_name, ''), at_ms), '') as device_name,
        nullif(min_by(coalesce(ip_address, ''), at_ms), '') as ip_address
    from numbered
    group by user_pool_id, user_key, episode
),

episodes as (
    select
        spans.user_pool_id,
        max(steps.user_sub) as user_sub,
        max(steps.user_name) as user_name,
        min(steps.started_at) as first_at,
        max(steps.started_at) as last_at,
        count(*) as attempt_count,
        bool_or(spans.is_new_country) as is_new_country,
        bool_or(spans.is_new_device) as is_new_device,
        max(spans.country) as country,
        max(spans.device_name) as device_name,
        max(spans.ip_address) as ip_address
    from spans
    join steps
        on steps.user_pool_id = spans.user_pool_id
        and steps.user_key = spans.user_key
        and steps.at_ms between spans.from_ms and spans.to_ms
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
        is_new_country,
        is_new_device,
        country,
        device_name,
        ip_address,
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
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
    is_new_country,
    is_new_device,
    country,
    device_name,
    ip_address,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
