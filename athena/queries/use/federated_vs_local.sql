-- federated_vs_local: one row is one pool and identity provider, or none: the pool's own passwords.
-- Asks how users sign in, and how each way fares. Reads attempts.
-- severity: info
-- false alarm: a sign-in through a provider that fails there leaves no record, so its fail_share is too good.
-- next: a provider whose share falls may have a fault; local users of a client that is meant for a provider alone deserve a look.
-- reaches back: 0 days
-- :first_day date = current_date - interval '30' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
with

ways as (
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

-- share: of the sign-ins of its pool.
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
from ways
order by
    user_pool_id,
    attempt_count desc,
    idp_name nulls last
