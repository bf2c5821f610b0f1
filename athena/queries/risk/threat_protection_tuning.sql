-- threat_protection_tuning: one row is one pool, risk level, risk decision, leaked password or not, and outcome.
-- Asks what threat protection would have changed if it were enforced, for sign-ins that now pass. Reads attempts.
-- severity: info
-- false alarm: what is changed depends on the actions that are set for each level; shown is what Cognito's own decision says.
-- next: weigh users with block or second_factor against the Invalid among them (feedback_precision); then enforce, level by level.
-- reaches back: 0 days
-- :first_day date = current_date - interval '30' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :as_of timestamp = current_timestamp
--     The time now.
-- :open_minutes integer = 15
--     Minutes after its last record in which an attempt may still end; then it is abandoned.
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

groups_of_sign_ins as (
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

-- enforced_effect: of a sign-in that passed. share: of the sign-ins of its pool.
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
from groups_of_sign_ins
order by
    user_pool_id,
    attempt_count desc,
    risk_level nulls last,
    risk_decision nulls last,
    is_compromised,
    outcome
