/** Check results as one table: a row per check, for the formats without failing rows. */
import type { QueryResult, ResultRow } from '../../query/query-result.ts';
import { countRows } from './count-rows.ts';
import type { CheckRun } from './run-checks.ts';

const COLUMNS = ['name', 'severity', 'is_passed', 'row_count', 'has_data', 'first_day', 'last_day', 'title'];

async function* rowsOf(checks: AsyncIterable<CheckRun>): AsyncIterable<readonly ResultRow[]> {
    for await (const { check, firstDay, lastDay, hasData, result } of checks) {
        const { rowCount } = await countRows(result, 0);
        yield [[check.name, check.severity, rowCount === 0, rowCount, hasData, firstDay, lastDay, check.title]];
    }
}

/** One row per check, yielded as soon as the check has run. */
export const checksResult = (checks: AsyncIterable<CheckRun>): QueryResult => ({
    columns: COLUMNS.map((name) => ({ name, isNumber: name === 'row_count' })),
    batches: rowsOf(checks),
});
