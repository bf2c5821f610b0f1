/** The columns of the two tables: Glue tables, DDL, row types, encoder and the README's dictionary are all made from these lists. What they hold says column-notes.ts. */

export type ColumnType = 'string' | 'timestamp' | 'boolean' | 'array<string>';

export type Column = {
    readonly name: string;
    readonly type: ColumnType;
};

export const USER_ACTIVITY_COLUMNS = [
    { name: 'record_id', type: 'string' },
    { name: 'event_at', type: 'timestamp' },
    { name: 'event_at_source', type: 'string' },
    { name: 'started_at', type: 'timestamp' },
    { name: 'arrived_at', type: 'timestamp' },
    { name: 'event_id', type: 'string' },
    { name: 'event_type_raw', type: 'string' },
    { name: 'event_response', type: 'string' },
    { name: 'risk_level', type: 'string' },
    { name: 'risk_decision', type: 'string' },
    { name: 'risk_decision_raw', type: 'string' },
    { name: 'challenge_names', type: 'array<string>' },
    { name: 'challenge_results', type: 'array<string>' },
    { name: 'compromised_credential_detected', type: 'boolean' },
    { name: 'has_context_data', type: 'boolean' },
    { name: 'user_sub', type: 'string' },
    { name: 'user_name', type: 'string' },
    { name: 'client_id', type: 'string' },
    { name: 'idp_name', type: 'string' },
    { name: 'request_id', type: 'string' },
    { name: 'ip_address', type: 'string' },
    { name: 'device_name', type: 'string' },
    { name: 'city', type: 'string' },
    { name: 'country', type: 'string' },
    { name: 'feedback_value', type: 'string' },
    { name: 'feedback_provider', type: 'string' },
    { name: 'feedback_at', type: 'timestamp' },
    { name: 'log_level', type: 'string' },
    { name: 'log_version', type: 'string' },
    { name: 'event_source', type: 'string' },
    { name: 'ingest_path', type: 'string' },
    { name: 'extra_names', type: 'array<string>' },
    { name: 'extra_values', type: 'array<string>' },
] as const satisfies readonly Column[];

export const USER_NOTIFICATION_COLUMNS = [
    { name: 'record_id', type: 'string' },
    { name: 'event_at', type: 'timestamp' },
    { name: 'event_at_source', type: 'string' },
    { name: 'arrived_at', type: 'timestamp' },
    { name: 'error_class', type: 'string' },
    { name: 'channel', type: 'string' },
    { name: 'details', type: 'string' },
    { name: 'details_pattern', type: 'string' },
    { name: 'log_level', type: 'string' },
    { name: 'event_source', type: 'string' },
    { name: 'ingest_path', type: 'string' },
    { name: 'extra_names', type: 'array<string>' },
    { name: 'extra_values', type: 'array<string>' },
] as const satisfies readonly Column[];

/** The partition columns of both tables, in the order of the folders. */
export const PARTITION_COLUMNS = [
    { name: 'user_pool_id', type: 'string' },
    { name: 'event_type', type: 'string' },
    { name: 'dt', type: 'string' },
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
