/** Opens a lake in DuckDB: its tables, those of CSV files too, and all views, and nothing else of this machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';
import { readViews } from './views.ts';
import { packageRoot } from '../basics/package-root.ts';
import { isS3 } from '../store/s3-address.ts';
import { addCognitoMetrics } from './cognito-metrics.ts';
import { checkCsv, csvFiles } from './csv-table.ts';
import { findLake } from './find-lake.ts';
import { addKnownExceptions } from './known-exceptions.ts';
import { partitionFiles, type LakeFiles, type Reach } from './partitions/partition-files.ts';
import { remoteLake } from './partitions/remote-lake.ts';
import { filesVariable, tableView } from './table-view.ts';

/** The days and pools that a table has, sorted. */
export type Extent = {
    readonly table: TableName;
    readonly days: readonly string[];
    readonly userPoolIds: readonly string[];
};

/** An open lake. `extents` tell of all that it has, also of what is out of reach. */
export type Lake = {
    readonly connection: DuckDBConnection;
    readonly extents: readonly Extent[];
    readonly close: () => void;
};

/** Beyond this, DuckDB works in its own folder of temporary files. The answers of ten million records of a month need 0.8 GB. */
const MEMORY_LIMIT = '2GB';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const listOf = (files: readonly string[]): string => `[${files.map(quoted).join(', ')}]::varchar[]`;

const addMacros = async (connection: DuckDBConnection): Promise<void> => {
    await connection.run(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8'));
};

/** The views are made over empty tables, and the tables then exchanged. */
const addViews = async (connection: DuckDBConnection): Promise<void> => {
    for (const table of TABLE_NAMES) await connection.run(tableView(table, false));
    for (const { name, sql } of readViews()) await connection.run(`create view ${name} as ${sql}`);
};

/** From here on no file can be read or written but the lake's, and no setting changed. */
const lock = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await connection.run(`set allowed_paths = ${listOf(files)}`);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
};

const configure = async (connection: DuckDBConnection, temporary: string): Promise<void> => {
    await connection.run(`set TimeZone = 'UTC'; set integer_division = true; set memory_limit = '${MEMORY_LIMIT}'`);
    await connection.run(
        `set temp_directory = ${quoted(join(temporary, 'duckdb'))}; set parquet_metadata_cache = true`,
    );
};

/**
 * A view's text is bound when the view is made, which reads the end of each of its files (1.4 s for 17,520): it is made over one file,
 * and the variable that lists them is filled afterwards.
 */
const addFiles = async (connection: DuckDBConnection, table: TableName, files: readonly string[]): Promise<void> => {
    if (files.length === 0) return;
    await connection.run(`set variable ${filesVariable(table)} = ${listOf(files.slice(0, 1))}`);
    await connection.run(tableView(table, true));
    await connection.run(`set variable ${filesVariable(table)} = ${listOf(files)}`);
};

const localLake = (folder: string, reach: Reach): LakeFiles => {
    const lake = findLake(folder);
    return {
        tables: TABLE_NAMES.map((table) => ({ table, ...partitionFiles(lake, table, reach) })),
        csv: CSV_TABLE_NAMES.map((table) => ({ table, files: checkCsv(table, csvFiles(lake, table)) })),
    };
};

const ADD_CSV = { known_exceptions: addKnownExceptions, cognito_metrics: addCognitoMetrics } as const;

const fill = async (connection: DuckDBConnection, { tables, csv }: LakeFiles): Promise<readonly Extent[]> => {
    for (const { table, files } of tables) await addFiles(connection, table, files);
    for (const { table, files } of csv) await ADD_CSV[table](connection, files);
    await lock(
        connection,
        tables.flatMap(({ files }) => files),
    );
    return tables.map(({ table, days, userPoolIds }) => ({
        table,
        days: [...days].sort(),
        userPoolIds: [...userPoolIds].sort(),
    }));
};

/**
 * Opens the lake in a folder or in S3, locked: its connection sees the tables and views, partition columns as text, and can read no other file.
 * `reach` leaves out files of other days and pools: opening and binding then cost by what is asked, not by what the lake has.
 * Refuses with a Complaint what is not a lake. The caller closes it.
 */
export const openLake = async (lake: string, reach: Reach = {}): Promise<Lake> => {
    const files = isS3(lake) ? await remoteLake(lake, reach) : localLake(lake, reach);
    const temporary = mkdtempSync(join(tmpdir(), 'cognito-log-lake-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const close = (): void => {
        connection.closeSync();
        instance.closeSync();
        rmSync(temporary, { recursive: true, force: true });
    };
    try {
        await configure(connection, temporary);
        await addMacros(connection);
        await addViews(connection);
        return { connection, close, extents: await fill(connection, files) };
    } catch (error) {
        close();
        throw error;
    }
};
