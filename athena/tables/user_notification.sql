-- user_notification: one row is one delivery of an event. A duplicate is another row; the views deduplicate.
-- Generated from schemas/columns.ts. Replace BUCKET with the lake bucket and USER_POOL_IDS with the pool ids,
-- separated by commas.
create external table if not exists user_notification (
    record_id string comment 'First 32 hex digits of the SHA-256 of the event’s text (from CloudWatch Logs: of the log event’s id and the text)',
    event_at timestamp comment 'When the error happened, UTC: eventTimestamp, else the arrival time',
    event_at_source string comment 'Which of the two event_at is from: `event` or `arrival`',
    arrived_at timestamp comment 'When the event first reached the stream',
    error_class string comment 'Class of the error by the patterns in schemas/error-classes.ts, or `Unclassified`',
    channel string comment '`sms`, `email` or `unknown`',
    details string comment 'The error’s text as written; may contain personal data',
    details_pattern string comment 'The text with addresses, numbers, ids and ARNs masked, to group errors by',
    log_level string comment 'Level as written, ERROR',
    event_source string comment 'As written: USER_NOTIFICATION',
    ingest_path string comment 'How the event arrived: `firehose`, `cloudwatch_logs` or `s3_export`',
    extra_names array<string> comment 'Dotted paths of the fields that have no column; parallel to extra_values',
    extra_values array<string> comment 'Their values as strings, JSON if not a string'
)
partitioned by (
    user_pool_id string comment 'The user pool',
    event_type string comment 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt string comment 'UTC day, `2026-01-31`: activity by start of the attempt, notifications by event_at'
)
stored as parquet
location 's3://BUCKET/user_notification/'
tblproperties (
    'projection.enabled' = 'true',
    'projection.user_pool_id.type' = 'enum',
    'projection.user_pool_id.values' = 'USER_POOL_IDS',
    'projection.event_type.type' = 'enum',
    'projection.event_type.values' = 'DeliveryError',
    'projection.dt.type' = 'date',
    'projection.dt.format' = 'yyyy-MM-dd',
    'projection.dt.range' = '2020-01-01,NOW+1DAYS'
)
