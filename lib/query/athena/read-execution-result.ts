/** Reads the result of a finished query from Athena, page by page. */
import type { QueryResult, ResultRow } from '../query-result.ts';
import { parseAthenaValue, isNumberType } from './parse-athena-value.ts';
import type { Athena, AthenaColumn, AthenaPage } from './open-athena.ts';
import { assertNotStopped } from './run-execution.ts';

/**
 * The first row of a SELECT's first page is the column names:
 * docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html.
 */
const withoutHeaderRow = ({ rows, columns }: AthenaPage): AthenaPage['rows'] => {
    const [first = []] = rows;
    const isNames = columns.length > 0 && columns.every(({ name }, index) => first[index] === name);
    return isNames ? rows.slice(1) : rows;
};

const rowOf =
    (columns: readonly AthenaColumn[]) =>
    (texts: AthenaPage['rows'][number]): ResultRow =>
        columns.map(({ type }, index) => parseAthenaValue(texts[index] ?? null, type));

async function* batchesOf(
    athena: Athena,
    id: string,
    { first, signal }: { readonly first: AthenaPage; readonly signal: AbortSignal },
): AsyncIterable<readonly ResultRow[]> {
    const { columns } = first;
    yield withoutHeaderRow(first).map(rowOf(columns));
    for (let { nextToken } = first; nextToken !== undefined;) {
        assertNotStopped(signal);
        const page = await athena.getPage(id, nextToken);
        yield page.rows.map(rowOf(columns));
        ({ nextToken } = page);
    }
}

/** The result of an execution. It reads the first page now and the others when their rows are consumed. */
export const readExecutionResult = async (athena: Athena, id: string, signal: AbortSignal): Promise<QueryResult> => {
    const first = await athena.getPage(id);
    return {
        columns: first.columns.map(({ name, type }) => ({ name, isNumber: isNumberType(type) })),
        batches: batchesOf(athena, id, { first, signal }),
    };
};
