/** Tests of measuring the deployed lake: CloudWatch, Athena and S3 are servers of the tests, behind Athena is DuckDB over that S3. */
import { describe, expect, test } from 'vitest';
import { completenessInAthena } from '../../../../lib/watch/completeness/completeness-in-athena.ts';
import { completeness } from '../../../../lib/watch/completeness/completeness.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { dayAfter, dayOf, msOf } from '../../../../lib/watch/metrics/days.ts';
import { plainValue } from '../../../../lib/query/plain-value.ts';
import { columnsOf } from '../../../athena/case/given-case.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { requests, withCloudWatch, type GivenCloudWatch } from '../../../support/given-cloudwatch.ts';
import { DATABASE, withAthena, WORK_GROUP, type Engine, type GivenAthena } from '../../../support/given-athena.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';
import { objectsOf, withS3, type GivenS3 } from '../../../support/given-s3.ts';

const POOL = 'us-west-2_EXAMPLE';
const NOW_MS = Date.now();
const DAY = dayAfter(dayOf(NOW_MS), -3);
const ORDER = {
    workGroup: WORK_GROUP,
    database: DATABASE,
    userPoolId: POOL,
    days: { firstDay: DAY, lastDay: DAY },
    saved: null,
} as const;
const SAMPLES = [
    ...requests('SignInSuccesses', [POOL, 'one'], msOf(DAY), { count: 5, succeeded: 4 }),
    ...requests('SignInSuccesses', [POOL, 'Admin'], msOf(DAY), { count: 1 }),
];

const watched = () => ({ nowMs: NOW_MS, signal: new AbortController().signal, onAsked: () => undefined });

const engineOf =
    (address: string): Engine =>
    async (sql) => {
        const lake = await openLake(address);
        const found = await lake.connection.runAndReadAll(sql);
        const names = found.columnNames();
        lake.close();
        return {
            columns: columnsOf('completeness'),
            rows: found
                .getRows()
                .map((cells) =>
                    Object.fromEntries(names.map((name, index) => [name, plainValue(cells[index] ?? null)])),
                ),
        };
    };

const lakeOfThree = async (): Promise<string> =>
    givenLake({
        user_activity: ['a', 'b', 'c'].map((id) => ({
            record_id: id,
            event_id: id,
            client_id: 'one',
            event_at: `${DAY}T12:00:00.000Z`,
        })),
    });

type Servers = {
    readonly s3: GivenS3;
    readonly athena: GivenAthena;
    readonly cloudWatch: GivenCloudWatch;
    readonly folder: string;
};

const withAll = async (act: (servers: Servers) => Promise<void>, given: Partial<GivenAthena> = {}): Promise<void> => {
    const folder = await lakeOfThree();
    await withCloudWatch(SAMPLES, async (cloudWatch) =>
        withS3(objectsOf(folder, 'lake/'), async (s3) =>
            withEnvironment(
                { AWS_ENDPOINT_URL_S3: process.env['AWS_ENDPOINT_URL'], AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url },
                async () =>
                    withAthena(
                        engineOf(`${s3.address}/lake`),
                        async (athena) => act({ s3, athena, cloudWatch, folder }),
                        { pageRows: 2, locationOf: (table) => `${s3.address}/lake/${table}/`, ...given },
                    ),
            ),
        ),
    );
};

describe('the deployed lake', () => {
    test('gets the counts, and answers in Athena what its files answer here', async () =>
        withAll(async ({ s3, athena, folder }) => {
            const { rows, results, counts, scannedBytes } = await completenessInAthena(ORDER, watched());

            expect([...s3.objects.keys()].filter((key) => key.startsWith('lake/cognito_metrics/'))).toEqual([
                `lake/cognito_metrics/${POOL}_${DAY.slice(0, 7)}.csv`,
            ]);
            expect(athena.statements).toHaveLength(1);
            expect(scannedBytes).toBe(1_500_000);
            const here = await completeness(
                { lake: folder, userPoolId: POOL, days: ORDER.days, saved: results },
                watched(),
            );
            expect(rows).toEqual(here.rows);
            expect(counts).toEqual(here.counts);
            expect(
                rows.map(({ measure, client_id, lake_count, metric_count, pool_share }) => [
                    measure,
                    client_id,
                    lake_count,
                    metric_count,
                    pool_share,
                ]),
            ).toEqual([
                ['attempts', 'Admin', null, 1, 0.5],
                ['attempts', 'one', 3, 5, 0.5],
                ['successes', 'Admin', null, 1, 0.6],
                ['successes', 'one', 3, 4, 0.6],
            ]);
        }));

    test('gets saved counts of every pool where none is named, and CloudWatch is not asked', async () =>
        withAll(async ({ cloudWatch, s3 }) => {
            const label = (pool: string) => `SignInSuccesses Sum UserPool=${pool} UserPoolClient=one`;
            const saved = [POOL, 'us-west-2_OTHER'].map((pool) => ({
                label: label(pool),
                points: [{ atMs: msOf(DAY), value: 3 }],
            }));

            const { rows } = await completenessInAthena({ ...ORDER, userPoolId: null, saved }, watched());

            expect(
                rows
                    .filter(({ measure }) => measure === 'successes')
                    .map(({ user_pool_id, pool_share }) => [user_pool_id, pool_share]),
            ).toEqual([
                [POOL, 1],
                ['us-west-2_OTHER', 0],
            ]);
            expect(
                [...s3.objects.keys()].filter((key) => key.includes('cognito_metrics/us-west-2_OTHER_')),
            ).toHaveLength(1);
            expect(cloudWatch.calls).toEqual([]);
        }));

    test('without the table, of an older stack, is named before anything is written', async () =>
        withAll(
            async ({ s3 }) => {
                await expect(completenessInAthena(ORDER, watched())).rejects.toThrow(
                    'The table cognito_metrics lies in no place that Athena tells',
                );
                expect([...s3.objects.keys()].filter((key) => key.includes('cognito_metrics'))).toEqual([]);
            },
            { locationOf: () => '' },
        ));
});
