-- federated_vs_local: one row is one user pool and identity provider (NULL for the user pool's own passwords).
-- title: Federated and local sign-ins
-- description: Identity providers with their sign-ins and failures. Look at it every month.
-- severity: info
-- false positives: low counts of federated sign-ins, because Cognito exports few or none of them; a low fail_share of a
--     provider, because a sign-in that fails at the provider leaves no record.
-- next: if a provider's share of sign-ins drops, check whether that provider has a fault. If an app client is meant for
--     a provider only, look for local sign-ins of that app client (query --sql: the view attempts, idp_name is null).
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

providers as (
    select
        user_pool_id,
        idp_name,
        count(*) as attempt_count,
        count_if(outcome = 'Pass') as pass_count,
        count_if(outcome = 'Fail') as fail_count,
        count(distinct coalesce(user_sub, user_name)) as user_count,
        count(distinct client_id) as client_count,
        count_if(risk_level = 'High') as high_risk_count,
        count_if(is_compromised) as compromised_count
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
    group by user_pool_id, idp_name
)

-- share: of all sign-ins of the user pool.
select
    user_pool_id,
    case when idp_name is null then 'local' else 'federated' end as origin,
    idp_name,
    attempt_count,
    pass_count,
    fail_count,
    round(cast(fail_count as double) / cast(attempt_count as double), 4) as fail_share,
    user_count,
    client_count,
    high_risk_count,
    compromised_count,
    round(cast(attempt_count as double) / cast(sum(attempt_count) over (partition by user_pool_id) as double), 4) as share
from providers
order by
    user_pool_id,
    attempt_count desc,
    idp_name nulls last
