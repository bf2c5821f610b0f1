/** Writes a lake of given rows, as replay lays it out: Parquet with timestamps in milliseconds, one folder a partition. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll } from 'vitest';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type Column, type TableName } from '../../schemas/columns.ts';
import { DUCKDB_TYPES } from '../../lib/lake/table-view.ts';

type Cell = string | boolean | null | readonly string[];
type GivenRow = { readonly [name: string]: Cell | undefined };
type ColumnName<T extends TableName> = (typeof TABLES)[T][number]['name'] | (typeof PARTITION_COLUMNS)[number]['name'];

/** Rows by table. Times are texts (`2026-01-01T10:00:00.000Z`): a case reads better with them. */
export type GivenRows = { readonly [T in TableName]?: readonly { readonly [N in ColumnName<T>]?: Cell }[] };

const EVENT_AT = '2026-01-01T10:00:00.000Z';

const DEFAULTS: Record<TableName, Readonly<Record<string, Cell>>> = {
    user_activity: {
        event_type: 'SignIn',
        event_response: 'Pass',
        user_sub: 'sub-1',
        user_name: 'ana',
        client_id: 'client-1',
        ingest_path: 'firehose',
    },
    user_notification: {
        event_type: 'DeliveryError',
        error_class: 'Unclassified',
        channel: 'unknown',
        ingest_path: 'cloudwatch_logs',
    },
};

const folders: string[] = [];
// A process of the tests is ended by a signal: its exit is never heard.
afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, gone when the tests are over. */
export const temporaryFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'given-lake-'));
    folders.push(folder);
    return folder;
};

const columnsOf = (table: TableName): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

const writtenType = ({ type }: Column): string => (type === 'timestamp' ? 'timestamp_ms' : DUCKDB_TYPES[type]);

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const literal = (cell: Cell, column: Column): string => {
    if (cell === null) return 'null';
    if (typeof cell === 'boolean') return String(cell);
    if (typeof cell !== 'string') return `[${cell.map(quoted).join(', ')}]::varchar[]`;
    return column.type === 'timestamp'
        ? `(${quoted(cell)}::timestamptz at time zone 'UTC')::timestamp_ms`
        : quoted(cell);
};

const complete = (table: TableName, row: GivenRow, index: number): GivenRow => {
    const eventAt = String(row['event_at'] ?? EVENT_AT);
    const times = {
        event_at: eventAt,
        arrived_at: eventAt,
        started_at: eventAt,
        event_at_source: 'event',
        dt: eventAt.slice(0, 10),
    };
    return { record_id: `${table}-${index}`, user_pool_id: 'us-west-2_EXAMPLE', ...times, ...DEFAULTS[table], ...row };
};

const writeTable = async (
    connection: DuckDBConnection,
    lake: string,
    table: TableName,
    rows: readonly GivenRow[],
): Promise<void> => {
    const columns = columnsOf(table);
    await connection.run(
        `create or replace table given (${columns.map((column) => `${column.name} ${writtenType(column)}`).join(', ')})`,
    );
    const tuples = rows
        .map((row, index) => complete(table, row, index))
        .map((row) => `(${columns.map((column) => literal(row[column.name] ?? null, column)).join(', ')})`);
    await connection.run(`insert into given values ${tuples.join(',\n')}`);
    await connection.run(`copy given to ${quoted(join(lake, table))} (format parquet, compression zstd, append true,
        partition_by (${PARTITION_COLUMNS.map(({ name }) => name).join(', ')}), filename_pattern 'given-{uuid}')`);
};

/** The folder of a lake with these rows; what a row leaves out is as in an ordinary sign-in, or NULL. Into `lake` if one is given. */
export const givenLake = async (rows: GivenRows, lake: string = temporaryFolder()): Promise<string> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const table of TABLE_NAMES) {
        const given = rows[table] ?? [];
        mkdirSync(join(lake, table), { recursive: true });
        if (given.length > 0) await writeTable(connection, lake, table, given);
    }
    connection.closeSync();
    instance.closeSync();
    return lake;
};

/** Writes one Parquet file of whatever a select gives. */
export const writeParquet = async (path: string, select: string): Promise<void> => {
    mkdirSync(dirname(path), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`copy (${select}) to ${quoted(path)} (format parquet)`);
    connection.closeSync();
    instance.closeSync();
};
