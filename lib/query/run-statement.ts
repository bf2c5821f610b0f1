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

async function* batchesOf(result: DuckDBResult): AsyncIterable<readonly ResultRow[]> {
    for await (const rows of result.yieldRows()) yield rows.map((row) => row.map(toJsonValue));
}

/** Runs one statement. Columns of the same name are renamed: `a`, `a:1`. */
export const runStatement = async (connection: DuckDBConnection, sql: string): Promise<QueryResult> => {
    const result = await connection.stream(sql);
    const columns = result
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, isNumber: NUMBER_TYPES.has(result.columnTypeId(index)) }));
    return { columns, batches: batchesOf(result) };
};
