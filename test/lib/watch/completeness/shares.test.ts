import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../lib/watch/completeness/compare.ts';
import { completenessText, type CompletenessReport } from '../../../../lib/watch/completeness/completeness-text.ts';
import { displayWidth } from '../../../../lib/terminal/display-width.ts';
import {
    clientTotals,
    daysBelow,
    judgedDays,
    poolDays,
    poolTotals,
} from '../../../../lib/watch/completeness/shares.ts';

const row = (more: Partial<Row>): Row => ({
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
const day = (dt: string, lake: number, metric: number, more: Partial<Row> = {}): Row =>
    row({
        dt,
        lake_count: lake,
        metric_count: metric,
        pool_lake_count: lake,
        pool_metric_count: metric,
        pool_share: metric === 0 ? null : lake / metric,
        ...more,
    });

describe('shares', () => {
    test('of several days are what is not missing: a day with too many does not make up for one with too few', () => {
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

    test('of a pool are of all its clients, each counted once', () => {
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

    test('of a client that one side does not know are not told', () => {
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

    test('of a client that one side knows on one day and the other on the next count each day for itself', () => {
        const rows = [
            row({ lake_count: null, metric_count: 2 }),
            row({ dt: '2026-01-11', lake_count: 5, metric_count: null }),
            row({ dt: '2026-01-12', lake_count: 1, metric_count: 4 }),
        ];

        expect(clientTotals(rows)).toMatchObject([
            { lake_count: 6, metric_count: 6, missing_count: 5, share: 1 - 5 / 6 },
        ]);
    });

    test('are judged on days with successes; exactly the share is enough', () => {
        const days = poolDays([
            day('2026-01-10', 95, 100),
            day('2026-01-11', 94, 100),
            day('2026-01-12', 7, 0),
            day('2026-01-13', 0, 100, { measure: 'attempts' }),
        ]);

        expect(judgedDays(days).map(({ dt }) => dt)).toEqual(['2026-01-10', '2026-01-11']);
        expect(daysBelow(days, 0.95).map(({ dt }) => dt)).toEqual(['2026-01-11']);
        expect(daysBelow(days, 0)).toEqual([]);
    });

    test('of a day are judged by the counts: 9,999,999 of 10,000,000 is not all', () => {
        expect(daysBelow(poolDays([day('2026-01-10', 9_999_999, 10_000_000, { pool_share: 1 })]), 1)).toHaveLength(1);
    });
});

const textOf = async (
    rows: readonly Row[],
    { width = null, minShare = 0.95 }: { width?: number | null; minShare?: number } = {},
): Promise<string> => {
    const each = poolDays(rows);
    const report: CompletenessReport = {
        lake: 'my\u001blake',
        days: { firstDay: '2026-01-10', lastDay: '2026-01-11' },
        from: 'CloudWatch',
        minShare,
        pools: poolTotals(each),
        clients: clientTotals(rows),
        poolDays: each,
        below: daysBelow(each, minShare),
    };
    let text = '';
    for await (const piece of completenessText(report, width)) text += piece;
    return text;
};

describe('the report', () => {
    test('fits 80 columns, with a client’s whole id', async () => {
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
        expect(text).toContain('arrived in my\\x1blake');
    });

    test('never says 100 % of what lacks one', async () => {
        expect(await textOf([day('2026-01-10', 99_999, 100_000)], { minShare: 1 })).toMatch(
            / 99\.9 % │[^]*Less than 100\.0 % arrived on 2026-01-10\n/,
        );
    });

    test('says so when every day is enough, when none can be judged, and when there is nothing', async () => {
        expect(await textOf([day('2026-01-10', 99, 100)])).toContain('\nOn each day at least 95.0 % arrived.\n');
        expect(await textOf([day('2026-01-10', 99, 0)])).toContain(
            '\nNo day can be judged: CloudWatch counted no success.\n',
        );
        expect(await textOf([])).toMatch(
            /\nNothing to compare: CloudWatch counted nothing of these user pools and days.\n$/,
        );
    });

    test('of many days shows those below', async () => {
        const rows = Array.from({ length: 63 }, (_, index) =>
            day(new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), index === 40 ? 1 : 100, 100),
        );

        const text = await textOf(rows);

        expect(text).toContain('63 days, 1 of them below; --json has them all\n');
        expect(text.match(/│ 2026-/g)).toHaveLength(1);
        expect(
            await textOf(rows.filter(({ lake_count }) => lake_count === 100).concat(day('2026-06-01', 100, 100))),
        ).not.toContain('│ 2026-');
    });

    test('leaves empty what a side cannot tell of a client', async () => {
        expect(await textOf([row({ client_id: 'Admin', lake_count: null, metric_count: 1200 })])).toMatch(
            /│ Admin +│ SignIn +│ +│ +1,200 │ +│ +│/,
        );
    });

    test('shows a measure that it has no word for as it is', async () => {
        expect(await textOf([row({ measure: 'other' })])).toContain('│ other ');
    });
});
