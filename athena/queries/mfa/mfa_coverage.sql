-- mfa_coverage: one row is one user pool and app client.
-- title: MFA coverage by app client
-- description: App clients with their sign-ins and users, with and without a second factor. Look at it every month.
-- severity: low
-- false positives: sign-ins whose second factor the app checks itself, or that skip it because Cognito remembers the
--     device.
-- not detected: the second factor of federated sign-ins (federated_count), which the identity provider checks and
--     Cognito does not log; mfa_count and mfa_share leave these sign-ins out.
-- next: for a sensitive app client with a low mfa_share, require MFA or adaptive authentication. user_without_count is
--     the number of users who never used a second factor in their non-federated sign-ins. List them with query --sql on
--     the view attempts, and invite them to set up MFA.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

sign_ins as (
    select
        user_pool_id,
        client_id,
        coalesce(user_sub, user_name) as user_key,
        idp_name is not null as is_federated,
        coalesce(mfa_result = 'Success', false) as has_mfa
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
),

users as (
    select
        user_pool_id,
        client_id,
        user_key,
        count(*) as sign_in_count,
        count_if(is_federated) as federated_count,
        count_if(has_mfa and not is_federated) as mfa_count
    from sign_ins
    group by user_pool_id, client_id, user_key
),

clients as (
    select
        user_pool_id,
        client_id,
        cast(sum(sign_in_count) as bigint) as sign_in_count,
        cast(sum(federated_count) as bigint) as federated_count,
        cast(sum(mfa_count) as bigint) as mfa_count,
        count(user_key) as user_count,
        count_if(mfa_count > 0 and user_key is not null) as user_with_count,
        count_if(mfa_count = 0 and federated_count < sign_in_count and user_key is not null) as user_without_count
    from users
    group by user_pool_id, client_id
)

-- mfa_share: of the sign-ins that are not federated; NULL if all are federated.
select
    user_pool_id,
    client_id,
    sign_in_count,
    federated_count,
    mfa_count,
    round(cast(mfa_count as double) / nullif(cast(sign_in_count - federated_count as double), 0), 4) as mfa_share,
    user_count,
    user_with_count,
    user_without_count
from clients
order by
    user_pool_id,
    sign_in_count desc,
    client_id nulls last
