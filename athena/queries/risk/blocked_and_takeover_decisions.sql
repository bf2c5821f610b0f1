-- blocked_and_takeover_decisions: one row is one user pool, user, IP address and risk decision.
-- title: Blocked and takeover decisions
-- description: Users that threat protection blocked or flagged, and whether they signed in anyway (pass_count). Look at
--     it every day.
-- severity: high
-- false positives: travellers, and users with a new device or a VPN; a Block in audit mode, which Cognito only records.
-- next: start with rows whose pass_count is above 0 and run query user_timeline for the user. Then tell
--     Cognito, with the command feedback, which decisions were right, and run query threat_protection_tuning.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :decisions list of strings = 'Block', 'AccountTakeover'
--     Risk decisions to look for.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address or user is on the lake's allowlist (docs/operate.md#allowlist); shown:
--     mark these rows in is_allowlisted.
with

selected_attempts as (
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

grouped as (
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
    from selected_attempts
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
        coalesce(ip_address in (select value from allowlist where kind = 'address'), false)
            or coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false) as is_allowlisted
    from grouped
)

-- risk_level: the highest of the attempts.
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
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    pass_count desc,
    attempt_count desc,
    first_at,
    user_pool_id,
    user_sub nulls last,
    user_name nulls last,
    ip_address nulls last,
    risk_decision
