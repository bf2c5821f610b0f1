/** Tests of the lists of columns. */
import { describe, expect, test } from 'vitest';
import { PARTITION_COLUMNS, TABLE_NAMES, TABLES, type Column } from '../../schemas/columns.ts';

const all = (table: keyof typeof TABLES): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

test('TABLE_NAMES lists every table', () => {
    expect(TABLE_NAMES).toEqual(Object.keys(TABLES));
});

describe.each(TABLE_NAMES)('the columns of %s', (table) => {
    test('column names are unique and lower case, as Glue stores them', () => {
        const names = all(table).map(({ name }) => name);

        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((name) => !/^[a-z][a-z_]*$/.test(name))).toEqual([]);
    });
});

test('the columns of user_activity are those of the design', () => {
    expect(TABLES.user_activity.map(({ name, type }) => `${name} ${type}`)).toMatchInlineSnapshot(`
      [
        "record_id string",
        "event_at timestamp",
        "event_at_source string",
        "started_at timestamp",
        "arrived_at timestamp",
        "event_id string",
        "event_type_raw string",
        "event_response string",
        "risk_level string",
        "risk_decision string",
        "risk_decision_raw string",
        "challenge_names array<string>",
        "challenge_results array<string>",
        "compromised_credential_detected boolean",
        "has_context_data boolean",
        "user_sub string",
        "user_name string",
        "client_id string",
        "idp_name string",
        "request_id string",
        "ip_address string",
        "device_name string",
        "city string",
        "country string",
        "feedback_value string",
        "feedback_provider string",
        "feedback_at timestamp",
        "log_level string",
        "log_version string",
        "event_source string",
        "ingest_path string",
        "extra_names array<string>",
        "extra_values array<string>",
      ]
    `);
});

test('the columns of user_notification are those of the design', () => {
    expect(TABLES.user_notification.map(({ name, type }) => `${name} ${type}`)).toMatchInlineSnapshot(`
      [
        "record_id string",
        "event_at timestamp",
        "event_at_source string",
        "arrived_at timestamp",
        "error_class string",
        "channel string",
        "details string",
        "details_pattern string",
        "log_level string",
        "event_source string",
        "ingest_path string",
        "extra_names array<string>",
        "extra_values array<string>",
      ]
    `);
});

test('the partition columns are those of the folders', () => {
    expect(PARTITION_COLUMNS.map(({ name }) => name)).toEqual(['user_pool_id', 'event_type', 'dt']);
});
