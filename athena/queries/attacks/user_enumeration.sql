-- user_enumeration: one row is one pool, address and episode.
-- Asks from which address user names were tried that do not exist, to learn which do. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: medium
-- false alarm: a list of old accounts that a migration signs in one by one.
-- next: let the app client answer the same for users that exist and users that do not (PreventUserExistenceErrors); block the address.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_users integer = 15
--     Different user names that a window holds at least.
-- :window_minutes integer = 60
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

tried as (
    select
        user_pool_id,
        ip_address,
        user_name,
        country,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms,
        lead(date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at)) over (partition by user_pool_id, ip_address, user_name order by started_at) as next_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and ((event_type = 'SignIn' and outcome = 'Fail') or (event_type in ('ForgotPassword', 'ResendCode') and outcome <> 'Pass'))
        and user_sub is null
        and user_name is not null
        and started_at is not null
        and is_ip_trustworthy
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        ip_address,
        if(change = 'comes', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'comes', 1, -1) as users,
        if(change = 'comes', 1, 0) as starts
    from tried
    cross join unnest(array['comes', 'hands over']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        sum(users) as users,
        sum(starts) as starts
    from changes
    group by user_pool_id, ip_address, at_ms
),

windows as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        starts,
        sum(users) over (partition by user_pool_id, ip_address order by at_ms) as user_count
    from moments
),

ends as (
    select
        user_pool_id,
        ip_address,
        at_ms
    from windows
    where starts > 0
        and user_count >= :min_users
),

gaps as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, ip_address order by at_ms) as gap_ms
    from ends
),

numbered as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        sum(case when gap_ms <= :window_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, ip_address order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        ip_address,
        episode,
        min(at_ms) - :window_minutes * bigint '60000' as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, ip_address, episode
),

episodes as (
    select
        spans.user_pool_id,
        spans.ip_address,
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct tried.user_name) as user_count,
        max(tried.country) as country
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.ip_address = spans.ip_address
        and tried.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.ip_address, spans.episode
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
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    ip_address,
    first_at,
    last_at,
    attempt_count,
    user_count,
    country,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    ip_address
