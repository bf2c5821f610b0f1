-- user_notification: one row is one delivery of a record; a record delivered twice is there twice, the views show it once.
-- Made from schemas/columns.ts. Put the lake's bucket for BUCKET and the pools' ids, with commas between them, for USER_POOL_IDS.
create external table if not exists user_notification (
    record_id string comment 'First 32 hex digits of the SHA-256 of the event’s text (from CloudWatch Logs: of the log event’s id and the text)',
    event_at timestamp comment 'When the error happened, UTC: eventTimestamp, else the time of arrival',
    event_at_source string comment 'Which gave event_at: `event` or `arrival`',
    arrived_at timestamp comment 'When the record first reached the stream',
    error_class string comment 'Class of the error, from the table of patterns in schemas/error-classes.ts; else `Unclassified`',
    channel string comment '`sms`, `email` or `unknown`',
    details string comment 'The error’s text as written; may hold personal data',
    details_pattern string comment 'The text with addresses, numbers, ids and ARNs masked: what errors are grouped by',
    log_level string comment 'Level as written, ERROR',
    event_source string comment 'As written: USER_NOTIFICATION',
    ingest_path string comment 'How it came: `firehose` or `cloudwatch_logs`, `s3_export`',
    extra_names array<string> comment 'Dotted paths of the fields that no column took; parallel to extra_values',
    extra_values array<string> comment 'Their values as text, JSON if not a string'
)
partitioned by (
    user_pool_id string comment 'The user pool',
    event_type string comment 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt string comment 'UTC day, `2026-01-31`: activity by the start of the attempt, notifications by event_at'
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
