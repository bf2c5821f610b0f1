-- attempts: one row is one attempt: the records with the same user pool, event type, day and event_id.
-- A record without event_id is an attempt of its own.
-- outcome is Pass if any record's response is Pass, else Fail if any is Fail, else Open. ended_at and duration_ms are
-- NULL if outcome is Open.
-- risk_level and risk_decision are the worst of all records. Other columns have the last value that is not NULL.
with

steps as (
    select
        user_pool_id,
        event_type,
        dt,
        coalesce(event_id, record_id) as attempt_id,
        event_id,
        event_at,
        started_at,
        event_response,
        event_response in ('Pass', 'Fail') as is_end,
        risk_level,
        risk_decision,
        compromised_credential_detected,
        has_context_data,
        user_sub,
        user_name,
        client_id,
        idp_name,
        ip_address,
        device_name,
        city,
        country,
        is_phantom,
        is_ip_trustworthy,
        coalesce(cardinality(challenge_names), 0) as challenge_count,
        element_at(reverse(challenge_results), nullif(array_position(reverse(challenge_names), 'Password'), 0)) as password_result,
        element_at(reverse(challenge_results), nullif(array_position(reverse(challenge_names), 'Mfa'), 0)) as mfa_result,
        row_number() over (
            partition by user_pool_id, event_type, dt, coalesce(event_id, record_id)
            order by
                event_at,
                coalesce(cardinality(challenge_names), 0),
                case event_response when 'Pass' then 2 when 'Fail' then 1 else 0 end,
                record_id
        ) as step
    from auth_events
)

select
    attempt_id,
    max(event_id) as event_id,
    coalesce(min(started_at), min(event_at)) as started_at,
    max(event_at) as last_at,
    max(event_at) filter (where is_end) as ended_at,
    date_diff('millisecond', coalesce(min(started_at), min(event_at)), max(event_at) filter (where is_end)) as duration_ms,
    case
        when count_if(event_response = 'Pass') > 0 then 'Pass'
        when count_if(event_response = 'Fail') > 0 then 'Fail'
        else 'Open'
    end as outcome,
    max_by(event_response, step) filter (where event_response is not null) as last_response,
    max_by(password_result, step) filter (where password_result is not null) as password_result,
    max_by(mfa_result, step) filter (where mfa_result is not null) as mfa_result,
    max(challenge_count) as challenge_count,
    case
        when count_if(risk_level = 'High') > 0 then 'High'
        when count_if(risk_level = 'Medium') > 0 then 'Medium'
        when count_if(risk_level = 'Low') > 0 then 'Low'
        else max_by(risk_level, step) filter (where risk_level is not null)
    end as risk_level,
    case
        when count_if(risk_decision = 'Block') > 0 then 'Block'
        when count_if(risk_decision = 'AccountTakeover') > 0 then 'AccountTakeover'
        when count_if(risk_decision = 'NoRisk') > 0 then 'NoRisk'
        else max_by(risk_decision, step) filter (where risk_decision is not null)
    end as risk_decision,
    coalesce(bool_or(compromised_credential_detected), false) as is_compromised,
    max_by(has_context_data, step) filter (where has_context_data is not null) as has_context_data,
    max_by(user_sub, step) filter (where user_sub is not null) as user_sub,
    max_by(user_name, step) filter (where user_name is not null) as user_name,
    max_by(client_id, step) filter (where client_id is not null) as client_id,
    max_by(idp_name, step) filter (where idp_name is not null) as idp_name,
    max_by(ip_address, step) filter (where ip_address is not null) as ip_address,
    max_by(device_name, step) filter (where device_name is not null) as device_name,
    max_by(city, step) filter (where city is not null) as city,
    max_by(country, step) filter (where country is not null) as country,
    bool_or(is_phantom) as is_phantom,
    bool_and(is_ip_trustworthy) as is_ip_trustworthy,
    count(*) as record_count,
    user_pool_id,
    event_type,
    dt
from steps
group by user_pool_id, event_type, dt, attempt_id
