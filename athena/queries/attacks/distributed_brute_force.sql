-- distributed_brute_force: one row is one user in one user pool, for one episode (overlapping time windows that each
--     reach min_failures and the minimum of addresses or countries).
-- title: Distributed brute force by user
-- description: Users with failed sign-ins from many IP addresses in a short time. A window counts if it has at least
--     min_addresses IP addresses from at least min_countries countries, or at least min_addresses_alone IP addresses
--     from any number of countries. Look at it every day.
-- severity: high
-- false positives: a phone that stores an old password and gets a new IP address with each connection; its attempts
--     have one country and one device.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query user_timeline for the user, and success_after_attack. Require MFA for the user, and block the IP
--     addresses if they belong to a hosting company.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_failures integer = 10
--     Minimum number of failed sign-ins in a window.
-- :min_addresses integer = 5
--     Minimum number of different IP addresses in a window, if they are from min_countries countries.
-- :min_countries integer = 2
--     Minimum number of different countries in a window. Ignored if the window has min_addresses_alone IP addresses.
-- :min_addresses_alone integer = 8
--     Minimum number of different IP addresses in a window, from any number of countries.
-- :window_minutes integer = 30
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
with

sign_in_failures as (
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

with_next as (
    select
        user_pool_id,
        user_key,
        country,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, ip_address order by at_ms) as next_of_address_ms,
        lead(at_ms) over (partition by user_pool_id, user_key, country order by at_ms) as next_of_country_ms
    from sign_in_failures
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        user_key,
        case change
            when 'start' then at_ms
            when 'end' then at_ms + :window_minutes * bigint '60000' + 1
            when 'address replaced' then least(coalesce(next_of_address_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
            else least(coalesce(next_of_country_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'start' then 1 when 'end' then -1 else 0 end as failures,
        case change when 'start' then 1 when 'address replaced' then -1 else 0 end as addresses,
        case
            when country is null then 0
            when change = 'start' then 1
            when change = 'hands its country over' then -1
            else 0
        end as countries,
        case change when 'start' then 1 else 0 end as starts
    from with_next
    cross join unnest(array['start', 'end', 'address replaced', 'hands its country over']) as kinds (change)
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
        max(sign_in_failures.user_sub) as user_sub,
        max(sign_in_failures.user_name) as user_name,
        min(sign_in_failures.started_at) as first_at,
        max(sign_in_failures.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct sign_in_failures.ip_address) as address_count,
        count(distinct sign_in_failures.country) as country_count
    from spans
    join sign_in_failures
        on sign_in_failures.user_pool_id = spans.user_pool_id
        and sign_in_failures.user_key = spans.user_key
        and sign_in_failures.at_ms between spans.from_ms and spans.to_ms
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
    address_count,
    country_count,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
