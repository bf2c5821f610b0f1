/** The columns of the two tables: Glue tables, DDL, row types, encoder and the README's dictionary are all made from these lists. */

export type ColumnType = 'string' | 'timestamp' | 'boolean' | 'array<string>';

export type Column = {
    readonly name: string;
    readonly type: ColumnType;
    readonly about: string;
};

export const USER_ACTIVITY_COLUMNS = [
    { name: 'record_id', type: 'string', about: 'First 32 hex digits of the SHA-256 of the event’s text; the same event delivered twice has the same one' },
    { name: 'event_at', type: 'timestamp', about: 'When the event happened, UTC: eventTimestamp, else creationDate, else the time of arrival' },
    { name: 'event_at_source', type: 'string', about: 'Which of the three gave event_at: `event`, `creation` or `arrival`' },
    { name: 'started_at', type: 'timestamp', about: 'Start of the attempt (creationDate); the records of one attempt share it' },
    { name: 'arrived_at', type: 'timestamp', about: 'When the record first reached the stream' },
    { name: 'event_id', type: 'string', about: 'Id of the attempt; not unique: InProgress and then Pass share it' },
    { name: 'event_type_raw', type: 'string', about: 'eventType as written; the partition column event_type holds the normalised word' },
    { name: 'event_response', type: 'string', about: '`Pass`, `Fail` or `InProgress`; another value as written' },
    { name: 'risk_level', type: 'string', about: '`Low`, `Medium`, `High`, or NULL' },
    { name: 'risk_decision', type: 'string', about: '`NoRisk`, `AccountTakeover` or `Block` (PASS is NoRisk); another value as written' },
    { name: 'risk_decision_raw', type: 'string', about: 'riskDecision as written' },
    { name: 'challenge_names', type: 'array<string>', about: 'Challenges of the attempt so far, in order; parallel to challenge_results' },
    { name: 'challenge_results', type: 'array<string>', about: 'Result of each challenge; an empty text where none was given' },
    { name: 'compromised_credential_detected', type: 'boolean', about: 'Whether the password is known from a leak' },
    { name: 'has_context_data', type: 'boolean', about: 'Whether the app sent context data; false means the address may be the app server’s' },
    { name: 'user_sub', type: 'string', about: 'The user’s sub' },
    { name: 'user_name', type: 'string', about: 'The user name as given; may be a UUID other than the sub' },
    { name: 'client_id', type: 'string', about: 'App client' },
    { name: 'idp_name', type: 'string', about: 'Identity provider of a federated sign-in' },
    { name: 'request_id', type: 'string', about: 'Id of the API request' },
    { name: 'ip_address', type: 'string', about: 'Source address, IPv4 or IPv6' },
    { name: 'device_name', type: 'string', about: 'Browser and system, or the model of a phone' },
    { name: 'city', type: 'string', about: 'City of the address' },
    { name: 'country', type: 'string', about: 'Country of the address' },
    { name: 'feedback_value', type: 'string', about: 'Feedback on the risk decision: `Valid` or `Invalid`' },
    { name: 'feedback_provider', type: 'string', about: 'Who gave the feedback' },
    { name: 'feedback_at', type: 'timestamp', about: 'When the feedback was given' },
    { name: 'log_level', type: 'string', about: 'Level as written, INFO' },
    { name: 'log_version', type: 'string', about: 'Version of the message' },
    { name: 'event_source', type: 'string', about: 'As written: USER_ACTIVITY or USER_AUTH_EVENTS, the same thing' },
    { name: 'ingest_path', type: 'string', about: 'How it came: `firehose`, `cloudwatch_logs`, `s3_export` or `backfill`' },
    { name: 'extra_names', type: 'array<string>', about: 'Dotted paths of the fields that no column took; parallel to extra_values' },
    { name: 'extra_values', type: 'array<string>', about: 'Their values as text, JSON if not a string' },
] as const satisfies readonly Column[];

export const USER_NOTIFICATION_COLUMNS = [
    { name: 'record_id', type: 'string', about: 'First 32 hex digits of the SHA-256 of the event’s text (from CloudWatch Logs: of the log event’s id and the text)' },
    { name: 'event_at', type: 'timestamp', about: 'When the error happened, UTC: eventTimestamp, else the time of arrival' },
    { name: 'event_at_source', type: 'string', about: 'Which gave event_at: `event` or `arrival`' },
    { name: 'arrived_at', type: 'timestamp', about: 'When the record first reached the stream' },
    { name: 'error_class', type: 'string', about: 'Class of the error, from the table of patterns in schemas/error-classes.ts; else `Unclassified`' },
    { name: 'channel', type: 'string', about: '`sms`, `email` or `unknown`' },
    { name: 'details', type: 'string', about: 'The error’s text as written; may hold personal data' },
    { name: 'details_pattern', type: 'string', about: 'The text with addresses, numbers, ids and ARNs masked: what errors are grouped by' },
    { name: 'log_level', type: 'string', about: 'Level as written, ERROR' },
    { name: 'event_source', type: 'string', about: 'As written: USER_NOTIFICATION' },
    { name: 'ingest_path', type: 'string', about: 'How it came: `firehose` or `cloudwatch_logs`, `s3_export`' },
    { name: 'extra_names', type: 'array<string>', about: 'Dotted paths of the fields that no column took; parallel to extra_values' },
    { name: 'extra_values', type: 'array<string>', about: 'Their values as text, JSON if not a string' },
] as const satisfies readonly Column[];

/** The partition columns of both tables, in the order of the folders. */
export const PARTITION_COLUMNS = [
    { name: 'user_pool_id', type: 'string', about: 'The user pool' },
    { name: 'event_type', type: 'string', about: 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications' },
    { name: 'dt', type: 'string', about: 'UTC day, `2026-01-31`: activity by the start of the attempt, notifications by event_at' },
] as const satisfies readonly Column[];

export const TABLES = {
    user_activity: USER_ACTIVITY_COLUMNS,
    user_notification: USER_NOTIFICATION_COLUMNS,
} as const;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = ['user_activity', 'user_notification'] as const satisfies readonly TableName[];

type CellOf = {
    string: string | undefined;
    timestamp: string | undefined;
    boolean: boolean | undefined;
    'array<string>': readonly string[] | undefined;
};

type RowOf<C extends readonly Column[]> = { readonly [K in C[number] as K['name']]: CellOf[K['type']] };

/**
 * A row as it leaves: NULL and an empty array are `undefined`, which JSON leaves out; timestamps are texts
 * (`yyyy-MM-dd HH:mm:ss.SSS`, UTC); an array never holds a null.
 */
export type ActivityRow = RowOf<typeof USER_ACTIVITY_COLUMNS>;
export type NotificationRow = RowOf<typeof USER_NOTIFICATION_COLUMNS>;
export type Partition = { user_pool_id: string; event_type: string; dt: string };
