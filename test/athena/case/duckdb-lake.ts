/** An in-memory DuckDB lake with the real views and macros, loaded with one case after another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, DuckDBTypeId, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api';
import { readViews } from '../../../lib/lake/read-views.ts';
import { DUCKDB_TYPES } from '../../../lib/lake/table-view.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { toJsonValue } from '../../../lib/query/duckdb-value.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type Column, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../../schemas/csv-tables.ts';
import { caseLines } from './case-lines.ts';
import { csvLinesOf, type QueryCase, type ColumnTypes } from './read-cases.ts';
import type { JsonValue } from '../../../lib/query/json-value.ts';

/** The result of a query: columns in order with Trino types, and rows. */
export type EngineResult = {
    readonly columns: ColumnTypes;
    readonly rows: readonly { readonly [column: string]: JsonValue }[];
};

const columnsOf = (table: TableName): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

const TRINO_TYPES: Readonly<Partial<Record<DuckDBTypeId, string>>> = {
    [DuckDBTypeId.VARCHAR]: 'varchar',
    [DuckDBTypeId.BIGINT]: 'bigint',
    [DuckDBTypeId.INTEGER]: 'integer',
    [DuckDBTypeId.DOUBLE]: 'double',
    [DuckDBTypeId.BOOLEAN]: 'boolean',
    [DuckDBTypeId.DATE]: 'date',
    [DuckDBTypeId.TIMESTAMP]: 'timestamp(3)',
};

const trinoType = (type: DuckDBType): string => {
    if (type.typeId === DuckDBTypeId.LIST && 'valueType' in type) return `array(${trinoType(type.valueType)})`;
    return TRINO_TYPES[type.typeId] ?? `${String(type)} (not a Trino type)`;
};

const toSqlLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export class DuckdbLake {
    readonly #instance: DuckDBInstance;
    readonly #connection: DuckDBConnection;

    private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
        this.#instance = instance;
        this.#connection = connection;
    }

    static async open(): Promise<DuckdbLake> {
        const instance = await DuckDBInstance.create(':memory:');
        const connection = await instance.connect();
        await connection.run("set TimeZone = 'UTC'; set integer_division = true; set threads = 1");
        await connection.run(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8'));
        for (const table of TABLE_NAMES)
            await connection.run(
                `create table ${table} (${columnsOf(table)
                    .map(({ name, type }) => `${name} ${DUCKDB_TYPES[type]}`)
                    .join(', ')})`,
            );
        for (const table of CSV_TABLE_NAMES)
            await connection.run(
                `create table ${table} (${CSV_TABLES[table].columns.map((name) => `${name} varchar`).join(', ')})`,
            );
        for (const { name, sql } of readViews()) await connection.run(`create view ${name} as ${sql}`);
        return new DuckdbLake(instance, connection);
    }

    async load(queryCase: Pick<QueryCase, 'events' | 'notifications' | 'allowlist' | 'metrics'>): Promise<void> {
        const lines = caseLines(queryCase);
        for (const table of TABLE_NAMES)
            await this.#fillTable(
                table,
                lines.filter((line) => line.table === table).map(({ line }) => line.join('').trimEnd()),
            );
        for (const [table, rows] of Object.entries(csvLinesOf(queryCase))) {
            await this.#connection.run(`delete from ${table}`);
            for (const line of rows)
                await this.#connection.run(`insert into ${table} values (${line.map(toSqlLiteral).join(', ')})`);
        }
    }

    async query(sql: string): Promise<EngineResult> {
        const result = await this.#connection.runAndReadAll(sql);
        const names = result.columnNames();
        return {
            columns: Object.fromEntries(names.map((name, index) => [name, trinoType(result.columnType(index))])),
            rows: result
                .getRows()
                .map((row) => Object.fromEntries(names.map((name, index) => [name, toJsonValue(row[index] ?? null)]))),
        };
    }

    close(): void {
        this.#connection.closeSync();
        this.#instance.closeSync();
    }

    async #fillTable(table: TableName, lines: readonly string[]): Promise<void> {
        await this.#connection.run(`delete from ${table}`);
        if (lines.length === 0) return;
        const shape = JSON.stringify([
            Object.fromEntries(columnsOf(table).map(({ name, type }) => [name, DUCKDB_TYPES[type]])),
        ]);
        await this.#connection.run(
            `insert into ${table} select unnest(from_json($1::json, '${shape}'), recursive := true)`,
            [`[${lines.join(',')}]`],
        );
    }
}
