-- mfa_abandoned: one row is one user in one user pool, for one episode (see window_minutes).
-- title: Sign-ins abandoned at the second factor
-- description: Users who entered the right password but no second factor. Look at it every week.
-- severity: medium
-- false positives: users who look for their phone, or whose message did not arrive; many users of one app client at
--     once, if the app or the message delivery has a fault.
-- next: if the IP address or country is new to the user, reset the password. Otherwise look for delivery errors of the
--     same hour (delivery_error_report).
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :window_minutes integer = 60
--     Maximum minutes from one abandoned sign-in to the next, at most 1440. A user's abandoned sign-ins that follow
--     each other this closely are one episode.
-- :open_minutes integer = 15
--     An attempt without an outcome counts as in progress until this many minutes after its last event, then as
--     abandoned.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose user is on the lake's allowlist (docs/operate.md#allowlist); shown: mark these rows
--     in is_allowlisted.
with

abandoned as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        client_id,
        attempt_id,
        started_at,
        ip_address,
        country,
        lag(started_at) over (
            partition by user_pool_id, coalesce(user_sub, user_name)
            order by started_at, attempt_id
        ) as previous_at
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and coalesce(user_sub, user_name) is not null
        and outcome = 'Open'
        and password_result = 'Success'
        and mfa_result is null
        and last_at < date_add('minute', -:open_minutes, :as_of)
),

numbered as (
    select
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        client_id,
        started_at,
        ip_address,
        country,
        sum(case when previous_at >= date_add('minute', -:window_minutes, started_at) then 0 else 1 end) over (
            partition by user_pool_id, user_key
            order by started_at, attempt_id
            rows between unbounded preceding and current row
        ) as episode
    from abandoned
),

episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count(distinct client_id) as client_count,
        count(distinct ip_address) as address_count,
        max(country) as country
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
        client_count,
        address_count,
        country,
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
    client_count,
    address_count,
    country,
    is_allowlisted
from marked
where last_at >= cast(:first_day as timestamp)
    and (:allowlisted = 'shown' or not is_allowlisted)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
