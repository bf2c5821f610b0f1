-- mfa_abandoned: one row is one pool, user and episode: sign-ins that were abandoned at the second factor, each within the window after the one before.
-- Asks who knew a password and went no further: the user, without a code, or somebody without the second factor. Reads attempts.
-- severity: medium
-- false alarm: users who look for their phone, or whose message did not arrive; many of one client at once are a fault of the app or the sender.
-- next: for an address or country that is new to the user reset the password; else look for delivery errors of that hour.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :window_minutes integer = 60
--     Minutes after an attempt in which the next one belongs to the same episode; at most 1440.
-- :open_minutes integer = 15
--     Minutes after its last record in which an attempt may still end; then it is abandoned.
-- :as_of timestamp = current_timestamp
--     The time now.
-- :known string = 'shown'
--     shown, or hidden to leave out what known_exceptions names.
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
        ) as before_at
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
        sum(case when before_at >= date_add('minute', -:window_minutes, started_at) then 0 else 1 end) over (
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
    client_count,
    address_count,
    country,
    known
from marked
where last_at >= cast(:first_day as timestamp)
    and (:known = 'shown' or not known)
order by
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
