/** Builds a query result for a test, and formats one as text. */
import type { ResultFormat } from '../../lib/query/format/formats.ts';
import type { QueryResult, ResultColumn, ResultRow } from '../../lib/query/query-result.ts';

async function* yieldBatches(batches: readonly (readonly ResultRow[])[]): AsyncIterable<readonly ResultRow[]> {
    yield* batches;
}

/** A column is numeric if its name ends with `#`. */
export const makeResult = (names: readonly string[], ...batches: readonly (readonly ResultRow[])[]): QueryResult => {
    const columns: readonly ResultColumn[] = names.map((name) => ({
        name: name.replace(/#$/, ''),
        isNumber: name.endsWith('#'),
    }));
    return { columns, batches: yieldBatches(batches) };
};

export const formatResult = async (
    format: ResultFormat,
    result: QueryResult,
    width: number | null = null,
): Promise<string> => {
    let text = '';
    for await (const piece of format(result, width)) text += piece;
    return text;
};
