-- country_not_allowed: one row is one user and country in one user pool, for one episode (see gap_minutes).
-- title: Sign-ins from countries that are not allowed
-- description: Users who signed in from a country outside allowed_countries. Look at it every day.
-- severity: medium
-- false positives: a user on a journey; a VPN that exits in another country: add the VPN's IP addresses to the
--     allowlist.
-- not detected: sign-ins without a country; sign-ins without an IP address, or whose IP address may be the app server's
--     or AWS's (is_ip_trustworthy in docs/views.md).
-- next: ask the user. To block a country before requests reach Cognito, add a geographic match rule in AWS WAF on the
--     user pool.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :allowed_countries list of strings = 
--     Names of the allowed countries, as in the column country. With an empty list there are no rows.
-- :gap_minutes integer = 1440
--     Maximum minutes from one sign-in to the next, at most 1440. A user's sign-ins from a country that follow each
--     other this closely are one episode.
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
        device_name,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
        and country is not null
        and cardinality(:allowed_countries) > 0
        and not contains(:allowed_countries, country)
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:allowlisted = 'shown' or not coalesce(ip_address in (select value from allowlist where kind = 'address'), false))
),

gaps as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        device_name,
        started_at,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as gap_ms
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
        started_at,
        at_ms,
        sum(case when gap_ms <= :gap_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, user_key, country order by at_ms) as episode
    from gaps
),

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
        count(distinct ip_address) as address_count,
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
        address_count,
        device_name,
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
    country,
    first_at,
    last_at,
    attempt_count,
    ip_address,
    address_count,
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
