/** Tests of the totals of a completeness report and of its text. */
import { describe, expect, test } from 'vitest';
import type { CompletenessRow } from '../../../../lib/watch/completeness/compare-counts.ts';
import { completenessText, type CompletenessReport } from '../../../../lib/watch/completeness/completeness-text.ts';
import { displayWidth } from '../../../../lib/terminal/display-width.ts';
import {
    clientTotals,
    daysBelow,
    comparableDays,
    poolDays,
    poolTotals,
} from '../../../../lib/watch/completeness/completeness-totals.ts';

const row = (more: Partial<CompletenessRow>): CompletenessRow => ({
    dt: '2026-01-10',
    user_pool_id: 'us-west-2_EXAMPLE',
    event_type: 'SignIn',
    measure: 'successes',
    client_id: 'one',
    lake_count: 90,
    backfilled_count: 0,
    metric_count: 100,
    share: 0.9,
    pool_lake_count: 90,
    pool_metric_count: 100,
    pool_share: 0.9,
    ...more,
});
const day = (dt: string, lake: number, metric: number, more: Partial<CompletenessRow> = {}): CompletenessRow =>
    row({
        dt,
        lake_count: lake,
        metric_count: metric,
        pool_lake_count: lake,
        pool_metric_count: metric,
        pool_share: metric === 0 ? null : lake / metric,
        ...more,
    });

describe('completeness totals', () => {
    test('of several days: a surplus on one day does not offset a gap on another', () => {
        expect(poolTotals(poolDays([day('2026-01-10', 50, 100), day('2026-01-11', 150, 100)]))).toEqual([
            {
                user_pool_id: 'us-west-2_EXAMPLE',
                event_type: 'SignIn',
                measure: 'successes',
                client_id: null,
                lake_count: 200,
                backfilled_count: 0,
                metric_count: 200,
                missing_count: 50,
                share: 0.75,
            },
        ]);
    });

    test('of a pool sum all its clients once', () => {
        const rows = [
            row({ client_id: 'one', lake_count: 60, metric_count: 70 }),
            row({ client_id: 'two', lake_count: 30, metric_count: 30, backfilled_count: 4 }),
        ];

        expect(poolTotals(poolDays(rows))).toMatchObject([
            { lake_count: 90, metric_count: 100, backfilled_count: 4, missing_count: 10, share: 0.9 },
        ]);
        expect(clientTotals(rows).map(({ client_id, missing_count }) => [client_id, missing_count])).toEqual([
            ['one', 10],
            ['two', 0],
        ]);
    });

    test('of a client that one side does not have are null', () => {
        const rows = [
            row({ client_id: 'Admin', lake_count: null, metric_count: 2 }),
            row({ client_id: 'two', metric_count: null }),
            row({ client_id: null }),
            row({ measure: 'attempts' }),
        ];

        expect(
            clientTotals(rows).map(({ client_id, lake_count, metric_count, missing_count, share }) => [
                client_id,
                lake_count,
                metric_count,
                missing_count,
                share,
            ]),
        ).toEqual([
            ['Admin', null, 2, null, null],
            ['two', 90, null, null, null],
        ]);
    });

    test('of a client count each day separately, if each side has it on another day', () => {
        const rows = [
            row({ lake_count: null, metric_count: 2 }),
            row({ dt: '2026-01-11', lake_count: 5, metric_count: null }),
            row({ dt: '2026-01-12', lake_count: 1, metric_count: 4 }),
        ];

        expect(clientTotals(rows)).toMatchObject([
            { lake_count: 6, metric_count: 6, missing_count: 5, share: 1 - 5 / 6 },
        ]);
    });

    test('compare days with successes; exactly the minimum share is enough', () => {
        const days = poolDays([
            day('2026-01-10', 95, 100),
            day('2026-01-11', 94, 100),
            day('2026-01-12', 7, 0),
            day('2026-01-13', 0, 100, { measure: 'attempts' }),
        ]);

        expect(comparableDays(days).map(({ dt }) => dt)).toEqual(['2026-01-10', '2026-01-11']);
        expect(daysBelow(days, 0.95).map(({ dt }) => dt)).toEqual(['2026-01-11']);
        expect(daysBelow(days, 0)).toEqual([]);
    });

    test('compare counts instead of rounded shares: 9,999,999 of 10,000,000 is below 1', () => {
        expect(daysBelow(poolDays([day('2026-01-10', 9_999_999, 10_000_000, { pool_share: 1 })]), 1)).toHaveLength(1);
    });
});

const textOf = async (
    rows: readonly CompletenessRow[],
    { width = null, minShare = 0.95 }: { width?: number | null; minShare?: number } = {},
): Promise<string> => {
    const each = poolDays(rows);
    const report: CompletenessReport = {
        lake: 'my\u001blake',
        days: { firstDay: '2026-01-10', lastDay: '2026-01-11' },
        source: 'CloudWatch',
        minShare,
        pools: poolTotals(each),
        clients: clientTotals(rows),
        poolDays: each,
        belowMinimum: daysBelow(each, minShare),
    };
    let text = '';
    for await (const piece of completenessText(report, width)) text += piece;
    return text;
};

describe('a completeness report as text', () => {
    test('fits 80 columns with complete client ids', async () => {
        const text = await textOf(
            [
                row({ client_id: '7exampleexampleexampleexam' }),
                row({ measure: 'compromised_credential_risk', client_id: null }),
                row({ event_type: 'PasswordChange', measure: 'risk', client_id: null }),
            ],
            { width: 80 },
        );

        expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
        expect(text).toMatch(
            /│ SignIn +│ leaked password +│[^]*│ PasswordChange +│ with a risk +│[^]*│ 7exampleexampleexampleexam │/,
        );
        expect(text).toContain('Completeness of my\\x1blake, 2026-01-10 to 2026-01-11, compared with CloudWatch\n');
    });

    test('rounds shares down', async () => {
        expect(await textOf([day('2026-01-10', 99_999, 100_000)], { minShare: 1 })).toMatch(
            / 99\.9 % │[^]*Less than 100\.0 % arrived on 2026-01-10\n/,
        );
    });

    test('says that every day is complete, that no day can be compared, or that there are no counts', async () => {
        expect(await textOf([day('2026-01-10', 99, 100)])).toContain('\nAt least 95.0 % arrived on each day.\n');
        expect(await textOf([day('2026-01-10', 99, 0)])).toContain(
            '\nNo day to compare: CloudWatch counted no successes.\n',
        );
        expect(await textOf([])).toMatch(
            /\nNothing to compare: CloudWatch has no counts for these user pools and days\.\n$/,
        );
    });

    test('shows only the days below the minimum if there are many', async () => {
        const rows = Array.from({ length: 63 }, (_, index) =>
            day(new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), index === 40 ? 1 : 100, 100),
        );

        const text = await textOf(rows);

        expect(text).toContain('63 days, 1 below the minimum; --json has all\n');
        expect(text.match(/│ 2026-/g)).toHaveLength(1);
        expect(
            await textOf(rows.filter(({ lake_count }) => lake_count === 100).concat(day('2026-06-01', 100, 100))),
        ).not.toContain('│ 2026-');
    });

    test('leaves the count of a client empty if one side does not have it', async () => {
        expect(await textOf([row({ client_id: 'Admin', lake_count: null, metric_count: 1200 })])).toMatch(
            /│ Admin +│ SignIn +│ +│ +1,200 │ +│ +│/,
        );
    });

    test('shows an unknown measure by its name', async () => {
        expect(await textOf([row({ measure: 'other' })])).toContain('│ other ');
    });
});
