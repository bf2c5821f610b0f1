-- user_activity: one row is one delivery of a record; a record delivered twice is there twice, the views show it once.
-- Made from schemas/columns.ts. Put the lake's bucket for BUCKET and the pools' ids, with commas between them, for USER_POOL_IDS.
create external table if not exists user_activity (
    record_id string comment 'First 32 hex digits of the SHA-256 of the event’s text; the same event delivered twice has the same one',
    event_at timestamp comment 'When the event happened, UTC: eventTimestamp, else creationDate, else the time of arrival',
    event_at_source string comment 'Which of the three gave event_at: `event`, `creation` or `arrival`',
    started_at timestamp comment 'Start of the attempt (creationDate); the records of one attempt share it',
    arrived_at timestamp comment 'When the record first reached the stream',
    event_id string comment 'Id of the attempt; not unique: InProgress and then Pass share it',
    event_type_raw string comment 'eventType as written; the partition column event_type holds the normalised word',
    event_response string comment '`Pass`, `Fail` or `InProgress`; another value as written',
    risk_level string comment '`Low`, `Medium`, `High`, or NULL',
    risk_decision string comment '`NoRisk`, `AccountTakeover` or `Block` (PASS is NoRisk); another value as written',
    risk_decision_raw string comment 'riskDecision as written',
    challenge_names array<string> comment 'Challenges of the attempt so far, in order; parallel to challenge_results',
    challenge_results array<string> comment 'Result of each challenge; an empty text where none was given',
    compromised_credential_detected boolean comment 'Whether the password is known from a leak',
    has_context_data boolean comment 'Whether the app sent context data; false means the address may be the app server’s',
    user_sub string comment 'The user’s sub',
    user_name string comment 'The user name as given; may be a UUID other than the sub',
    client_id string comment 'App client',
    idp_name string comment 'Identity provider of a federated sign-in',
    request_id string comment 'Id of the API request',
    ip_address string comment 'Source address, IPv4 or IPv6',
    device_name string comment 'Browser and system, or the model of a phone',
    city string comment 'City of the address',
    country string comment 'Country of the address',
    feedback_value string comment 'Feedback on the risk decision: `Valid` or `Invalid`',
    feedback_provider string comment 'Who gave the feedback',
    feedback_at timestamp comment 'When the feedback was given',
    log_level string comment 'Level as written, INFO',
    log_version string comment 'Version of the message',
    event_source string comment 'As written: USER_ACTIVITY or USER_AUTH_EVENTS, the same thing',
    ingest_path string comment 'How it came: `firehose`, `cloudwatch_logs`, `s3_export`; `backfill` was fetched, `feedback` is what an operator said',
    extra_names array<string> comment 'Dotted paths of the fields that no column took; parallel to extra_values',
    extra_values array<string> comment 'Their values as text, JSON if not a string'
)
partitioned by (
    user_pool_id string comment 'The user pool',
    event_type string comment 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt string comment 'UTC day, `2026-01-31`: activity by the start of the attempt, notifications by event_at'
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
