/** Writes a lake with given rows, laid out like replay: one folder per partition, Parquet, timestamps in ms. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll } from 'vitest';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type Column, type TableName } from '../../schemas/columns.ts';
import { DUCKDB_TYPES } from '../../lib/lake/table-view.ts';

type LakeCell = string | boolean | null | readonly string[];
type LakeRow = { readonly [name: string]: LakeCell | undefined };
type ColumnName<T extends TableName> = (typeof TABLES)[T][number]['name'] | (typeof PARTITION_COLUMNS)[number]['name'];

/** Rows by table. Times are ISO texts (`2026-01-01T10:00:00.000Z`), for readability. */
export type LakeRows = { readonly [T in TableName]?: readonly { readonly [N in ColumnName<T>]?: LakeCell }[] };

const EVENT_AT = '2026-01-01T10:00:00.000Z';

const DEFAULTS: Record<TableName, Readonly<Record<string, LakeCell>>> = {
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
// vitest ends its workers with a signal, so exit handlers do not run.
afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Creates a temporary folder, which is removed after the tests. */
export const temporaryFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'sample-lake-'));
    folders.push(folder);
    return folder;
};

const columnsOf = (table: TableName): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

const parquetType = ({ type }: Column): string => (type === 'timestamp' ? 'timestamp_ms' : DUCKDB_TYPES[type]);

const quoteSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const toLiteral = (cell: LakeCell, column: Column): string => {
    if (cell === null) return 'null';
    if (typeof cell === 'boolean') return String(cell);
    if (typeof cell !== 'string') return `[${cell.map(quoteSql).join(', ')}]::varchar[]`;
    return column.type === 'timestamp'
        ? `(${quoteSql(cell)}::timestamptz at time zone 'UTC')::timestamp_ms`
        : quoteSql(cell);
};

const withDefaults = (table: TableName, row: LakeRow, index: number): LakeRow => {
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
    rows: readonly LakeRow[],
): Promise<void> => {
    const columns = columnsOf(table);
    const definitions = columns.map((column) => `${column.name} ${parquetType(column)}`).join(', ');
    await connection.run(`create or replace table sample_rows (${definitions})`);
    const tuples = rows
        .map((row, index) => withDefaults(table, row, index))
        .map((row) => `(${columns.map((column) => toLiteral(row[column.name] ?? null, column)).join(', ')})`);
    await connection.run(`insert into sample_rows values ${tuples.join(',\n')}`);
    await connection.run(`copy sample_rows to ${quoteSql(join(lake, table))}
        (format parquet, compression zstd, append true, filename_pattern 'sample-{uuid}',
        partition_by (${PARTITION_COLUMNS.map(({ name }) => name).join(', ')}))`);
};

/** Writes a lake with these rows and returns its folder. Missing columns are those of an ordinary sign-in, or NULL. */
export const makeSampleLake = async (rows: LakeRows, lake: string = temporaryFolder()): Promise<string> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const table of TABLE_NAMES) {
        const tableRows = rows[table] ?? [];
        mkdirSync(join(lake, table), { recursive: true });
        if (tableRows.length > 0) await writeTable(connection, lake, table, tableRows);
    }
    connection.closeSync();
    instance.closeSync();
    return lake;
};

/** Writes the result of a select to a Parquet file. */
export const writeParquet = async (path: string, select: string): Promise<void> => {
    mkdirSync(dirname(path), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`copy (${select}) to ${quoteSql(path)} (format parquet)`);
    connection.closeSync();
    instance.closeSync();
};
