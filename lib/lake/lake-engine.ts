/** A DuckDB that rewrites a lake: its tables are pointed at the files that are asked for, its views are the lake's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { PARTITION_COLUMNS, TABLE_NAMES, TABLES, type TableName } from '../../schemas/columns.ts';
import { readViews } from './views.ts';
import { packageRoot } from '../basics/package-root.ts';
import { quoted } from './parquet-target.ts';
import { filesVariable, tableView } from './table-view.ts';

/** The view that shows each record of a table once: what it keeps is what a rewritten file keeps. */
export const VIEW_OF = { user_activity: 'auth_events', user_notification: 'delivery_errors' } as const satisfies Record<
    TableName,
    string
>;

/** Beyond this, DuckDB works in its folder of temporary files. */
const MEMORY_LIMIT = '1GB';

export type EngineRow = Readonly<Record<string, unknown>>;

/** One thread: rows that are sorted alike lie alike, and the same rows make the same file again. */
const settingsOf = (folder: string): Record<string, string> => ({
    memory_limit: MEMORY_LIMIT,
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'false',
    threads: '1',
    allocator_bulk_deallocation_flush_threshold: '32MB',
});

const list = (files: readonly string[]): string => `[${files.map(quoted).join(', ')}]::varchar[]`;

export class LakeEngine {
    readonly #instance: DuckDBInstance;
    readonly #connection: DuckDBConnection;

    private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
        this.#instance = instance;
        this.#connection = connection;
    }

    /** @param folder of this run, for what does not fit in memory */
    static async open(folder: string): Promise<LakeEngine> {
        const instance = await DuckDBInstance.create(':memory:', settingsOf(folder));
        const engine = new LakeEngine(instance, await instance.connect());
        await engine.run("set TimeZone = 'UTC'; set integer_division = true");
        await engine.run(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8'));
        for (const table of TABLE_NAMES) await engine.point(table, []);
        for (const { name, sql } of readViews()) await engine.run(`create view ${name} as ${sql}`);
        return engine;
    }

    /** From now on a table has the rows of these files, by absolute path, and the views over it show them. */
    async point(table: TableName, files: readonly string[]): Promise<void> {
        await this.run(`set variable ${filesVariable(table)} = ${list(files)}`);
        await this.run(tableView(table, files.length > 0));
    }

    /** Columns that files have and this version of the tables has not. */
    async unknownColumns(table: TableName, files: readonly string[]): Promise<readonly string[]> {
        const known: ReadonlySet<string> = new Set([...TABLES[table], ...PARTITION_COLUMNS].map(({ name }) => name));
        const rows = await this.rows(
            `select column_name from (describe select * from read_parquet(${list(files)}, union_by_name = true))`,
        );
        return rows.map(({ column_name }) => String(column_name)).filter((name) => !known.has(name.toLowerCase()));
    }

    async run(sql: string): Promise<void> {
        await this.#connection.run(sql);
    }

    async rows(sql: string): Promise<readonly EngineRow[]> {
        return (await this.#connection.runAndReadAll(sql)).getRowObjectsJson();
    }

    /** The numbers of a statement that gives one row of them. */
    async numbers<Name extends string>(sql: string): Promise<Readonly<Record<Name, number>>>;
    async numbers(sql: string): Promise<Readonly<Record<string, number>>> {
        const [row = {}] = await this.rows(sql);
        return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
    }

    close(): void {
        this.#connection.closeSync();
        this.#instance.closeSync();
    }
}
