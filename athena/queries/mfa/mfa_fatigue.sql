-- mfa_fatigue: one row is one pool, user and episode: many sign-ins in a short time that stopped or failed at the second factor.
-- Asks who is being worn out with requests of a second factor, by somebody who has the password. Reads attempts.
-- severity: high
-- false alarm: a user whose codes do not arrive and who tries again and again (delivery_error_report); a clock that is off.
-- next: the password is known to somebody: reset it, ask the user, and see mfa_failures_then_success for whether somebody came through.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :window_minutes integer = 60
--     Minutes from the first to the last of the attempts; at most 1440.
-- :min_attempts integer = 5
--     Attempts with a failed second factor, or abandoned at it, in a window.
-- :open_minutes integer = 15
--     Minutes after its last record in which an attempt may still end; then it is abandoned.
-- :as_of timestamp = current_timestamp
--     The time now.
-- :known string = 'shown'
--     shown, or hidden to leave out what known_exceptions names.
with

stopped as (
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
    from stopped
),

-- next_end_at: the end of the first window that is full and does not end before the attempt.
placed as (
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

within as (
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
        lag(started_at) over (partition by user_pool_id, user_key order by started_at, attempt_id) as before_at
    from placed
    where next_end_at <= date_add('minute', :window_minutes, started_at)
),

-- An episode begins where no full window holds both the attempt and the one before.
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
        sum(case when before_at >= date_add('minute', -:window_minutes, next_end_at) then 0 else 1 end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from within
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
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false) as known
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
    known
from marked
where last_at >= cast(:first_day as timestamp)
    and (:known = 'shown' or not known)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
