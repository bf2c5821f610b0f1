/** The result of a query: its columns, and its rows as they come. */
import { DuckDBTypeId, type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api';
import { plainValue, type Plain } from './plain-value.ts';

export type ResultColumn = { readonly name: string; readonly isNumber: boolean };
export type Row = readonly Plain[];

/** Rows come in batches of some thousand, so that a result of any length needs the memory of one. */
export type Result = {
    readonly columns: readonly ResultColumn[];
    readonly batches: AsyncIterable<readonly Row[]>;
};

const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
    DuckDBTypeId.TINYINT,
    DuckDBTypeId.SMALLINT,
    DuckDBTypeId.INTEGER,
    DuckDBTypeId.BIGINT,
    DuckDBTypeId.HUGEINT,
    DuckDBTypeId.UTINYINT,
    DuckDBTypeId.USMALLINT,
    DuckDBTypeId.UINTEGER,
    DuckDBTypeId.UBIGINT,
    DuckDBTypeId.UHUGEINT,
    DuckDBTypeId.FLOAT,
    DuckDBTypeId.DOUBLE,
    DuckDBTypeId.DECIMAL,
    DuckDBTypeId.BIGNUM,
]);

async function* batchesOf(result: DuckDBResult): AsyncIterable<readonly Row[]> {
    for await (const rows of result.yieldRows()) yield rows.map((row) => row.map(plainValue));
}

/** Runs one statement. Two columns of one name get different ones: `a`, `a:1`. */
export const readResult = async (connection: DuckDBConnection, sql: string): Promise<Result> => {
    const result = await connection.stream(sql);
    const columns = result
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, isNumber: NUMBERS.has(result.columnTypeId(index)) }));
    return { columns, batches: batchesOf(result) };
};

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

/** These fields of each record, in this order. */
export const recordsResult = <Name extends string>(
    names: readonly Name[],
    records: readonly Readonly<Record<Name, string>>[],
): Result => ({
    columns: names.map((name) => ({ name: name.replaceAll('_', ' '), isNumber: false })),
    batches: oneBatch(records.map((record) => names.map((name) => record[name]))),
});
