/** Records that are in memory, as a result that every format can show. */
import type { Result, Row } from './result.ts';

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
