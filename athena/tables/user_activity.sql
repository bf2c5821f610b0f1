-- user_activity: one row is one delivery of an event. A duplicate is another row; the views deduplicate.
-- Generated from schemas/columns.ts. Replace BUCKET with the lake bucket and USER_POOL_IDS with the pool ids,
-- separated by commas.
create external table if not exists user_activity (
    record_id string comment 'First 32 hex digits of the SHA-256 of the event’s text; the same event delivered twice has the same id',
    event_at timestamp comment 'When the event happened, UTC: eventTimestamp, else creationDate, else the arrival time',
    event_at_source string comment 'Which of the three event_at is from: `event`, `creation` or `arrival`',
    started_at timestamp comment 'Start of the attempt (creationDate); all events of one attempt share it',
    arrived_at timestamp comment 'When the event first reached the stream',
    event_id string comment 'Id of the attempt; not unique: the InProgress and Pass events of an attempt share it',
    event_type_raw string comment 'eventType as written; the partition column event_type has the normalised value',
    event_response string comment '`Pass`, `Fail` or `InProgress`; another value as written',
    risk_level string comment '`Low`, `Medium`, `High`, or NULL',
    risk_decision string comment '`NoRisk`, `AccountTakeover` or `Block` (PASS is NoRisk); another value as written',
    risk_decision_raw string comment 'riskDecision as written',
    challenge_names array<string> comment 'Challenges of the attempt so far, in order; parallel to challenge_results',
    challenge_results array<string> comment 'Result of each challenge; an empty string if it has none',
    compromised_credential_detected boolean comment 'Whether the password is known from a leak',
    has_context_data boolean comment 'Whether the app sent context data; if false, the IP address may be the app server’s',
    user_sub string comment 'The user’s sub',
    user_name string comment 'The user name as written; may be a UUID other than the sub',
    client_id string comment 'App client',
    idp_name string comment 'Identity provider of a federated sign-in',
    request_id string comment 'Id of the API request',
    ip_address string comment 'Source IP address, IPv4 or IPv6',
    device_name string comment 'Browser and system, or the model of a phone',
    city string comment 'City of the IP address',
    country string comment 'Country of the IP address',
    feedback_value string comment 'Feedback on the risk decision: `Valid` or `Invalid`',
    feedback_provider string comment 'Who gave the feedback',
    feedback_at timestamp comment 'When the feedback was given',
    log_level string comment 'Level as written, INFO',
    log_version string comment 'Version of the message',
    event_source string comment 'As written: USER_ACTIVITY or USER_AUTH_EVENTS, which mean the same',
    ingest_path string comment 'How the event arrived: `firehose`, `cloudwatch_logs`, `s3_export`, `backfill` (fetched) or `feedback` (from an operator)',
    extra_names array<string> comment 'Dotted paths of the fields that have no column; parallel to extra_values',
    extra_values array<string> comment 'Their values as strings, JSON if not a string'
)
partitioned by (
    user_pool_id string comment 'The user pool',
    event_type string comment 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt string comment 'UTC day, `2026-01-31`: activity by start of the attempt, notifications by event_at'
)
stored as parquet
location 's3://BUCKET/user_activity/'
tblproperties (
    'projection.enabled' = 'true',
    'projection.user_pool_id.type' = 'enum',
    'projection.user_pool_id.values' = 'USER_POOL_IDS',
    'projection.event_type.type' = 'enum',
    'projection.event_type.values' = 'SignIn,SignUp,ForgotPassword,PasswordChange,ResendCode,Other',
    'projection.dt.type' = 'date',
    'projection.dt.format' = 'yyyy-MM-dd',
    'projection.dt.range' = '2020-01-01,NOW+1DAYS'
)
