/** Runs a statement on DuckDB and reads its result in batches. */
import { DuckDBTypeId, type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api';
import { toJsonValue } from './duckdb-value.ts';
import type { QueryResult, ResultRow } from './query-result.ts';

const NUMBER_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
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

async function* batchesOf(result: DuckDBResult): AsyncGenerator<readonly ResultRow[], void> {
    for await (const rows of result.yieldRows()) yield rows.map((row) => row.map(toJsonValue));
}

/** The same batches. Reads the first one now. */
const readAhead = async (
    batches: AsyncGenerator<readonly ResultRow[], void>,
): Promise<AsyncIterable<readonly ResultRow[]>> => {
    const first = await batches.next();
    async function* all(): AsyncIterable<readonly ResultRow[]> {
        if (first.done === true) return;
        yield first.value;
        yield* batches;
    }
    return all();
};

/**
 * Runs one statement, up to its first rows: most errors come before any row. Columns of the same name are renamed: `a`,
 * `a:1`.
 */
export const runStatement = async (connection: DuckDBConnection, sql: string): Promise<QueryResult> => {
    const result = await connection.stream(sql);
    const columns = result
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, isNumber: NUMBER_TYPES.has(result.columnTypeId(index)) }));
    return { columns, batches: await readAhead(batchesOf(result)) };
};
