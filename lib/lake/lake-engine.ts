/** A DuckDB instance for rewriting a lake: its tables read the files you set, and its views are those of the lake. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PARTITION_COLUMNS, TABLE_NAMES, TABLES, type TableName } from '../../schemas/columns.ts';
import { openDuckDb } from './open-duckdb.ts';
import { readViews } from './read-views.ts';
import { packageRoot } from '../basics/package-root.ts';
import { filesVariable, tableView } from './table-view.ts';
import { toSqlList } from './sql-text.ts';

/** The deduplicating view of a table: a rewritten file contains its rows. */
export const VIEW_OF = { user_activity: 'auth_events', user_notification: 'delivery_errors' } as const satisfies Record<
    TableName,
    string
>;

/** Beyond this, DuckDB spills to disk. */
const MEMORY_LIMIT = '1GB';

export type EngineRow = Readonly<Record<string, unknown>>;

/** One thread: the same rows in the same order make the same file. */
const SETTINGS = {
    memory_limit: MEMORY_LIMIT,
    preserve_insertion_order: 'false',
    threads: '1',
    allocator_bulk_deallocation_flush_threshold: '32MB',
} as const;

export class LakeEngine {
    readonly #instance: DuckDBInstance;
    readonly #connection: DuckDBConnection;

    private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
        this.#instance = instance;
        this.#connection = connection;
    }

    /** @param folder a folder of this run, for data that does not fit in memory */
    static async open(folder: string): Promise<LakeEngine> {
        const instance = await openDuckDb(folder, SETTINGS);
        const engine = new LakeEngine(instance, await instance.connect());
        await engine.run("set TimeZone = 'UTC'; set integer_division = true");
        await engine.run(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8'));
        for (const table of TABLE_NAMES) await engine.setTableFiles(table, []);
        for (const { name, sql } of readViews()) await engine.run(`create view ${name} as ${sql}`);
        return engine;
    }

    /** Sets the files of a table, by absolute path. The views over it then show their rows. */
    async setTableFiles(table: TableName, files: readonly string[]): Promise<void> {
        await this.run(`set variable ${filesVariable(table)} = ${toSqlList(files)}`);
        await this.run(tableView(table, files.length > 0));
        await this.run(`drop table if exists ${table}_rows`);
    }

    /** Replaces the rows of a table, until its files are set again. The SQL may read the table. */
    async setTableRows(table: TableName, sql: string): Promise<void> {
        await this.run(`create or replace table ${table}_rows as ${sql}`);
        await this.run(`create or replace view ${table} as select * from ${table}_rows`);
    }

    /** The columns in files that this version of the table does not have. */
    async unknownColumns(table: TableName, files: readonly string[]): Promise<readonly string[]> {
        const known: ReadonlySet<string> = new Set([...TABLES[table], ...PARTITION_COLUMNS].map(({ name }) => name));
        const rows = await this.readRows(
            `select column_name from (describe select * from read_parquet(${toSqlList(files)}, union_by_name = true))`,
        );
        return rows.map(({ column_name }) => String(column_name)).filter((name) => !known.has(name.toLowerCase()));
    }

    async run(sql: string): Promise<void> {
        await this.#connection.run(sql);
    }

    async readRows(sql: string): Promise<readonly EngineRow[]> {
        return (await this.#connection.runAndReadAll(sql)).getRowObjectsJson();
    }

    /** The result of a statement that returns one row of numbers. */
    async readNumbers<Name extends string>(sql: string): Promise<Readonly<Record<Name, number>>>;
    async readNumbers(sql: string): Promise<Readonly<Record<string, number>>> {
        const [row = {}] = await this.readRows(sql);
        return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
    }

    close(): void {
        this.#connection.closeSync();
        this.#instance.closeSync();
    }
}
