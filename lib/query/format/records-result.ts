/** Records that are in memory, as a result that every format can show. */
import type { Plain } from '../plain-value.ts';
import type { Result, Row } from '../result.ts';

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

/** These fields of each record, in this order; lists as words with commas. */
export const recordsResult = <Name extends string>(names: readonly Name[], records: readonly Readonly<Record<Name, string | readonly string[]>>[]): Result => ({
    columns: names.map((name) => ({ name: name.replaceAll('_', ' '), isNumber: false })),
    batches: oneBatch(records.map((record) => names.map((name): Plain => {
        const value = record[name];
        return typeof value === 'string' ? value : value.join(', ');
    }))),
});
