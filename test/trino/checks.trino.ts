/** Runs a check on Trino whose comparison has text functions that differ between engines: the same rows as on DuckDB. */
import { expect, test } from 'vitest';
import { renderQuery } from '../../lib/query/render-query.ts';
import { DIFFERING_LAKE, DIFFERING_ROWS } from '../support/differing-deliveries.ts';
import { findCheck } from '../support/find-failing-rows.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { publishLake } from './publish-lake.ts';
import { queryTrino } from './query-trino.ts';

test('deliveries_agree finds the records whose deliveries differ', async () => {
    const database = `checks_${process.pid}`;
    await publishLake(await makeSampleLake(DIFFERING_LAKE), database, ['us-west-2_EXAMPLE']);
    const january = new Map([
        ['first_day', ['2026-01-01']],
        ['last_day', ['2026-01-31']],
    ]);

    const { rows } = await queryTrino(renderQuery(findCheck('deliveries_agree'), january), database);

    expect(rows).toEqual(DIFFERING_ROWS);
});
