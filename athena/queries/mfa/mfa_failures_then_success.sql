-- mfa_failures_then_success: one row is one user in one user pool, for one episode (overlapping time windows that each
--     reach min_failures).
-- title: MFA failures followed by a success
-- description: Users whose second factor failed many times and then succeeded. Look at it every day.
-- severity: high
-- false positives: a user whose clock is off or who mistypes codes: failures and success have the same IP address and
--     device.
-- next: ask the user: someone may have guessed or obtained the code. If someone else signed in, sign the user out
--     everywhere, reset the password and the second factor, and run query user_timeline for the user.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :window_minutes integer = 60
--     Length of the time window in minutes, at most 720.
-- :min_failures integer = 3
--     Minimum number of attempts with a failed second factor in a window.
-- :success_minutes integer = 60
--     Maximum minutes from the last failure of a window to the success, at most 720.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
with

steps as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        attempt_id,
        started_at,
        mfa_result = 'Failure' as is_failure,
        ip_address,
        country,
        device_name
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and (mfa_result = 'Failure' or mfa_result = 'Success' and outcome = 'Pass')
        and coalesce(user_sub, user_name) is not null
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
        device_name,
        is_failure and sum(case when is_failure then 1 else 0 end) over (
            partition by user_pool_id, user_key
            order by started_at
            range between :window_minutes * interval '1' minute preceding and current row
        ) >= :min_failures as ends_window
    from steps
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
        device_name,
        ends_window,
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
        device_name,
        ends_window,
        next_end_at,
        coalesce(is_failure and next_end_at <= date_add('minute', :window_minutes, started_at), false) as is_in_window
    from with_next_end
),

with_previous as (
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
        device_name,
        ends_window,
        next_end_at,
        is_in_window,
        max(case when is_in_window then started_at end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and 1 preceding
        ) as previous_at
    from in_window
),

-- A new episode begins if no full window contains both this failure and the previous one.
numbered as (
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
        device_name,
        ends_window,
        is_in_window,
        sum(case when is_in_window and coalesce(previous_at < date_add('minute', -:window_minutes, next_end_at), true) then 1 else 0 end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from with_previous
),

-- A success belongs to the episode with the last full window before it.
assigned as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        started_at,
        is_failure,
        ip_address,
        country,
        device_name,
        concat(date_format(started_at, '%Y-%m-%d %H:%i:%s.%f'), attempt_id) as sort_key,
        case
            when is_in_window then episode
            when not is_failure then max(case when ends_window then episode end) over (
                partition by user_pool_id, user_key
                order by started_at
                range between :success_minutes * interval '1' minute preceding and current row
            )
        end as episode
    from numbered
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
        count(distinct case when is_failure then ip_address end) as failure_address_count,
        min(case when not is_failure then started_at end) as success_at,
        nullif(min_by(coalesce(ip_address, ''), sort_key) filter (where not is_failure), '') as success_ip_address,
        nullif(min_by(coalesce(country, ''), sort_key) filter (where not is_failure), '') as success_country,
        nullif(min_by(coalesce(device_name, ''), sort_key) filter (where not is_failure), '') as success_device_name
    from assigned
    where episode is not null
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
        failure_address_count,
        success_at,
        success_ip_address,
        success_country,
        success_device_name,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
    from episodes
    where success_at is not null
)

-- The success_… columns are of the first success.
select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    failure_count,
    failure_address_count,
    success_at,
    success_ip_address,
    success_country,
    success_device_name,
    is_allowlisted
from marked
where last_at >= cast(:first_day as timestamp)
    and (:allowlisted = 'shown' or not is_allowlisted)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
