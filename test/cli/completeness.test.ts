/** Tests of the command `completeness` as it is shipped, against a fake CloudWatch server. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf, startOfDayMs } from '../../lib/basics/days.ts';
import { readCaseColumns } from '../athena/case/read-cases.ts';
import { fakeUserPoolsEnvironment } from '../support/fake-user-pools.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';
import { makeRequestSamples, withFakeCloudWatch, type FakeCloudWatch } from '../support/fake-cloudwatch.ts';
import { DATABASE, withFakeAthena, WORK_GROUP } from '../support/fake-athena.ts';
import { buildAll } from '../support/run-replay.ts';
import { readObjects, withFakeS3 } from '../support/fake-s3.ts';
import { runCli, type CliOutcome } from '../support/run-cli.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const TODAY = dayOf(Date.now());
const [FIRST, LAST] = [addDays(TODAY, -5), addDays(TODAY, -4)];
const WINDOW = ['--first-day', FIRST, '--last-day', LAST];
const at = (day: string, seconds: number): string =>
    new Date(startOfDayMs(day) + 43_200_000 + seconds * 1000).toISOString();

/** On the first day 3 of 4 successes arrived, with two events each; on the last day both arrived. */
const makeLakeOfFive = async (): Promise<string> =>
    makeSampleLake({
        user_activity: [
            ...[0, 1, 2].flatMap((n) =>
                ['InProgress', 'Pass'].map((event_response) => ({
                    record_id: `${n}${event_response}`,
                    event_id: `a${n}`,
                    event_response,
                    event_at: at(FIRST, n),
                    client_id: 'one',
                })),
            ),
            { record_id: 'f', event_id: 'f', event_response: 'Fail', event_at: at(FIRST, 9), client_id: 'one' },
            ...[0, 1].map((n) => ({ record_id: `b${n}`, event_id: `b${n}`, event_at: at(LAST, n), client_id: 'one' })),
            { record_id: 'x', event_id: 'x', event_at: at(FIRST, 20), client_id: null, ingest_path: 'backfill' },
        ],
    });

const SAMPLES = [
    ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], startOfDayMs(FIRST) + 1000, { count: 6, succeeded: 4 }),
    ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], startOfDayMs(LAST) + 1000, { count: 2 }),
    { metric: 'NoRisk', dimensions: { Operation: 'SignIn', UserPoolId: POOL }, atMs: startOfDayMs(LAST), value: 1 },
];

const run = async (
    args: readonly string[],
    server?: FakeCloudWatch,
    env: Readonly<Record<string, string>> = {},
): Promise<CliOutcome> =>
    runCli(['completeness', ...args], temporaryFolder(), {
        env: { ...(server === undefined ? {} : fakeUserPoolsEnvironment(server.url)), ...env, AWS_MAX_ATTEMPTS: '2' },
    });

test('the text compares lake and CloudWatch by pool, client and day', async () =>
    withFakeCloudWatch(SAMPLES, async (server) => {
        const lake = await makeLakeOfFive();

        const { code, out, err } = await run(['--lake', lake, ...WINDOW], server);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/User pool us-west-2_EXAMPLE\n/);
        expect(out).toMatch(/│ SignIn +│ all +│ +6 │ +8 │ +2 │ +75\.0 % │/);
        expect(out).toMatch(/│ SignIn +│ succeeded +│ +5 │ +6 │ +1 │ +83\.3 % │/);
        expect(out).toMatch(/│ one +│ SignIn +│ +5 │ +6 │ +1 │ +83\.3 % │/);
        expect(out).toMatch(new RegExp(`│ ${FIRST} +│ SignIn +│ +3 │ +4 │ +1 │ +75\\.0 % │`));
        expect(out).toContain(`Less than 95.0 % arrived on ${FIRST}\n`);
        expect(out).toMatch(/\nCompared: .*\nMissing: .*\nCauses: /);
        expect(new Set(server.calls.map(({ operation, region }) => `${operation} ${region}`))).toEqual(
            new Set(['ListMetrics us-west-2', 'GetMetricData us-west-2']),
        );
    }));

