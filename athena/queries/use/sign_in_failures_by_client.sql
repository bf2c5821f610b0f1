-- sign_in_failures_by_client: one row is one user pool, app client and day with sign-ins.
-- title: Failed sign-ins by app client
-- description: App clients with their sign-ins and failures of each day; is_unusual marks a rise. Look at it every day.
-- severity: medium
-- false positives: an app client with few sign-ins, or one whose users just had to change their passwords.
-- next: if is_unusual is true, check what was released that day. Then run the queries brute_force_by_address and
--     password_spray.
-- also reads: the :baseline_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :baseline_days integer = 14
--     Number of baseline days: each day is compared with this many days before it.
-- :min_attempts integer = 20
--     A day on which an app client has fewer sign-ins than this is never unusual.
-- :min_ratio double = 2
--     A day of an app client is unusual if its share of failures is at least this multiple of the share in the baseline
--     days.
with

days as (
    select
        user_pool_id,
        client_id,
        dt,
        date_diff('day', date '2020-01-01', cast(dt as date)) as day_number,
        count(*) as attempt_count,
        count_if(outcome = 'Fail') as fail_count,
        count(distinct coalesce(user_sub, user_name)) as user_count
    from attempts
    where dt between date_format(date_add('day', -:baseline_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
    group by user_pool_id, client_id, dt
),

compared as (
    select
        user_pool_id,
        client_id,
        dt,
        attempt_count,
        fail_count,
        user_count,
        cast(fail_count as double) / cast(attempt_count as double) as fail_share,
        cast(sum(fail_count) over (
            partition by user_pool_id, client_id
            order by day_number
            range between :baseline_days preceding and 1 preceding
        ) as double) / cast(sum(attempt_count) over (
            partition by user_pool_id, client_id
            order by day_number
            range between :baseline_days preceding and 1 preceding
        ) as double) as fail_share_before
    from days
)

-- fail_share_before: of all baseline days together; NULL without any.
select
    user_pool_id,
    client_id,
    dt,
    attempt_count,
    fail_count,
    user_count,
    round(fail_share, 4) as fail_share,
    round(fail_share_before, 4) as fail_share_before,
    coalesce(attempt_count >= :min_attempts and fail_share > 0 and fail_share >= :min_ratio * fail_share_before, false) as is_unusual
from compared
where dt >= date_format(:first_day, '%Y-%m-%d')
order by
    dt,
    user_pool_id,
    attempt_count desc,
    client_id nulls last
