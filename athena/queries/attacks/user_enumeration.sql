-- user_enumeration: one row is one IP address in one user pool, for one episode (overlapping time windows that each
--     reach min_users).
-- title: User enumeration by IP address
-- description: IP addresses that try many nonexistent user names. Look at it every week.
-- severity: medium
-- false positives: a migration that signs in a list of old accounts one by one.
-- not detected: attempts without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: turn on PreventUserExistenceErrors for the app client, so that Cognito's replies do not reveal whether a user
--     exists. Block the IP address.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_users integer = 15
--     Minimum number of different nonexistent user names in a window.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these
--     rows in is_allowlisted.
with

probes as (
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

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        ip_address,
        if(change = 'start', at_ms, least(coalesce(next_ms, at_ms + :window_minutes * bigint '60000' + 1), at_ms + :window_minutes * bigint '60000' + 1)) as at_ms,
        if(change = 'start', 1, -1) as users,
        if(change = 'start', 1, 0) as starts
    from probes
    cross join unnest(array['start', 'replaced']) as kinds (change)
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
        min(probes.started_at) as first_at,
        max(probes.started_at) as last_at,
        count(*) as attempt_count,
        count(distinct probes.user_name) as user_count,
        max(probes.country) as country
    from spans
    join probes
        on probes.user_pool_id = spans.user_pool_id
        and probes.ip_address = spans.ip_address
        and probes.at_ms between spans.from_ms and spans.to_ms
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
        coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
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
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    ip_address
