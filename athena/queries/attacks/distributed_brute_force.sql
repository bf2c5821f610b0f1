-- distributed_brute_force: one row is one pool, user and episode.
-- Asks whose password was guessed at from many addresses at once, so that none of them stands out. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: high
-- false alarm: a user whose phone changes its address with each connection, with an old password saved in it: one country, one device.
-- next: look at user_timeline and at success_after_attack for this user; ask the user for MFA, and block the addresses if they are of a hosting company.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_failures integer = 10
--     Failed sign-ins that a window holds at least.
-- :min_addresses integer = 5
--     Different addresses that a window holds at least, if it also holds min_countries.
-- :min_countries integer = 2
--     Different countries that go with min_addresses.
-- :min_addresses_alone integer = 8
--     Different addresses that are enough, of whatever countries.
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
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Fail'
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
),

followed as (
    select
        user_pool_id,
        user_key,
        country,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, ip_address order by at_ms) as next_of_address_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as next_of_country_ms
    from tried
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        user_key,
        case change
            when 'comes' then at_ms
            when 'goes' then at_ms + :window_minutes * bigint '60000' + 1
            when 'hands its address over' then least(coalesce(next_of_address_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
            else least(coalesce(next_of_country_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'comes' then 1 when 'goes' then -1 else 0 end as failures,
        case change when 'comes' then 1 when 'hands its address over' then -1 else 0 end as addresses,
        case
            when country is null then 0
            when change = 'comes' then 1
            when change = 'hands its country over' then -1
            else 0
        end as countries,
        case change when 'comes' then 1 else 0 end as starts
    from followed
    cross join unnest(array['comes', 'goes', 'hands its address over', 'hands its country over']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        user_key,
        at_ms,
        sum(failures) as failures,
        sum(addresses) as addresses,
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
        sum(failures) over (partition by user_pool_id, user_key order by at_ms) as failure_count,
        sum(addresses) over (partition by user_pool_id, user_key order by at_ms) as address_count,
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
        and failure_count >= :min_failures
        and (address_count >= :min_addresses_alone or (address_count >= :min_addresses and country_count >= :min_countries))
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
        count(distinct tried.ip_address) as address_count,
        count(distinct tried.country) as country_count
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
        address_count,
        country_count,
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
    address_count,
    country_count,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
