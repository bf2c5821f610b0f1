-- blocked_and_takeover_decisions: one row is one pool, user, address and risk decision.
-- Asks whom threat protection blocked or held for an account takeover, and who got in all the same. Reads attempts.
-- severity: high
-- false alarm: travellers, new devices, users behind a VPN; in audit mode a decision is only noted and the attempt passes.
-- next: look at those with pass_count first (user_timeline); tell Cognito what was right (AdminUpdateAuthEventFeedback); see threat_protection_tuning.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :decisions list of strings = 'Block', 'AccountTakeover'
--     Risk decisions that are looked for.
-- :known string = 'shown'
--     shown, or hidden to leave out what known_exceptions names.
with

decided as (
    select
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        device_name,
        risk_level,
        risk_decision,
        outcome,
        mfa_result,
        started_at
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and contains(:decisions, risk_decision)
),

groups_of_attempts as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        ip_address,
        risk_decision,
        case
            when count_if(risk_level = 'High') > 0 then 'High'
            when count_if(risk_level = 'Medium') > 0 then 'Medium'
            when count_if(risk_level = 'Low') > 0 then 'Low'
        end as risk_level,
        max(country) as country,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(*) as attempt_count,
        count_if(outcome = 'Pass') as pass_count,
        count_if(outcome = 'Pass' and mfa_result = 'Success') as mfa_pass_count,
        count_if(outcome = 'Fail') as fail_count,
        count(distinct device_name) as device_count
    from decided
    group by user_pool_id, user_key, ip_address, risk_decision
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        ip_address,
        risk_decision,
        risk_level,
        country,
        first_at,
        last_at,
        attempt_count,
        pass_count,
        mfa_pass_count,
        fail_count,
        device_count,
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false)
            or coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false) as known
    from groups_of_attempts
)

-- risk_level: the worst of the attempts.
select
    user_pool_id,
    user_sub,
    user_name,
    ip_address,
    risk_decision,
    risk_level,
    country,
    first_at,
    last_at,
    attempt_count,
    pass_count,
    mfa_pass_count,
    fail_count,
    device_count,
    known
from marked
where :known = 'shown' or not known
order by
    pass_count desc,
    attempt_count desc,
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last,
    ip_address nulls last,
    risk_decision
