/** Runs checks on Trino whose functions or sums differ between engines: the same rows as on DuckDB. */
import { expect, test } from 'vitest';
import { renderQuery } from '../../lib/query/render-query.ts';
import { DIFFERING_LAKE, DIFFERING_ROWS } from '../support/differing-deliveries.ts';
import { findCheck } from '../support/find-failing-rows.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { publishLake } from './publish-lake.ts';
import { queryTrino } from './query-trino.ts';

const JANUARY = new Map([
    ['first_day', ['2026-01-01']],
    ['last_day', ['2026-01-31']],
]);

test('deliveries_agree finds the records whose deliveries differ', async () => {
    const database = `checks_${process.pid}`;
    await publishLake(await makeSampleLake(DIFFERING_LAKE), database, ['us-west-2_EXAMPLE']);

    const { rows } = await queryTrino(renderQuery(findCheck('deliveries_agree'), JANUARY), database);

    expect(rows).toEqual(DIFFERING_ROWS);
});

test('delivered_once counts the duplicates beside one copy of each record', async () => {
    const database = `copies_${process.pid}`;
    const records = Array.from({ length: 20 }, (_, index) => ({ record_id: String(index) }));
    const rows = [...records, ...records, ...records.slice(0, 12)];
    await publishLake(await makeSampleLake({ user_activity: rows }), database, ['us-west-2_EXAMPLE']);

    const found = await queryTrino(renderQuery(findCheck('delivered_once'), JANUARY), database);

    expect(found.rows).toEqual([
        {
            table_name: 'user_activity',
            user_pool_id: 'us-west-2_EXAMPLE',
            event_type: 'SignIn',
            dt: '2026-01-01',
            delivery_count: 32,
            duplicate_count: 12,
            duplicate_share: 0.375,
        },
    ]);
});
