-- mfa_failures_then_success: one row is one pool, user and episode: many failures of the second factor, and then a success.
-- Asks who came through at the second factor after failing often: a code was guessed, or given away. Reads attempts.
-- severity: high
-- false alarm: a user with a clock that is off, or one who mistypes codes; the same address and device before and after say so.
-- next: ask the user whether it was they; if not, sign them out everywhere, reset password and factor, and see user_timeline.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :window_minutes integer = 60
--     Minutes from the first to the last of the failures; at most 720.
-- :min_failures integer = 3
--     Attempts with a failed second factor in a window.
-- :success_minutes integer = 60
--     Minutes after the failures in which the success comes; at most 720.
-- :known string = 'shown'
--     shown, or hidden to leave out what known_exceptions names.
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

-- next_end_at: the end of the first full window that does not end before the attempt.
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
        device_name,
        ends_window,
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
        device_name,
        ends_window,
        next_end_at,
        coalesce(is_failure and next_end_at <= date_add('minute', :window_minutes, started_at), false) as is_within
    from placed
),

ordered as (
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
        is_within,
        max(case when is_within then started_at end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and 1 preceding
        ) as before_at
    from within
),

-- An episode begins where no full window holds both the failure and the one before.
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
        is_within,
        sum(case when is_within and coalesce(before_at < date_add('minute', -:window_minutes, next_end_at), true) then 1 else 0 end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from ordered
),

-- A success belongs to the episode whose full window ended last before it.
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
        concat(date_format(started_at, '%Y-%m-%d %H:%i:%s.%f'), attempt_id) as appearance,
        case
            when is_within then episode
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
        nullif(min_by(coalesce(ip_address, ''), appearance) filter (where not is_failure), '') as success_ip_address,
        nullif(min_by(coalesce(country, ''), appearance) filter (where not is_failure), '') as success_country,
        nullif(min_by(coalesce(device_name, ''), appearance) filter (where not is_failure), '') as success_device_name
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
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false) as known
    from episodes
    where success_at is not null
)

-- success_at, and what follows it, of the first success.
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
    known
from marked
where last_at >= cast(:first_day as timestamp)
    and (:known = 'shown' or not known)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