describe('the exit code', () => {
    test.each([
        ['0.75', [], 0],
        ['0.76', [], 1],
        ['0.99', ['--first-day', LAST], 0],
        // CloudWatch has no counts on these days, so there is nothing to compare.
        ['0', ['--first-day', addDays(FIRST, -3), '--last-day', addDays(FIRST, -1)], 1],
    ])('under --min-share %s %j is %i', async (share, more, expected) =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const { code, out } = await run(
                ['--lake', await makeLakeOfFive(), ...WINDOW, ...more, '--min-share', share, '--json'],
                server,
            );

            expect(code).toBe(expected);
            expect(JSON.parse(out)).toMatchObject({ min_share: Number(share) });
        }),
    );
});

test('--json has the whole report', async () =>
    withFakeCloudWatch(SAMPLES, async (server) => {
        const lake = await makeLakeOfFive();

        const report = JSON.parse((await run(['--lake', lake, '--pool', POOL, ...WINDOW, '--json'], server)).out);

        expect(report).toMatchObject({ lake, first_day: FIRST, last_day: LAST, source: 'CloudWatch', min_share: 0.95 });
        expect(report.pools[1]).toEqual({
            user_pool_id: POOL,
            event_type: 'SignIn',
            measure: 'successes',
            client_id: null,
            lake_count: 5,
            backfilled_count: 1,
            metric_count: 6,
            missing_count: 1,
            share: 1 - 1 / 6,
        });
        expect(
            report.days.map(
                ({ dt, measure, share }: { dt: string; measure: string; share: number }) => `${dt} ${measure} ${share}`,
            ),
        ).toEqual([
            `${FIRST} attempts 0.6667`,
            `${FIRST} successes 0.75`,
            `${FIRST} no_risk null`,
            `${LAST} attempts 1`,
            `${LAST} successes 1`,
            `${LAST} no_risk 0`,
        ]);
        expect(report.below_minimum.map(({ dt }: { dt: string }) => dt)).toEqual([FIRST]);
    }));

test('a pool whose export stopped is below the minimum, although the lake has no rows on these days', async () =>
    withFakeCloudWatch(SAMPLES, async (server) => {
        const lake = await makeSampleLake({ user_activity: [{ event_at: '2025-01-01T10:00:00.000Z' }] });

        const { code, out } = await run(['--lake', lake, ...WINDOW, '--min-share', '0.5'], server);

        expect(code).toBe(1);
        expect(out).toContain(`Less than 50.0 % arrived on ${FIRST}, ${LAST}\n`);
    }));

test('--athena compares the deployed lake and exports the counts to it', async () =>
    withFakeCloudWatch(SAMPLES, async (server) =>
        withFakeS3({}, async ({ address, objects }) => {
            const env = { AWS_ENDPOINT_URL_S3: String(process.env['AWS_ENDPOINT_URL']) };
            const row = {
                dt: FIRST,
                user_pool_id: POOL,
                event_type: 'SignIn',
                measure: 'successes',
                client_id: 'one',
                lake_count: 3,
                backfilled_count: 0,
                metric_count: 4,
                share: 0.75,
                pool_lake_count: 3,
                pool_metric_count: 4,
                pool_share: 0.75,
            };

            await withFakeAthena(
                async () => ({ columns: readCaseColumns('completeness'), rows: [row] }),
                async () => {
                    const { code, out, err } = await run(
                        ['--athena', '--workgroup', WORK_GROUP, '--pool', POOL, ...WINDOW, '--min-share', '0.8'],
                        server,
                        { ...env, AWS_ENDPOINT_URL_ATHENA: String(process.env['AWS_ENDPOINT_URL_ATHENA']) },
                    );

                    expect({ code, err }).toEqual({
                        code: 1,
                        err: 'Athena scanned 1.5 MB. Wrote the counts to the lake’s cognito_metrics/.\n',
                    });
                    expect(out).toContain(
                        `Completeness of ${DATABASE}, ${FIRST} to ${LAST}, compared with CloudWatch\n`,
                    );
                    expect(out).toContain(`Less than 80.0 % arrived on ${FIRST}\n`);
                    expect(
                        [...objects.keys()].filter((key) => key.startsWith(`lake/cognito_metrics/${POOL}_`)).length,
                    ).toBeGreaterThan(0);
                },
                { locationOf: (table) => `${address}/lake/${table}` },
            );
        }),
    ));

