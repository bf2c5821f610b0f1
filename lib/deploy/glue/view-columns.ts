/** The columns of the views, in order: Glue needs them, and Trino rejects a view whose columns differ from its SQL. */
import {
    PARTITION_COLUMNS,
    USER_ACTIVITY_COLUMNS,
    USER_NOTIFICATION_COLUMNS,
    type ColumnType,
} from '../../../schemas/columns.ts';
import type { VIEW_NAMES } from '../../lake/read-views.ts';

export type ViewColumnType = ColumnType | 'bigint';
export type ViewColumn = { readonly name: string; readonly type: ViewColumnType };

const ATTEMPT_COLUMNS = [
    { name: 'attempt_id', type: 'string' },
    { name: 'event_id', type: 'string' },
    { name: 'started_at', type: 'timestamp' },
    { name: 'last_at', type: 'timestamp' },
    { name: 'ended_at', type: 'timestamp' },
    { name: 'duration_ms', type: 'bigint' },
    { name: 'outcome', type: 'string' },
    { name: 'last_response', type: 'string' },
    { name: 'password_result', type: 'string' },
    { name: 'mfa_result', type: 'string' },
    { name: 'challenge_count', type: 'bigint' },
    { name: 'risk_level', type: 'string' },
    { name: 'risk_decision', type: 'string' },
    { name: 'is_compromised', type: 'boolean' },
    { name: 'has_context_data', type: 'boolean' },
    { name: 'user_sub', type: 'string' },
    { name: 'user_name', type: 'string' },
    { name: 'client_id', type: 'string' },
    { name: 'idp_name', type: 'string' },
    { name: 'ip_address', type: 'string' },
    { name: 'device_name', type: 'string' },
    { name: 'city', type: 'string' },
    { name: 'country', type: 'string' },
    { name: 'is_phantom', type: 'boolean' },
    { name: 'is_ip_trustworthy', type: 'boolean' },
    { name: 'record_count', type: 'bigint' },
] as const satisfies readonly ViewColumn[];

const FLAGS = [
    { name: 'is_phantom', type: 'boolean' },
    { name: 'is_ip_trustworthy', type: 'boolean' },
] as const satisfies readonly ViewColumn[];

export const VIEW_COLUMNS: Readonly<Record<(typeof VIEW_NAMES)[number], readonly ViewColumn[]>> = {
    auth_events: [...USER_ACTIVITY_COLUMNS, ...FLAGS, ...PARTITION_COLUMNS],
    delivery_errors: [...USER_NOTIFICATION_COLUMNS, ...PARTITION_COLUMNS],
    attempts: [...ATTEMPT_COLUMNS, ...PARTITION_COLUMNS],
};
