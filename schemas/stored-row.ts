/** The schema of a stored row, which validates rows of the lake that are sent again. */
import * as z from 'zod';
import { TABLES, type Column, type TableName } from './columns.ts';
import { instantOf } from './instant.ts';
import { DELIVERY_ERROR, EVENT_TYPES, INGEST_PATHS } from './vocabulary.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/**
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html, UserPoolId.
 */
export const USER_POOL_ID = /^[\w-]{1,53}_[0-9a-zA-Z]{1,53}$/;
export const MAX_USER_POOL_ID_CHARACTERS = 55;

const FIRST_DAY = '2020-01-01';

const CELL = {
    string: z.string().optional(),
    timestamp: z
        .string()
        .regex(TIMESTAMP)
        .refine((text) => instantOf(text) !== undefined)
        .optional(),
    boolean: z.boolean().optional(),
    'array<string>': z.array(z.string()).min(1).optional(),
};

const PARTITION = {
    user_pool_id: z.string().regex(USER_POOL_ID).max(MAX_USER_POOL_ID_CHARACTERS),
    /** Athena's partition projection does not cover earlier days. */
    dt: z.iso.date().refine((day) => day >= FIRST_DAY),
};

/** Columns that every version of the encoder writes. */
const ALWAYS = {
    record_id: z.string().regex(/^[0-9a-f]{32}$/),
    event_at: CELL.timestamp.unwrap(),
    event_at_source: CELL.string.unwrap(),
    arrived_at: CELL.timestamp.unwrap(),
    ingest_path: z.enum(INGEST_PATHS),
};

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** Whether the parallel arrays have equal lengths. */
const isParallel = (row: Readonly<Record<string, unknown>>): boolean =>
    lengthOf(row['challenge_names']) === lengthOf(row['challenge_results']) &&
    lengthOf(row['extra_names']) === lengthOf(row['extra_values']);

const rowOf = (columns: readonly Column[], eventTypes: readonly string[]) =>
    z
        .strictObject({
            ...Object.fromEntries(columns.map(({ name, type }) => [name, CELL[type]])),
            ...PARTITION,
            ...ALWAYS,
            event_type: z.enum(eventTypes),
        })
        .refine(isParallel);

const STORED_ROWS = {
    user_activity: rowOf(TABLES.user_activity, EVENT_TYPES),
    user_notification: rowOf(TABLES.user_notification, [DELIVERY_ERROR]),
};

export type StoredRow = {
    readonly table: TableName;
    readonly partition: { readonly user_pool_id: string; readonly event_type: string; readonly dt: string };
};

/** Whether a JSON object claims to be a row of the lake. One with an eventSource is an event, whatever else it has. */
export const isStoredRow = (value: object): boolean => 'record_id' in value && !('eventSource' in value);

/** The table and partition of a row of the lake, or null if the encoder cannot have written it. */
export const storedRow = (value: object): StoredRow | null => {
    const table = 'event_type' in value && value.event_type === DELIVERY_ERROR ? 'user_notification' : 'user_activity';
    const { success, data } = STORED_ROWS[table].safeParse(value);
    return success
        ? { table, partition: { user_pool_id: data.user_pool_id, event_type: data.event_type, dt: data.dt } }
        : null;
};
