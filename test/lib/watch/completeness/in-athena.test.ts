/** Tests of completeness in Athena: CloudWatch, Athena and S3 are local servers, and Athena runs DuckDB on that S3. */
import { describe, expect, test } from 'vitest';
import { measureCompletenessInAthena } from '../../../../lib/watch/completeness/measure-completeness-in-athena.ts';
import { measureCompleteness } from '../../../../lib/watch/completeness/measure-completeness.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { addDays, dayOf, startOfDayMs } from '../../../../lib/basics/days.ts';
import { toJsonValue } from '../../../../lib/query/duckdb-value.ts';
import { readCaseColumns } from '../../../athena/case/read-cases.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { makeRequestSamples, withFakeCloudWatch, type FakeCloudWatch } from '../../../support/fake-cloudwatch.ts';
import { DATABASE, withFakeAthena, WORK_GROUP, type SqlEngine, type FakeAthena } from '../../../support/fake-athena.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';
import { readObjects, withFakeS3, type FakeS3 } from '../../../support/fake-s3.ts';

const POOL = 'us-west-2_EXAMPLE';
const NOW_MS = Date.now();
const DAY = addDays(dayOf(NOW_MS), -3);
const OPTIONS = {
    workGroup: WORK_GROUP,
    database: DATABASE,
    userPoolId: POOL,
    days: { firstDay: DAY, lastDay: DAY },
    savedResults: null,
} as const;
const SAMPLES = [
    ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], startOfDayMs(DAY), { count: 5, succeeded: 4 }),
    ...makeRequestSamples('SignInSuccesses', [POOL, 'Admin'], startOfDayMs(DAY), { count: 1 }),
];

const makeFetchOptions = () => ({ nowMs: NOW_MS, signal: new AbortController().signal, onProgress: () => undefined });

const engineOf =
    (address: string): SqlEngine =>
    async (sql) => {
        const lake = await openLake(address);
        const result = await lake.connection.runAndReadAll(sql);
        const names = result.columnNames();
        lake.close();
        return {
            columns: readCaseColumns('completeness'),
            rows: result
                .getRows()
                .map((cells) =>
                    Object.fromEntries(names.map((name, index) => [name, toJsonValue(cells[index] ?? null)])),
                ),
        };
    };

const makeLakeOfThree = async (): Promise<string> =>
    makeSampleLake({
        user_activity: ['a', 'b', 'c'].map((id) => ({
            record_id: id,
            event_id: id,
            client_id: 'one',
            event_at: `${DAY}T12:00:00.000Z`,
        })),
    });

type Servers = {
    readonly s3: FakeS3;
    readonly athena: FakeAthena;
    readonly cloudWatch: FakeCloudWatch;
    readonly folder: string;
};

const withAll = async (
    act: (servers: Servers) => Promise<void>,
    athenaOptions: Partial<FakeAthena> = {},
): Promise<void> => {
    const folder = await makeLakeOfThree();
    await withFakeCloudWatch(SAMPLES, async (cloudWatch) =>
        withFakeS3(readObjects(folder, 'lake/'), async (s3) =>
            withEnvironment(
                { AWS_ENDPOINT_URL_S3: process.env['AWS_ENDPOINT_URL'], AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url },
                async () =>
                    withFakeAthena(
                        engineOf(`${s3.address}/lake`),
                        async (athena) => act({ s3, athena, cloudWatch, folder }),
                        { rowsPerPage: 2, locationOf: (table) => `${s3.address}/lake/${table}/`, ...athenaOptions },
                    ),
            ),
        ),
    );
};

describe('the deployed lake', () => {
    test('receives the counts, and Athena returns the same rows as DuckDB on its files', async () =>
        withAll(async ({ s3, athena, folder }) => {
            const { rows, results, counts, scannedBytes } = await measureCompletenessInAthena(
                OPTIONS,
                makeFetchOptions(),
            );

            expect([...s3.objects.keys()].filter((key) => key.startsWith('lake/cognito_metrics/'))).toEqual([
                `lake/cognito_metrics/${POOL}_${DAY.slice(0, 7)}.csv`,
            ]);
            expect(athena.statements).toHaveLength(1);
            expect(scannedBytes).toBe(1_500_000);
            const local = await measureCompleteness(
                { lake: folder, userPoolId: POOL, days: OPTIONS.days, savedResults: results },
                makeFetchOptions(),
            );
            expect(rows).toEqual(local.rows);
            expect(counts).toEqual(local.counts);
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

    test('receives saved counts of every pool by default, without a call to CloudWatch', async () =>
        withAll(async ({ cloudWatch, s3 }) => {
            const label = (pool: string) => `SignInSuccesses Sum UserPool=${pool} UserPoolClient=one`;
            const savedResults = [POOL, 'us-west-2_OTHER'].map((pool) => ({
                label: label(pool),
                points: [{ atMs: startOfDayMs(DAY), value: 3 }],
            }));

            const { rows } = await measureCompletenessInAthena(
                { ...OPTIONS, userPoolId: null, savedResults },
                makeFetchOptions(),
            );

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

    test('without the table cognito_metrics is an error before anything is written', async () =>
        withAll(
            async ({ s3 }) => {
                await expect(measureCompletenessInAthena(OPTIONS, makeFetchOptions())).rejects.toThrow(
                    'The table cognito_metrics has no location',
                );
                expect([...s3.objects.keys()].filter((key) => key.includes('cognito_metrics'))).toEqual([]);
            },
            { locationOf: () => '' },
        ));
});
