-- reset_chain: one row is one user in one user pool, for one episode (see window_minutes).
-- title: Password reset and sign-in from a new country or device
-- description: Users whose first sign-in after a password reset comes from a new country or device. Look at it every
--     day.
-- severity: high
-- false positives: a user who forgot the password on a journey, or who sets up a new phone in a shop.
-- not detected: users without an earlier sign-in to compare with, in the 30 days (learned_days) before the sign-in that
--     followed the reset; a new device at an IP address that the user signed in from before (unless you pass
--     --own-address shown); sign-ins without an IP address, or whose IP address may be the app server's or AWS's
--     (is_ip_trustworthy in docs/views.md).
-- next: ask the user by a channel other than e-mail: the attacker may control the mailbox. Run query user_timeline for
--     the user. If someone else signed in, sign the user out everywhere and reset the password.
-- also reads: the :learned_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :learned_days integer = 30
--     A country or device is new if, during this many days before the sign-in, the user signed in, but never from this
--     country or with this device.
-- :window_minutes integer = 1440
--     Maximum minutes from the reset request to the sign-in. An episode is a group of overlapping periods from reset
--     request to sign-in.
-- :own_address string = 'hidden'
--     hidden: ignore a new device at an IP address that the user has signed in from within learned_days; shown: count
--     such a device too.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address or user is on the lake's allowlist (docs/operate.md#allowlist); shown:
--     mark these rows in is_allowlisted.
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
        -- Browsers change version every month: Chrome 143, Windows 10 is the device Chrome, Windows 10.
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

compared_sign_ins as (
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

-- Resets, password changes and sign-ins of each user; a sign-in has something new or is usual.
user_events as (
    select user_pool_id, user_key, at_ms, if(event_type = 'ForgotPassword', at_ms, null) as reset_ms, event_type = 'PasswordChange' as is_change, false as is_usual,
        false as is_new_country, false as is_new_device, null as country, null as device_name, null as ip_address
    from steps
    where event_type <> 'SignIn'
    union all
    select user_pool_id, user_key, at_ms, null, false, not is_new_country and (is_own_address or not is_new_device), is_new_country, is_new_device, country, device_name, ip_address
    from compared_sign_ins
),

with_resets as (
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
    from user_events
),

with_changes as (
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
    from with_resets
),

-- A user who signed in as usual after the change knows the new password, so the user changed it.
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
    from with_changes
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
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
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
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
