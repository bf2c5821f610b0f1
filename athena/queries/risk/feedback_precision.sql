-- feedback_precision: one row is one user pool and risk level.
-- title: Precision of risk levels
-- description: Risk levels with the number of attempts that feedback rated Valid (it was the user) or Invalid (it was
--     not). Look at it before you change risk settings.
-- severity: info
-- false positives: precision_share, the share of the rated attempts that are Invalid, says little with fewer than about
--     30 rated attempts, or if people give feedback mostly on wrong decisions.
-- next: if few of the rated High attempts are Invalid, ask for a second factor at High instead of blocking. If many of
--     the rated Low or None attempts are Invalid, ask for a second factor more often.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

rated_attempts as (
    select
        user_pool_id,
        event_type,
        dt,
        coalesce(event_id, record_id) as attempt_id,
        max(case risk_level when 'High' then 3 when 'Medium' then 2 when 'Low' then 1 else 0 end) as risk,
        max_by(feedback_value, concat(coalesce(date_format(feedback_at, '%Y-%m-%d %H:%i:%s'), ''), date_format(event_at, '%Y-%m-%d %H:%i:%s'), record_id))
            filter (where feedback_value is not null) as feedback_value
    from auth_events
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, event_type, dt, coalesce(event_id, record_id)
),

levels as (
    select
        user_pool_id,
        case risk when 3 then 'High' when 2 then 'Medium' when 1 then 'Low' else 'None' end as risk_level,
        count(*) as attempt_count,
        count(feedback_value) as feedback_count,
        count_if(feedback_value = 'Invalid') as invalid_count,
        count_if(feedback_value = 'Valid') as valid_count
    from rated_attempts
    group by user_pool_id, risk
)

-- Invalid: the attempt was not the user's. precision_share: Invalid of all Valid and Invalid; NULL without feedback.
select
    user_pool_id,
    risk_level,
    attempt_count,
    feedback_count,
    invalid_count,
    valid_count,
    round(cast(invalid_count as double) / nullif(cast(invalid_count + valid_count as double), 0), 4) as precision_share
from levels
order by
    user_pool_id,
    case risk_level when 'High' then 1 when 'Medium' then 2 when 'Low' then 3 else 4 end
