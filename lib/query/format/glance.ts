/** A glance at a result: its first rows, and of them the columns that a reader needs to see what it is about. */
import type { Result, Row } from '../result.ts';
import type { Format } from './formats.ts';
import { table } from './table.ts';

async function* first(batches: Result['batches'], count: number): AsyncIterable<readonly Row[]> {
    let left = count;
    for await (const rows of batches) {
        yield rows.slice(0, left);
        left -= rows.length;
        if (left <= 0) return;
    }
}

async function* only(batches: Result['batches'], kept: readonly number[]): AsyncIterable<readonly Row[]> {
    for await (const rows of batches) yield rows.map((row) => kept.map((index) => row[index] ?? null));
}

/** A format that shows so many rows of these columns, in the order of the result, as a table. */
export const glance =
    (names: readonly string[], count: number): Format =>
    ({ columns, batches }, width) => {
        const kept = names
            .map((name) => columns.findIndex((column) => column.name === name))
            .filter((index) => index >= 0);
        return table(
            {
                columns: columns.filter((_, index) => kept.includes(index)),
                batches: only(
                    first(batches, count),
                    kept.toSorted((one, other) => one - other),
                ),
            },
            width,
        );
    };
