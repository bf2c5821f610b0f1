-- dormant_users: one row is one user of one user pool whose last sign-in was at least dormant_days before last_day.
-- title: Dormant users
-- description: Users whose last sign-in was at least dormant_days before last_day. Look at it every quarter.
-- severity: low
-- false positives: users who stay signed in (a token refresh leaves no record); seasonal users.
-- not detected: users with no sign-in since first_day; choose an earlier first_day to see them.
-- next: notify the users, then disable their accounts: forgotten accounts with old passwords are targets of credential
--     stuffing.
-- also reads: no other days
-- :first_day date = current_date - interval '120' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :dormant_days integer = 60
--     Minimum days from a user's last sign-in to last_day.
with

users as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        max(dt) as last_dt,
        count(*) as sign_in_count,
        count_if(mfa_result = 'Success') as mfa_count
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
        and coalesce(user_sub, user_name) is not null
    group by user_pool_id, coalesce(user_sub, user_name)
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    date_diff('day', cast(last_dt as date), :last_day) as dormant_day_count,
    sign_in_count,
    mfa_count
from users
where last_dt <= date_format(date_add('day', -:dormant_days, :last_day), '%Y-%m-%d')
order by
    last_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last
