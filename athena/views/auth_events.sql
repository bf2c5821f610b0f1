-- auth_events: one row is one event of user activity, however often it was delivered.
-- Of several deliveries the view keeps the first to arrive, then the one with the smallest ingest_path.
-- A backfilled record is left out if Cognito exported the same event_id, because the export has more fields.
-- Both rules use one window, because two windows cost more.
-- is_phantom marks events that probably came from a server of AWS: an unknown device in a city with an AWS data centre.
with

deliveries as (
    select
        record_id,
        event_at,
        event_at_source,
        started_at,
        arrived_at,
        event_id,
        event_type_raw,
        event_response,
        risk_level,
        risk_decision,
        risk_decision_raw,
        challenge_names,
        challenge_results,
        compromised_credential_detected,
        has_context_data,
        user_sub,
        user_name,
        client_id,
        idp_name,
        request_id,
        ip_address,
        device_name,
        city,
        country,
        feedback_value,
        feedback_provider,
        feedback_at,
        log_level,
        log_version,
        event_source,
        ingest_path,
        extra_names,
        extra_values,
        user_pool_id,
        event_type,
        dt,
        coalesce(
            device_name = 'Unknown, Unknown'
            and city in ('Ashburn', 'Boardman', 'Columbus', 'Dublin', 'Frankfurt am Main', 'Hilliard', 'Sterling', 'Umatilla'),
            false
        ) as is_phantom,
        row_number() over (
            partition by user_pool_id, event_type, dt, coalesce(event_id, record_id)
            order by record_id, coalesce(ingest_path = 'backfill', false), arrived_at, ingest_path
        ) = 1 or lag(record_id) over (
            partition by user_pool_id, event_type, dt, coalesce(event_id, record_id)
            order by record_id, coalesce(ingest_path = 'backfill', false), arrived_at, ingest_path
        ) is distinct from record_id as is_first_delivery,
        coalesce(ingest_path = 'backfill', false) and event_id is not null and bool_or(coalesce(ingest_path, '') not in ('backfill', 'feedback')) over (
            partition by user_pool_id, event_type, dt, coalesce(event_id, record_id)
            order by record_id, coalesce(ingest_path = 'backfill', false), arrived_at, ingest_path
            rows between unbounded preceding and unbounded following
        ) as is_superseded
    from user_activity
)

select
    record_id,
    event_at,
    event_at_source,
    started_at,
    arrived_at,
    event_id,
    event_type_raw,
    event_response,
    risk_level,
    risk_decision,
    risk_decision_raw,
    challenge_names,
    challenge_results,
    compromised_credential_detected,
    has_context_data,
    user_sub,
    user_name,
    client_id,
    idp_name,
    request_id,
    ip_address,
    device_name,
    city,
    country,
    feedback_value,
    feedback_provider,
    feedback_at,
    log_level,
    log_version,
    event_source,
    ingest_path,
    extra_names,
    extra_values,
    is_phantom,
    has_context_data is distinct from false
        and ip_address is not null
        and not is_phantom as is_ip_trustworthy,
    user_pool_id,
    event_type,
    dt
from deliveries
where is_first_delivery
    and not is_superseded
