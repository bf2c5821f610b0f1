import { expect, test } from 'vitest';
import { reachOf } from '../../../lib/query/reach.ts';
import { settleValues } from '../../../lib/query/render.ts';
import { givenQuery } from '../../support/given-query.ts';

const DAYS = [
    ":first_day date = date '2026-01-10'",
    ":last_day date = date '2026-01-12'",
    ':learned_days integer = 30',
];
const POOL = ":user_pool_id string = 'all'";

test.each([
    ['the days asked', DAYS, '0 days', {}, { firstDay: '2026-01-10', lastDay: '2026-01-12' }],
    ['days before', DAYS, '1 days', {}, { firstDay: '2026-01-09', lastDay: '2026-01-12' }],
    [
        'days before by a parameter',
        DAYS,
        ':learned_days days',
        { learned_days: '10' },
        { firstDay: '2025-12-31', lastDay: '2026-01-12' },
    ],
    [
        'never fewer than asked',
        DAYS,
        ':learned_days days',
        { learned_days: '-10' },
        { firstDay: '2026-01-10', lastDay: '2026-01-12' },
    ],
    [
        'one pool',
        [...DAYS, POOL],
        '0 days',
        { user_pool_id: 'a_1' },
        { firstDay: '2026-01-10', lastDay: '2026-01-12', userPoolId: 'a_1' },
    ],
    ['every pool', [POOL], '0 days', {}, {}],
    ['all days where the header says nothing', DAYS, null, {}, {}],
])('a query reads %s', (_, parameters, back, given, reach) => {
    const query = givenQuery(parameters, 'select 1', back === null ? [] : [`-- reaches back: ${back}`]);
    const values = settleValues(query, new Map(Object.entries(given).map(([name, value]) => [name, [value]])), 0);

    expect(reachOf(query, values)).toEqual(reach);
});
