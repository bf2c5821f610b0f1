-- countries_in_window: one row is one pool, user and episode.
-- Asks who signed in, or tried to, from several countries within a short time. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: medium
-- false alarm: a VPN or a company network that leaves through another country, a phone on a foreign carrier: name their addresses in the known exceptions.
-- next: look at impossible_travel for those who passed; if only some of the sign-ins passed, the others may be somebody else trying.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_countries integer = 2
--     Different countries that a window holds at least.
-- :window_minutes integer = 30
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

tried as (
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
        and (:known = 'shown' or not coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false))
),

followed as (
    select
        user_pool_id,
        user_key,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as next_ms
    from tried
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        user_key,
        if(change = 'comes', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'comes', 1, -1) as countries,
        if(change = 'comes', 1, 0) as starts
    from followed
    cross join unnest(array['comes', 'hands over']) as kinds (change)
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
        max(tried.user_sub) as user_sub,
        max(tried.user_name) as user_name,
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct tried.country) as country_count,
        array_join(array_agg(distinct tried.country order by tried.country), ', ') as countries,
        count(distinct tried.ip_address) as address_count,
        count_if(tried.outcome = 'Pass') as pass_count
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.user_key = spans.user_key
        and tried.at_ms between spans.from_ms and spans.to_ms
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
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false) as known
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
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
