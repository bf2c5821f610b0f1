-- compromised_credentials_passed: one row is one user in one user pool, for one episode (see window_minutes).
-- title: Sign-ins with compromised credentials
-- description: Users who signed in with a password known from a leak. Look at it every day.
-- severity: high
-- false positives: a user who has since changed the password; an attempt protected by a second factor (mfa_count).
-- not detected: sign-ins with SRP or custom authentication, whose passwords Cognito does not check.
-- next: reset the password (AdminResetUserPassword), sign the user out everywhere, and let threat protection block
--     compromised credentials.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :window_minutes integer = 1440
--     Maximum minutes from one attempt to the next, at most 1440. A user's attempts that follow each other this closely
--     are one episode.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
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
        ) as previous_at
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
        sum(case when previous_at >= date_add('minute', -:window_minutes, started_at) then 0 else 1 end) over (
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
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
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
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