describe('saved counts', () => {
    test('are written without a lake and read without access to AWS', async () => {
        const path = join(temporaryFolder(), 'metrics.json');
        const lake = await makeLakeOfFive();

        const saved = await withFakeCloudWatch(SAMPLES, async (server) =>
            run(['--pool', POOL, ...WINDOW, '--save-metrics', path], server),
        );
        const read = await run(['--lake', lake, '--metrics', path, '--json']);

        expect(saved).toEqual({
            code: 0,
            out: '',
            err: `Wrote the CloudWatch results to ${path}: 3 series with points.\n`,
        });
        expect(JSON.parse(read.out)).toMatchObject({
            source: `counts of ${path}`,
            first_day: FIRST,
            last_day: LAST,
            below_minimum: [{ dt: FIRST, lake_count: 3, metric_count: 4 }],
        });
    });

    test('are filtered by day and pool', async () => {
        const path = join(temporaryFolder(), 'metrics.json');
        await withFakeCloudWatch(SAMPLES, async (server) =>
            run(['--pool', POOL, ...WINDOW, '--save-metrics', path], server),
        );
        const lake = await makeLakeOfFive();

        const wider = JSON.parse(
            (
                await run([
                    '--lake',
                    lake,
                    '--metrics',
                    path,
                    '--first-day',
                    addDays(FIRST, -9),
                    '--last-day',
                    TODAY,
                    '--json',
                ])
            ).out,
        );
        const later = JSON.parse((await run(['--lake', lake, '--metrics', path, '--first-day', LAST, '--json'])).out);
        const before = JSON.parse(
            (await run(['--lake', lake, '--metrics', path, '--last-day', addDays(FIRST, -1), '--json'])).out,
        );
        const other = JSON.parse(
            (await run(['--lake', lake, '--metrics', path, '--pool', 'us-west-2_OTHER', '--json'])).out,
        );

        const days = ({ days: each }: { days: { dt: string }[] }) => [...new Set(each.map(({ dt }) => dt))];
        expect([wider, later, before, other].map(days)).toEqual([[FIRST, LAST], [LAST], [], []]);
    });

    test('are exported to the lake, where the query completeness shows the same', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const lake = await makeLakeOfFive();
            const path = join(temporaryFolder(), 'metrics.json');

            const { err, out } = await run(
                ['--lake', lake, ...WINDOW, '--export', '--save-metrics', path, '--json'],
                server,
            );
            const queried = await runCli(
                ['query', 'completeness', '--lake', lake, ...WINDOW, '--format', 'json'],
                lake,
            );

            expect(err.split('\n')).toEqual([
                expect.stringMatching(/^Wrote the CloudWatch results to .*: 3 series with points\.$/),
                expect.stringMatching(/^Wrote [12] files? of cognito_metrics\/\.$/),
                '',
            ]);
            expect(existsSync(path)).toBe(true);
            const pools = new Map(
                JSON.parse(queried.out).map((row: Record<string, unknown>) => [
                    `${String(row['dt'])} ${String(row['measure'])}`,
                    row['pool_share'],
                ]),
            );
            expect(pools).toEqual(
                new Map(
                    JSON.parse(out).days.map((row: Record<string, unknown>) => [
                        `${String(row['dt'])} ${String(row['measure'])}`,
                        row['share'],
                    ]),
                ),
            );
        }));
});

test('a lake in S3 is compared and receives the counts', async () =>
    withFakeCloudWatch(SAMPLES, async (server) => {
        const lake = await makeLakeOfFive();

        await withFakeS3(readObjects(lake, 'lake/'), async ({ address, objects }) => {
            const env = { AWS_ENDPOINT_URL_S3: String(process.env['AWS_ENDPOINT_URL']) };
            const { code, out, err } = await run(
                ['--lake', `${address}/lake`, ...WINDOW, '--export', '--json'],
                server,
                env,
            );

            expect({ code, err: err.replace(/[12] files?/, 'N files') }).toEqual({
                code: 0,
                err: 'Wrote N files of cognito_metrics/.\n',
            });
            expect(JSON.parse(out).below_minimum).toMatchObject([{ dt: FIRST, lake_count: 3, metric_count: 4 }]);
            expect(objects.get(`lake/cognito_metrics/${POOL}_${FIRST.slice(0, 7)}.csv`)?.toString()).toContain(
                `${FIRST},${POOL},SignIn,one,,SignInSuccesses,6,4\n`,
            );
        });
    }));

