-- compromised_credentials_passed: one row is one pool, user and episode: attempts that passed with a leaked password, each within the window after the one before.
-- Asks who was let in with a password that is known to be leaked. Reads attempts.
-- severity: high
-- false alarm: a user who has changed the password since; an attempt that a second factor protected (mfa_count).
-- next: have the password reset (AdminResetUserPassword), sign the user out everywhere, and let threat protection block leaked passwords.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :window_minutes integer = 1440
--     Minutes after an attempt in which the next one belongs to the same episode; at most 1440.
-- :known string = 'shown'
--     shown, or hidden to leave out what known_exceptions names.
with

passes as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        event_type,
        attempt_id,
        started_at,
        mfa_result,
        ip_address,
        country,
        lag(started_at) over (
            partition by user_pool_id, coalesce(user_sub, user_name)
            order by started_at, event_type, attempt_id
        ) as before_at
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and is_compromised
        and outcome = 'Pass'
        and coalesce(user_sub, user_name) is not null
),

numbered as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        event_type,
        started_at,
        mfa_result,
        ip_address,
        country,
        sum(case when before_at >= date_add('minute', -:window_minutes, started_at) then 0 else 1 end) over (
            partition by user_pool_id, user_key
            order by started_at, event_type, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from passes
),

episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count_if(event_type = 'SignIn') as sign_in_count,
        count_if(mfa_result = 'Success') as mfa_count,
        count(distinct ip_address) as address_count,
        count(distinct country) as country_count
    from numbered
    group by user_pool_id, user_key, episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        first_at,
        last_at,
        attempt_count,
        sign_in_count,
        mfa_count,
        address_count,
        country_count,
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false) as known
    from episodes
    where last_at >= cast(:first_day as timestamp)
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    sign_in_count,
    mfa_count,
    address_count,
    country_count,
    known
from marked
where :known = 'shown' or not known
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
