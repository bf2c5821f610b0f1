-- risk_decision_report: one row is one day, user pool, app client, event type, risk level, risk decision and response.
-- title: Risk decisions by day
-- description: Event counts of each day by risk level, risk decision and response. Look at it every week.
-- severity: info
-- false positives: event_count counts events, not attempts: an attempt with one event InProgress and one Pass counts
--     twice.
-- next: for risk level High with response Pass, or for a compromised_count above 0, find the users of that day and app
--     client (blocked_and_takeover_decisions, compromised_credentials_passed). Consider enforcing threat protection.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
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

grouped as (
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

-- share: of all events of the day and user pool.
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
from grouped
order by
    dt,
    user_pool_id,
    event_count desc,
    client_id nulls last,
    event_type,
    risk_level nulls last,
    risk_decision nulls last,
    event_response nulls last
