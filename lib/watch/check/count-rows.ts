/** Counts the rows of a result and keeps the first few. */
import type { QueryResult, ResultRow } from '../../query/query-result.ts';

export type CountedRows = {
    readonly columns: QueryResult['columns'];
    readonly firstRows: readonly ResultRow[];
    readonly rowCount: number;
};

/** Reads the whole result and keeps its first `count` rows. */
export const countRows = async ({ columns, batches }: QueryResult, count: number): Promise<CountedRows> => {
    const first: ResultRow[] = [];
    let rowCount = 0;
    for await (const rows of batches) {
        first.push(...rows.slice(0, Math.max(0, count - first.length)));
        rowCount += rows.length;
    }
    return { columns, firstRows: first, rowCount };
};
