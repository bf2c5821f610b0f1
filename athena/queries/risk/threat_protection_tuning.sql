-- threat_protection_tuning: one row is one user pool, risk level, risk decision, outcome and is_compromised.
-- title: Effect of enforcing threat protection
-- description: Sign-in counts by risk, and what threat protection would do if enforced (enforced_effect). Look at it
--     before you enforce it.
-- severity: info
-- false positives: enforced_effect follows the decision that Cognito recorded; the real effect also depends on the
--     action that you set for each risk level.
-- next: run query feedback_precision. For each risk level that you would block or challenge, see how many of the attempts
--     with feedback have the feedback Invalid (it was not the user). If most do, the risk level is right. Enforce one
--     level at a time.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
-- :open_minutes integer = 15
--     An attempt without an outcome counts as in progress until this many minutes after its last event, then as
--     abandoned.
with

sign_ins as (
    select
        user_pool_id,
        risk_level,
        risk_decision,
        is_compromised,
        case
            when outcome <> 'Open' then outcome
            when last_at < date_add('minute', -:open_minutes, :as_of) then 'Abandoned'
            else 'Pending'
        end as outcome,
        mfa_result,
        coalesce(user_sub, user_name) as user_key
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
),

grouped as (
    select
        user_pool_id,
        risk_level,
        risk_decision,
        is_compromised,
        outcome,
        count(*) as attempt_count,
        count(distinct user_key) as user_count,
        count_if(mfa_result = 'Success') as mfa_count
    from sign_ins
    group by user_pool_id, risk_level, risk_decision, is_compromised, outcome
)

-- enforced_effect: what enforcing would do to a successful sign-in. share: of all sign-ins of the user pool.
select
    user_pool_id,
    risk_level,
    risk_decision,
    is_compromised,
    outcome,
    attempt_count,
    user_count,
    mfa_count,
    case
        when outcome <> 'Pass' then 'none'
        when risk_decision = 'Block' or is_compromised then 'block'
        when risk_decision = 'AccountTakeover' then 'second_factor'
        else 'none'
    end as enforced_effect,
    round(cast(attempt_count as double) / cast(sum(attempt_count) over (partition by user_pool_id) as double), 4) as share
from grouped
order by
    user_pool_id,
    attempt_count desc,
    risk_level nulls last,
    risk_decision nulls last,
    is_compromised,
    outcome
