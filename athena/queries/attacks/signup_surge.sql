-- signup_surge: one row is one pool, address and episode.
-- Asks from which address many accounts were made in a short time. Reads attempts; leaves out addresses that are not trustworthy.
-- severity: medium
-- false alarm: a class or an event whose people sign up together, behind one address.
-- next: look at the user names (a counter or random letters in them), and at shared_address_or_device; disable the accounts if nobody vouches for them.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :min_sign_ups integer = 20
--     Sign-ups, however they ended, that a window holds at least.
-- :window_minutes integer = 60
--     Length of a window, at most 1440. Windows that match and overlap are one episode.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

tried as (
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
    from tried
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
        min(tried.started_at) as first_at,
        max(tried.started_at) as last_at,
        count(*) as attempt_count,
        count_if(tried.outcome = 'Pass') as pass_count,
        count(distinct tried.user_key) as user_count
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
        pass_count,
        user_count,
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
    pass_count,
    user_count,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    ip_address
