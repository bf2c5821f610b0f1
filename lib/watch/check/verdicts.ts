/** A report as a result: a row a promise, kept or broken, for the formats that have one table. */
import type { Result, Row } from '../../query/result.ts';
import { peek } from './peek.ts';
import { promiseOf } from './read-checks.ts';
import type { Checked } from './run-checks.ts';

const COLUMNS = ['name', 'severity', 'is_kept', 'row_count', 'has_data', 'first_day', 'last_day', 'promise'];

async function* rowsOf(checks: AsyncIterable<Checked>): AsyncIterable<readonly Row[]> {
    for await (const { check, firstDay, lastDay, hasData, result } of checks) {
        const { rowCount } = await peek(result, 0);
        yield [[check.name, check.severity, rowCount === 0, rowCount, hasData, firstDay, lastDay, promiseOf(check)]];
    }
}

/** A row a promise, as it is checked. */
export const verdicts = (checks: AsyncIterable<Checked>): Result => ({
    columns: COLUMNS.map((name) => ({ name, isNumber: name === 'row_count' })),
    batches: rowsOf(checks),
});
