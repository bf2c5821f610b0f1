-- signup_surge: one row is one IP address in one user pool, for one episode (overlapping time windows that each reach
--     min_sign_ups).
-- title: Sign-up surge by IP address
-- description: IP addresses with many sign-ups in a short time. Look at it every day.
-- severity: medium
-- false positives: a class or an event whose participants sign up together behind one IP address.
-- not detected: sign-ups without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query address_timeline for the IP address and look for user names with a counter or random letters. Run
--     query shared_address_or_device. Disable the accounts unless you confirm that they are real.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :min_sign_ups integer = 20
--     Minimum number of sign-ups in a window, with any outcome.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these
--     rows in is_allowlisted.
with

sign_ups as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        ip_address,
        outcome,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignUp'
        and started_at is not null
        and is_ip_trustworthy
),

counted as (
    select
        user_pool_id,
        ip_address,
        at_ms,
        count(*) over (partition by user_pool_id, ip_address order by at_ms range between :window_minutes * bigint '60000' preceding and current row) as attempts_in_window
    from sign_ups
),

ends as (
    select
        user_pool_id,
        ip_address,
        at_ms
    from counted
    where attempts_in_window >= :min_sign_ups
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
        min(sign_ups.started_at) as first_at,
        max(sign_ups.started_at) as last_at,
        count(*) as attempt_count,
        count_if(sign_ups.outcome = 'Pass') as pass_count,
        count(distinct sign_ups.user_key) as user_count
    from spans
    join sign_ups
        on sign_ups.user_pool_id = spans.user_pool_id
        and sign_ups.ip_address = spans.ip_address
        and sign_ups.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.ip_address, spans.episode
),

marked as (
    select
        user_pool_id,
        ip_address,
        first_at,
        last_at,
        attempt_count,
        pass_count,
        user_count,
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
    pass_count,
    user_count,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    ip_address
