-- mfa_fatigue: one row is one user in one user pool, for one episode (overlapping time windows that each reach
--     min_attempts).
-- title: MFA fatigue
-- description: Users flooded with second-factor requests by someone who has the password. Look at it every day.
-- severity: high
-- false positives: a user who retries because codes do not arrive (delivery_error_report), or whose clock is off.
-- next: ask the user. If the attempts were someone else's, reset the password, because the attacker has it. Run query
--     mfa_failures_then_success to see whether the attacker signed in.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 1440.
-- :min_attempts integer = 5
--     Minimum number of sign-in attempts in a window that failed or were abandoned at the second factor.
-- :open_minutes integer = 15
--     An attempt without an outcome counts as in progress until this many minutes after its last event, then as
--     abandoned.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
with

mfa_stops as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        attempt_id,
        started_at,
        coalesce(mfa_result = 'Failure', false) as is_failure,
        ip_address,
        country
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and coalesce(user_sub, user_name) is not null
        and (
            mfa_result = 'Failure'
            or mfa_result is null
                and password_result = 'Success'
                and outcome = 'Open'
                and last_at < date_add('minute', -:open_minutes, :as_of)
        )
),

counted as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        attempt_id,
        started_at,
        is_failure,
        ip_address,
        country,
        count(*) over (
            partition by user_pool_id, user_key
            order by started_at
            range between :window_minutes * interval '1' minute preceding and current row
        ) >= :min_attempts as ends_window
    from mfa_stops
),

-- next_end_at: end of the first full window that ends at or after the attempt.
with_next_end as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        attempt_id,
        started_at,
        is_failure,
        ip_address,
        country,
        min(case when ends_window then started_at end) over (
            partition by user_pool_id, user_key
            order by started_at
            range between current row and unbounded following
        ) as next_end_at
    from counted
),

in_window as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        attempt_id,
        started_at,
        is_failure,
        ip_address,
        country,
        next_end_at,
        lag(started_at) over (partition by user_pool_id, user_key order by started_at, attempt_id) as previous_at
    from with_next_end
    where next_end_at <= date_add('minute', :window_minutes, started_at)
),

-- A new episode begins if no full window contains both this attempt and the previous one.
numbered as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        started_at,
        is_failure,
        ip_address,
        country,
        sum(case when previous_at >= date_add('minute', -:window_minutes, next_end_at) then 0 else 1 end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from in_window
),

episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count_if(is_failure) as failure_count,
        count_if(not is_failure) as abandoned_count,
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
        failure_count,
        abandoned_count,
        address_count,
        country_count,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
    from episodes
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    failure_count,
    abandoned_count,
    address_count,
    country_count,
    is_allowlisted
from marked
where last_at >= cast(:first_day as timestamp)
    and (:allowlisted = 'shown' or not is_allowlisted)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