describe('an invalid call', () => {
    test.each([
        [[], 2, 'completeness requires --lake LAKE, --athena, or --pool ID with --save-metrics FILE'],
        [['--pool', POOL], 2, 'completeness requires --lake LAKE, --athena, or --pool ID'],
        [['--athena'], 2, '--athena requires --pool ID or --metrics FILE'],
        [['--athena', '--lake', 'x'], 2, 'Cannot combine --lake with --athena. Use one of them.'],
        [['--lake', 'x', '--workgroup', 'w'], 2, '--workgroup and --database require --athena'],
        [['--pool', POOL, '--save-metrics', 'x.json', '--export'], 2, '--export and --min-share require --lake LAKE'],
        [
            ['--lake', 'x', '--metrics', 'a', '--save-metrics', 'b'],
            2,
            'Cannot combine --metrics with --save-metrics. Use one of them.',
        ],
        [['--lake', 'x', '--min-share', '95'], 2, '--min-share must be a number from 0 to 1, such as 0.99, not 95'],
        [['--lake', 'x', '--min-share', 'all'], 2, '--min-share must be a number from 0 to 1'],
        [['--lake', 'x', '--pool', '../x'], 2, '--pool ../x is not a user pool id'],
        [['--lake', 'x', '--first-day', 'yesterday'], 2, '--first-day: "yesterday" is not a day'],
        [
            ['--lake', 'x', '--first-day', '2026-02-01', '--last-day', '2026-01-01'],
            2,
            '--first-day 2026-02-01 is after --last-day 2026-01-01',
        ],
        [['--lake', '/nowhere-at-all', ...WINDOW], 1, '/nowhere-at-all is not a lake'],
        [['--lake', 'x', '--metrics', '/nowhere.json'], 1, 'Cannot read metrics from /nowhere.json'],
    ])('%j ends with %i and one clear message', async (args, expected, message) => {
        const { code, out, err } = await run(args);

        expect({ code, out }).toEqual({ code: expected, out: '' });
        expect(err).toContain(message);
    });

    test('without permission has a readable error and writes nothing', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            server.onCall = (_, operation) => (operation === 'GetMetricData' ? 'AccessDenied' : null);
            const path = join(temporaryFolder(), 'metrics.json');
            const lake = await makeLakeOfFive();

            const outcome = await run(['--lake', lake, ...WINDOW, '--save-metrics', path, '--export'], server);

            expect(outcome).toEqual({
                code: 1,
                out: '',
                err:
                    'CloudWatch in us-west-2: access is denied. ' +
                    'Grant cloudwatch:ListMetrics and cloudwatch:GetMetricData: ' +
                    'see docs/permissions.md.\n',
            });
            expect([existsSync(path), existsSync(join(lake, 'cognito_metrics'))]).toEqual([false, false]);
        }));

    test('with an unwritable --save-metrics file still prints the report', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const { code, out, err } = await run(
                ['--lake', await makeLakeOfFive(), ...WINDOW, '--save-metrics', temporaryFolder(), '--json'],
                server,
            );

            expect({ code, below: JSON.parse(out).below_minimum.length }).toEqual({ code: 1, below: 1 });
            expect(err).toMatch(
                /^Cannot write .*: it is a folder, not a file\. --save-metrics takes the path of a file\./,
            );
        }));

    test('on a lake without rows makes no call to CloudWatch', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const { code, out } = await run(
                ['--lake', await makeSampleLake({}), ...WINDOW, '--min-share', '0.5'],
                server,
            );

            expect(code).toBe(1);
            expect(out).toContain('Nothing to compare: CloudWatch has no counts for these user pools and days.\n');
            expect(server.calls).toEqual([]);
        }));

    test('with an invalid line in cognito_metrics/ fails and shows the line', async () => {
        const lake = await makeLakeOfFive();
        mkdirSync(join(lake, 'cognito_metrics'));
        writeFileSync(
            join(lake, 'cognito_metrics', 'a.csv'),
            'dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum\nx\n',
        );

        const { code, err } = await runCli(['query', 'completeness', '--lake', lake], lake);

        expect({ code, err }).toEqual({
            code: 1,
            err:
                'Invalid line in cognito_metrics/: x    . ' +
                'Delete its file, then export the metrics again with: completeness --export\n',
        });
    });
});
