/** The columns of both tables, the source of Glue tables, DDL, row types, encoder and docs/fields.md. */

export type ColumnType = 'string' | 'timestamp' | 'boolean' | 'array<string>';

/**
 * What `erase-user` does to the column in a person's rows. `pseudonymise`: replaces it by the receipt's pseudonym.
 * `null`: sets it to NULL. `mask`: masks the words that name the person. `no`: keeps it, as it does not identify a person.
 */
type Personal = 'no' | 'pseudonymise' | 'null' | 'mask';

export type Column = {
    readonly name: string;
    readonly type: ColumnType;
    readonly personal: Personal;
};

export const USER_ACTIVITY_COLUMNS = [
    { name: 'record_id', type: 'string', personal: 'no' },
    { name: 'event_at', type: 'timestamp', personal: 'no' },
    { name: 'event_at_source', type: 'string', personal: 'no' },
    { name: 'started_at', type: 'timestamp', personal: 'no' },
    { name: 'arrived_at', type: 'timestamp', personal: 'no' },
    { name: 'event_id', type: 'string', personal: 'no' },
    { name: 'event_type_raw', type: 'string', personal: 'no' },
    { name: 'event_response', type: 'string', personal: 'no' },
    { name: 'risk_level', type: 'string', personal: 'no' },
    { name: 'risk_decision', type: 'string', personal: 'no' },
    { name: 'risk_decision_raw', type: 'string', personal: 'no' },
    { name: 'challenge_names', type: 'array<string>', personal: 'no' },
    { name: 'challenge_results', type: 'array<string>', personal: 'no' },
    { name: 'compromised_credential_detected', type: 'boolean', personal: 'no' },
    { name: 'has_context_data', type: 'boolean', personal: 'no' },
    { name: 'user_sub', type: 'string', personal: 'pseudonymise' },
    { name: 'user_name', type: 'string', personal: 'pseudonymise' },
    { name: 'client_id', type: 'string', personal: 'no' },
    { name: 'idp_name', type: 'string', personal: 'no' },
    { name: 'request_id', type: 'string', personal: 'null' },
    { name: 'ip_address', type: 'string', personal: 'null' },
    { name: 'device_name', type: 'string', personal: 'null' },
    { name: 'city', type: 'string', personal: 'null' },
    { name: 'country', type: 'string', personal: 'no' },
    { name: 'feedback_value', type: 'string', personal: 'no' },
    { name: 'feedback_provider', type: 'string', personal: 'no' },
    { name: 'feedback_at', type: 'timestamp', personal: 'no' },
    { name: 'log_level', type: 'string', personal: 'no' },
    { name: 'log_version', type: 'string', personal: 'no' },
    { name: 'event_source', type: 'string', personal: 'no' },
    { name: 'ingest_path', type: 'string', personal: 'no' },
    { name: 'extra_names', type: 'array<string>', personal: 'null' },
    { name: 'extra_values', type: 'array<string>', personal: 'null' },
] as const satisfies readonly Column[];

export const USER_NOTIFICATION_COLUMNS = [
    { name: 'record_id', type: 'string', personal: 'no' },
    { name: 'event_at', type: 'timestamp', personal: 'no' },
    { name: 'event_at_source', type: 'string', personal: 'no' },
    { name: 'arrived_at', type: 'timestamp', personal: 'no' },
    { name: 'error_class', type: 'string', personal: 'no' },
    { name: 'channel', type: 'string', personal: 'no' },
    { name: 'details', type: 'string', personal: 'mask' },
    { name: 'details_pattern', type: 'string', personal: 'mask' },
    { name: 'log_level', type: 'string', personal: 'no' },
    { name: 'event_source', type: 'string', personal: 'no' },
    { name: 'ingest_path', type: 'string', personal: 'no' },
    { name: 'extra_names', type: 'array<string>', personal: 'no' },
    { name: 'extra_values', type: 'array<string>', personal: 'mask' },
] as const satisfies readonly Column[];

/** The partition columns of both tables, in the order of the folders. */
export const PARTITION_COLUMNS = [
    { name: 'user_pool_id', type: 'string', personal: 'no' },
    { name: 'event_type', type: 'string', personal: 'no' },
    { name: 'dt', type: 'string', personal: 'no' },
] as const satisfies readonly Column[];

export const TABLES = {
    user_activity: USER_ACTIVITY_COLUMNS,
    user_notification: USER_NOTIFICATION_COLUMNS,
} as const;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = ['user_activity', 'user_notification'] as const satisfies readonly TableName[];

/**
 * What deliveries of one record must agree in, and whether files of an older version lack the column: then NULL in one
 * of them is no difference.
 */
export const COMPARED_COLUMNS = {
    user_activity: [
        { name: 'event_at', isNewer: false },
        { name: 'event_id', isNewer: false },
        { name: 'event_response', isNewer: false },
        { name: 'risk_level', isNewer: false },
        { name: 'risk_decision', isNewer: false },
        { name: 'risk_decision_raw', isNewer: false },
        { name: 'challenge_names', isNewer: false },
        { name: 'challenge_results', isNewer: false },
        { name: 'compromised_credential_detected', isNewer: false },
        { name: 'user_sub', isNewer: false },
        { name: 'user_name', isNewer: false },
        { name: 'client_id', isNewer: false },
        { name: 'ip_address', isNewer: false },
        { name: 'country', isNewer: false },
    ],
    user_notification: [
        { name: 'event_at', isNewer: false },
        { name: 'details', isNewer: false },
    ],
} as const satisfies {
    readonly [T in TableName]: readonly {
        readonly name: (typeof TABLES)[T][number]['name'];
        readonly isNewer: boolean;
    }[];
};

type CellOf = {
    string: string | undefined;
    timestamp: string | undefined;
    boolean: boolean | undefined;
    'array<string>': readonly string[] | undefined;
};

type RowOf<C extends readonly Column[]> = { readonly [K in C[number] as K['name']]: CellOf[K['type']] };

/**
 * A row before it is encoded. NULL and an empty array are `undefined`, which JSON omits. Timestamps are strings
 * (`yyyy-MM-dd HH:mm:ss.SSS`, UTC). An array never has a null.
 */
export type ActivityRow = RowOf<typeof USER_ACTIVITY_COLUMNS>;
export type NotificationRow = RowOf<typeof USER_NOTIFICATION_COLUMNS>;
export type Partition = { user_pool_id: string; event_type: string; dt: string };
