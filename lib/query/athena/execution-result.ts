/** The result of a query that Athena has run: its columns, and its rows page by page. */
import type { Result, Row } from '../result.ts';
import { athenaValue, isNumberType } from './athena-value.ts';
import type { Athena, AthenaColumn, Page } from './open-athena.ts';
import { refuseStopped } from './run-execution.ts';

/** The first row of a SELECT's first page is the names of its columns: docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html. */
const withoutNames = ({ rows, columns }: Page): Page['rows'] => {
    const [first = []] = rows;
    const isNames = columns.length > 0 && columns.every(({ name }, index) => first[index] === name);
    return isNames ? rows.slice(1) : rows;
};

const rowOf =
    (columns: readonly AthenaColumn[]) =>
    (texts: Page['rows'][number]): Row =>
        columns.map(({ type }, index) => athenaValue(texts[index] ?? null, type));

async function* batchesOf(
    athena: Athena,
    id: string,
    { first, signal }: { readonly first: Page; readonly signal: AbortSignal },
): AsyncIterable<readonly Row[]> {
    const { columns } = first;
    yield withoutNames(first).map(rowOf(columns));
    for (let { next } = first; next !== undefined;) {
        refuseStopped(signal);
        const page = await athena.page(id, next);
        yield page.rows.map(rowOf(columns));
        ({ next } = page);
    }
}

/** Only the first page is read before somebody takes the rows. */
export const executionResult = async (athena: Athena, id: string, signal: AbortSignal): Promise<Result> => {
    const first = await athena.page(id);
    return {
        columns: first.columns.map(({ name, type }) => ({ name, isNumber: isNumberType(type) })),
        batches: batchesOf(athena, id, { first, signal }),
    };
};
