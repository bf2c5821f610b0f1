/** Opens a lake in DuckDB: its tables, its CSV tables and all views, without access to any other file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';
import { readViews } from './read-views.ts';
import { packageRoot } from '../basics/package-root.ts';
import { makeTemporaryFolder, removeTemporary } from '../basics/temporary-folder.ts';
import { onStop } from '../terminal/stop-signal.ts';
import { isS3Address } from '../store/s3-address.ts';
import { addCognitoMetrics } from './add-cognito-metrics.ts';
import { checkCsvHeaders, csvFiles } from './csv-table.ts';
import { findLake } from './find-lake.ts';
import { openDuckDb } from './open-duckdb.ts';
import { addAllowlist } from './add-allowlist.ts';
import { listTableFiles, type LakeFiles, type PartitionFilter } from './partitions/list-table-files.ts';
import { fetchLake } from './partitions/fetch-lake.ts';
import { filesVariable, tableView } from './table-view.ts';
import { toSqlList } from './sql-text.ts';

/** The days and pools of a table, sorted. */
export type TableExtent = {
    readonly table: TableName;
    readonly days: readonly string[];
    readonly userPoolIds: readonly string[];
};

/** An open lake. `extents` has all days and pools of its tables, including those that the filter excludes. */
export type Lake = {
    readonly connection: DuckDBConnection;
    readonly extents: readonly TableExtent[];
    readonly close: () => void;
};

/** Beyond this, DuckDB spills to disk. Queries over one month of ten million records need 0.8 GB. */
const MEMORY_LIMIT = '2GB';

const addMacros = async (connection: DuckDBConnection): Promise<void> => {
    await connection.run(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8'));
};

/** Creates the views over empty tables; the tables are replaced later. */
const addViews = async (connection: DuckDBConnection): Promise<void> => {
    for (const table of TABLE_NAMES) await connection.run(tableView(table, false));
    for (const { name, sql } of readViews()) await connection.run(`create view ${name} as ${sql}`);
};

/** From here on, SQL can access only the lake's files and change no setting. */
const lockConnection = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await connection.run(`set allowed_paths = ${toSqlList(files)}`);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
};

const configure = async (connection: DuckDBConnection): Promise<void> => {
    await connection.run("set TimeZone = 'UTC'; set integer_division = true; set parquet_metadata_cache = true");
};

/**
 * Creating a view binds it, which reads the footer of each file (1.4 s for 17,520). So the view is created over one
 * file, and the variable with the list of files is set afterwards.
 */
const addFiles = async (connection: DuckDBConnection, table: TableName, files: readonly string[]): Promise<void> => {
    if (files.length === 0) return;
    await connection.run(`set variable ${filesVariable(table)} = ${toSqlList(files.slice(0, 1))}`);
    await connection.run(tableView(table, true));
    await connection.run(`set variable ${filesVariable(table)} = ${toSqlList(files)}`);
};

const listLocalLake = (folder: string, filter: PartitionFilter): LakeFiles => {
    const lake = findLake(folder);
    return {
        tables: TABLE_NAMES.map((table) => ({ table, ...listTableFiles(lake, table, filter) })),
        csv: CSV_TABLE_NAMES.map((table) => ({ table, files: checkCsvHeaders(table, csvFiles(lake, table)) })),
    };
};

const ADD_CSV_TABLE = { allowlist: addAllowlist, cognito_metrics: addCognitoMetrics } as const;

const addTables = async (connection: DuckDBConnection, { tables, csv }: LakeFiles): Promise<readonly TableExtent[]> => {
    for (const { table, files } of tables) await addFiles(connection, table, files);
    for (const { table, files } of csv) await ADD_CSV_TABLE[table](connection, files);
    await lockConnection(
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
 * Opens the lake in a folder or in S3. The connection is locked: it sees the tables and views (partition columns are
 * text), and can read no other file. `filter` excludes the files of other days and pools, so that opening costs only
 * what the query needs. Throws a UserError if it is not a lake. The caller closes it.
 */
export const openLake = async (lake: string, filter: PartitionFilter = {}): Promise<Lake> => {
    const files = isS3Address(lake) ? await fetchLake(lake, filter) : listLocalLake(lake, filter);
    const temporary = makeTemporaryFolder();
    const instance = await openDuckDb(temporary, { memory_limit: MEMORY_LIMIT });
    const connection = await instance.connect();
    const endInterrupts = onStop(() => connection.interrupt());
    const close = (): void => {
        endInterrupts();
        connection.closeSync();
        instance.closeSync();
        removeTemporary(temporary);
    };
    try {
        await configure(connection);
        await addMacros(connection);
        await addViews(connection);
        return { connection, close, extents: await addTables(connection, files) };
    } catch (error) {
        close();
        throw error;
    }
};
