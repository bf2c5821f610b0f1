-- countries_in_window: one row is one user in one user pool, for one episode (overlapping time windows that each reach
--     min_countries).
-- title: Sign-ins from several countries
-- description: Users with sign-in attempts from several countries in a short time. Look at it every week.
-- severity: medium
-- false positives: a VPN or a company network that exits in another country, a phone on a foreign carrier: add the IP
--     addresses to the allowlist.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query impossible_travel to see who signed in. If only some attempts of a user were successful, the others
--     may be an attack: run query user_timeline for the user.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_countries integer = 2
--     Minimum number of different countries in a window.
-- :window_minutes integer = 30
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address or user is on the lake's allowlist (docs/operate.md#allowlist); shown:
--     mark these rows in is_allowlisted.
with

sign_ins as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        outcome,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and country is not null
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:allowlisted = 'shown' or not coalesce(ip_address in (select value from allowlist where kind = 'address'), false))
),

with_next as (
    select
        user_pool_id,
        user_key,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as next_ms
    from sign_ins
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        user_key,
        if(change = 'start', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'start', 1, -1) as countries,
        if(change = 'start', 1, 0) as starts
    from with_next
    cross join unnest(array['start', 'replaced']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        user_key,
        at_ms,
        sum(countries) as countries,
        sum(starts) as starts
    from changes
    group by user_pool_id, user_key, at_ms
),

windows as (
    select
        user_pool_id,
        user_key,
        at_ms,
        starts,
        sum(countries) over (partition by user_pool_id, user_key order by at_ms) as country_count
    from moments
),

ends as (
    select
        user_pool_id,
        user_key,
        at_ms
    from windows
    where starts > 0
        and country_count >= :min_countries
),

gaps as (
    select
        user_pool_id,
        user_key,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        user_key,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, user_key order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        user_key,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, user_key, episode
),

episodes as (
    select
        spans.user_pool_id,
        max(sign_ins.user_sub) as user_sub,
        max(sign_ins.user_name) as user_name,
        min(sign_ins.started_at) as first_at,
        max(sign_ins.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct sign_ins.country) as country_count,
        array_join(array_agg(distinct sign_ins.country order by sign_ins.country), ', ') as countries,
        count(distinct sign_ins.ip_address) as address_count,
        count_if(sign_ins.outcome = 'Pass') as pass_count
    from spans
    join sign_ins
        on sign_ins.user_pool_id = spans.user_pool_id
        and sign_ins.user_key = spans.user_key
        and sign_ins.at_ms between spans.from_ms and spans.to_ms
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
        country_count,
        countries,
        address_count,
        pass_count,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
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
    country_count,
    countries,
    address_count,
    pass_count,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
