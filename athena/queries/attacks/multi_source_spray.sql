-- multi_source_spray: one row is one pool, address and episode of a spray that several addresses share.
-- Asks which addresses together tried a few passwords on many users, each address too little to stand out. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: high
-- false alarm: an outage: people of several offices fail at once. Then every address is one that passed before, and all fail, not some.
-- next: look at success_after_attack; block the addresses together (one hosting company, one device name), and reset who passed.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_addresses integer = 5
--     Different addresses that a window holds at least.
-- :min_users integer = 8
--     Different users that a window holds at least.
-- :min_failures integer = 25
--     Failed sign-ins that a window holds at least.
-- :max_per_user integer = 5
--     A user who fails more often in a window is guessed at rather than sprayed: such failures do not count.
-- :min_fail_share double = 0.75
--     Share of failures among the sign-ins of an address, within a window before and after, at least: people mostly pass.
-- :min_users_per_address integer = 2
--     2 leaves out addresses where only one user failed within a window before and after, as at home; 1 counts them.
-- :window_minutes integer = 60
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

sign_ins as (
    select
        user_pool_id,
        ip_address,
        coalesce(user_sub, user_name) as user_key,
        country,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms,
        if(outcome = 'Fail', 1, 0) as failed
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome in ('Fail', 'Pass')
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:known = 'shown' or not coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false))
),

surroundings as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        failed,
        count(*) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as sign_ins_of_address,
        sum(failed) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as failures_of_address,
        sum(failed) over (partition by user_pool_id, ip_address, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and :window_minutes * bigint '60000' following) as failures_of_pair
    from sign_ins
),

suspects as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        count(*) over (partition by user_pool_id, user_key order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as user_failures
    from surroundings
    where failed = 1
        and failures_of_address >= :min_fail_share * sign_ins_of_address
        and (:min_users_per_address <= 1 or failures_of_address > failures_of_pair)
),

judged as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        max(user_failures) over (partition by user_pool_id, user_key order by at_ms range between current row and :window_minutes * bigint '60000' following) as most_user_failures
    from suspects
),

tried as (
    select
        user_pool_id,
        ip_address,
        user_key,
        country,
        started_at,
        at_ms,
        lead(at_ms) over (partition by user_pool_id, ip_address order by at_ms) as next_of_address_ms,
        lead(at_ms) over (partition by user_pool_id, user_key order by at_ms) as next_of_user_ms
    from judged
    where most_user_failures <= :max_per_user
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        case change
            when 'comes' then at_ms
            when 'goes' then at_ms + :window_minutes * bigint '60000' + 1
            when 'hands its address over' then least(coalesce(next_of_address_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
            else least(coalesce(next_of_user_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)
        end as at_ms,
        case change when 'comes' then 1 when 'goes' then -1 else 0 end as failures,
        case change when 'comes' then 1 when 'hands its address over' then -1 else 0 end as addresses,
        case change when 'comes' then 1 when 'hands its user over' then -1 else 0 end as users,
        case change when 'comes' then 1 else 0 end as starts
    from tried
    cross join unnest(array['comes', 'goes', 'hands its address over', 'hands its user over']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        at_ms,
        sum(failures) as failures,
        sum(addresses) as addresses,
        sum(users) as users,
        sum(starts) as starts
    from changes
    group by user_pool_id, at_ms
),

windows as (
    select
        user_pool_id,
        at_ms,
        starts,
        sum(failures) over (partition by user_pool_id order by at_ms) as failure_count,
        sum(addresses) over (partition by user_pool_id order by at_ms) as address_count,
        sum(users) over (partition by user_pool_id order by at_ms) as user_count
    from moments
),

ends as (
    select
        user_pool_id,
        at_ms
    from windows
    where starts > 0
        and failure_count >= :min_failures
        and address_count >= :min_addresses
        and user_count >= :min_users
),

gaps as (
    select
        user_pool_id,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, episode
),

members as (
    select
        spans.user_pool_id,
        spans.episode,
        tried.ip_address,
        tried.user_key,
        tried.country,
        tried.started_at
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.at_ms between spans.from_ms and spans.to_ms
),

-- Different users of a spray: a member counts if it is the first of its user.
ranked as (
    select
        user_pool_id,
        episode,
        ip_address,
        user_key,
        country,
        started_at,
        row_number() over (partition by user_pool_id, episode, user_key order by started_at, ip_address) as time_of_user
    from members
),

by_address as (
    select
        user_pool_id,
        episode,
        ip_address,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count(distinct user_key) as user_count,
        max(country) as country,
        sum(if(time_of_user = 1, 1, 0)) as new_users
    from ranked
    group by user_pool_id, episode, ip_address
),

episodes as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        user_count,
        country,
        min(first_at) over (partition by user_pool_id, episode) as spray_first_at,
        max(last_at) over (partition by user_pool_id, episode) as spray_last_at,
        cast(sum(attempt_count) over (partition by user_pool_id, episode) as bigint) as spray_attempt_count,
        count(*) over (partition by user_pool_id, episode) as spray_address_count,
        cast(sum(new_users) over (partition by user_pool_id, episode) as bigint) as spray_user_count
    from by_address
),

marked as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        user_count,
        country,
        spray_first_at,
        spray_last_at,
        spray_attempt_count,
        spray_address_count,
        spray_user_count,
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
    from episodes
    where spray_last_at >= :first_day
)

select
    user_pool_id,
    ip_address,
    first_at,
    last_at,
    attempt_count,
    user_count,
    country,
    spray_first_at,
    spray_last_at,
    spray_attempt_count,
    spray_address_count,
    spray_user_count,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    spray_first_at,
    ip_address
