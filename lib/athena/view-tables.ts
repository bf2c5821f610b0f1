/** The views as Athena stores them: what they select, and the names and types of their columns, which DuckDB tells of an empty lake. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLake } from '../lake/open-lake.ts';
import { readViews } from './views.ts';

/** A column's type in Trino's words, which stand in the view, and in Hive's, which stand in Glue. */
export type ViewColumn = { readonly name: string; readonly trinoType: string; readonly hiveType: string };
export type ViewTable = { readonly name: string; readonly sql: string; readonly columns: readonly ViewColumn[] };

/** The types that a view may have, by DuckDB's word: docs.aws.amazon.com/athena/latest/ug/data-types.html. A time with a zone is none. */
const TYPES: ReadonlyMap<string, Omit<ViewColumn, 'name'>> = new Map([
    ['VARCHAR', { trinoType: 'varchar', hiveType: 'string' }],
    ['VARCHAR[]', { trinoType: 'array(varchar)', hiveType: 'array<string>' }],
    ['BOOLEAN', { trinoType: 'boolean', hiveType: 'boolean' }],
    ['INTEGER', { trinoType: 'integer', hiveType: 'int' }],
    ['BIGINT', { trinoType: 'bigint', hiveType: 'bigint' }],
    ['DOUBLE', { trinoType: 'double', hiveType: 'double' }],
    ['DATE', { trinoType: 'date', hiveType: 'date' }],
    ['TIMESTAMP', { trinoType: 'timestamp(3)', hiveType: 'timestamp' }],
]);

const columnOf = (view: string, name: string, type: string): ViewColumn => {
    const types = TYPES.get(type);
    if (types === undefined) throw new Error(`athena/views/${view}.sql: the column ${name} is a ${type}, and views of Athena are made here of ${[...TYPES.keys()].join(', ')}: cast it`);
    return { name, ...types };
};

/** Lends a lake without a file. */
const withEmptyLake = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-views-'));
    try {
        mkdirSync(join(folder, 'user_activity'));
        return await use(folder);
    } finally {
        rmSync(folder, { recursive: true });
    }
};

const describeViews = async (folder: string): Promise<readonly ViewTable[]> => {
    const { connection, close } = await openLake(folder);
    try {
        const columnsOf = async (view: string): Promise<readonly ViewColumn[]> => {
            const found = await connection.run(`select * from ${view} limit 0`);
            return found.columnNames().map((name, index) => columnOf(view, name, String(found.columnType(index))));
        };
        return await Promise.all(readViews().map(async ({ name, sql }) => ({ name, sql, columns: await columnsOf(name) })));
    } finally {
        close();
    }
};

/** Every view of athena/views, in the order in which they build on each other. Throws when a column has a type that Athena's views have not. */
export const readViewTables = (): Promise<readonly ViewTable[]> => withEmptyLake(describeViews);
