-- new_country_for_user: one row is one user and country in one user pool, for one episode (see learned_days).
-- title: New country for a user
-- description: Users who signed in from a country that is new for the user. Look at it with the user's other findings.
-- severity: low
-- false positives: users who travel; a VPN or a mobile carrier that exits in another country.
-- not detected: users who did not sign in during the learned_days before the sign-in; sign-ins without an IP address,
--     or whose IP address may be the app server's or AWS's (is_ip_trustworthy in docs/views.md).
-- next: run the queries impossible_travel, new_device_for_user, reset_chain and success_after_attack, and look for the
--     same user.
-- also reads: the :learned_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :learned_days integer = 30
--     A country is new if, during this many days before the sign-in, the user signed in, but never from this country.
--     An episode is a series of sign-ins from the country without a gap longer than this.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address or user is on the lake's allowlist (docs/operate.md#allowlist); shown:
--     mark these rows in is_allowlisted.
with

passes as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        device_name,
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
        and (:allowlisted = 'shown' or not coalesce(ip_address in (select value from allowlist where kind = 'address'), false))
),

with_gaps as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        device_name,
        started_at,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as since_any_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as since_same_ms
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
        city,
        device_name,
        started_at,
        at_ms,
        since_any_ms,
        sum(case when since_same_ms <= :learned_days * bigint '86400000' then 0 else 1 end) over (partition by user_pool_id, user_key, country order by at_ms) as episode
    from with_gaps
    where country is not null
),

-- is_new: the user had signed in within learned_days before the episode began.
episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        country,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        nullif(min_by(coalesce(ip_address, ''), at_ms), '') as ip_address,
        min_by(coalesce(since_any_ms, -1), at_ms) between 0 and :learned_days * bigint '86400000' as is_new,
        nullif(min_by(coalesce(city, ''), at_ms), '') as city,
        nullif(min_by(coalesce(device_name, ''), at_ms), '') as device_name
    from numbered
    group by user_pool_id, user_key, country, episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        country,
        first_at,
        last_at,
        attempt_count,
        ip_address,
        city,
        device_name,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
    from episodes
    where first_at >= :first_day
        and is_new
)

select
    user_pool_id,
    user_sub,
    user_name,
    country,
    first_at,
    last_at,
    attempt_count,
    ip_address,
    city,
    device_name,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last,
    country
