/** Previews a result: its first rows, with a few of their columns. */
import type { QueryResult, ResultRow } from '../query-result.ts';
import type { ResultFormat } from './formats.ts';
import { table } from './table.ts';

async function* takeRows(batches: QueryResult['batches'], count: number): AsyncIterable<readonly ResultRow[]> {
    let remaining = count;
    for await (const rows of batches) {
        yield rows.slice(0, remaining);
        remaining -= rows.length;
        if (remaining <= 0) return;
    }
}

async function* pickColumns(
    batches: QueryResult['batches'],
    indexes: readonly number[],
): AsyncIterable<readonly ResultRow[]> {
    for await (const rows of batches) yield rows.map((row) => indexes.map((index) => row[index] ?? null));
}

/** A table of the first `count` rows and the named columns, in the order of the result. */
export const previewFormat =
    (names: readonly string[], count: number): ResultFormat =>
    ({ columns, batches }, width) => {
        const indexes = names
            .map((name) => columns.findIndex((column) => column.name === name))
            .filter((index) => index >= 0);
        return table(
            {
                columns: columns.filter((_, index) => indexes.includes(index)),
                batches: pickColumns(
                    takeRows(batches, count),
                    indexes.toSorted((one, other) => one - other),
                ),
            },
            width,
        );
    };
