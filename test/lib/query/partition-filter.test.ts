/** Tests of the partitions that a query reads. */
import { expect, test } from 'vitest';
import { partitionFilterOf } from '../../../lib/query/partition-filter.ts';
import { resolveValues } from '../../../lib/query/render-query.ts';
import { makeQuery } from '../../support/make-query.ts';

const DAYS = [
    ":first_day date = date '2026-01-10'",
    ":last_day date = date '2026-01-12'",
    ':learned_days integer = 30',
];
const POOL = ":user_pool_id string = 'all'";

test.each([
    ['the requested days', DAYS, 'no other days', {}, { firstDay: '2026-01-10', lastDay: '2026-01-12' }],
    [
        'the requested days and the lookback',
        DAYS,
        'the day before first_day',
        {},
        { firstDay: '2026-01-09', lastDay: '2026-01-12' },
    ],
    [
        'a lookback that a parameter sets',
        DAYS,
        'the :learned_days days before first_day',
        { learned_days: '10' },
        { firstDay: '2025-12-31', lastDay: '2026-01-12' },
    ],
    [
        'no fewer days for a negative lookback',
        DAYS,
        'the :learned_days days before first_day',
        { learned_days: '-10' },
        { firstDay: '2026-01-10', lastDay: '2026-01-12' },
    ],
    [
        'one user pool',
        [...DAYS, POOL],
        'no other days',
        { user_pool_id: 'a_1' },
        { firstDay: '2026-01-10', lastDay: '2026-01-12', userPoolId: 'a_1' },
    ],
    ['every user pool', [POOL], 'no other days', {}, {}],
    ['all days without a lookback in the header', DAYS, null, {}, {}],
])('a query reads %s', (_, parameters, lookback, overrides, filter) => {
    const query = makeQuery(parameters, 'select 1', lookback === null ? [] : [`-- also reads: ${lookback}`]);
    const values = resolveValues(query, new Map(Object.entries(overrides).map(([name, value]) => [name, [value]])), 0);

    expect(partitionFilterOf(query, values)).toEqual(filter);
});
