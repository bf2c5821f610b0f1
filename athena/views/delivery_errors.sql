-- delivery_errors: one row is one message that Cognito could not deliver, however often the record was delivered.
-- Of several deliveries the view keeps the first to arrive, then the one with the smallest ingest_path.
with

deliveries as (
    select
        record_id,
        event_at,
        event_at_source,
        arrived_at,
        error_class,
        channel,
        details,
        details_pattern,
        log_level,
        event_source,
        ingest_path,
        extra_names,
        extra_values,
        user_pool_id,
        event_type,
        dt,
        row_number() over (
            partition by user_pool_id, event_type, dt, record_id
            order by arrived_at, ingest_path
        ) as delivery
    from user_notification
)

select
    record_id,
    event_at,
    event_at_source,
    arrived_at,
    error_class,
    channel,
    details,
    details_pattern,
    log_level,
    event_source,
    ingest_path,
    extra_names,
    extra_values,
    user_pool_id,
    event_type,
    dt
from deliveries
where delivery = 1
