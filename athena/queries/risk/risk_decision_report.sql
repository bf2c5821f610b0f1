-- risk_decision_report: one row is one day, pool, client, event type, risk level, risk decision and response.
-- Asks how risky the activity of each day was, what was decided about it, and how it ended. Reads auth_events.
-- severity: info
-- false alarm: an attempt has a record for each of its steps, so InProgress and then Pass of one attempt are two events.
-- next: for High with Pass, or any compromised_count, look up the users of that day and client, and consider enforcing threat protection.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
with

events as (
    select
        dt,
        user_pool_id,
        client_id,
        event_type,
        risk_level,
        risk_decision,
        event_response,
        coalesce(user_sub, user_name) as user_key,
        compromised_credential_detected
    from auth_events
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
),

groups_of_events as (
    select
        dt,
        user_pool_id,
        client_id,
        event_type,
        risk_level,
        risk_decision,
        event_response,
        count(*) as event_count,
        count(distinct user_key) as user_count,
        count_if(compromised_credential_detected) as compromised_count
    from events
    group by dt, user_pool_id, client_id, event_type, risk_level, risk_decision, event_response
)

-- share: of the events of its day and pool.
select
    dt,
    user_pool_id,
    client_id,
    event_type,
    risk_level,
    risk_decision,
    event_response,
    event_count,
    user_count,
    compromised_count,
    round(cast(event_count as double) / cast(sum(event_count) over (partition by dt, user_pool_id) as double), 4) as share
from groups_of_events
order by
    dt,
    user_pool_id,
    event_count desc,
    client_id nulls last,
    event_type,
    risk_level nulls last,
    risk_decision nulls last,
    event_response nulls last
