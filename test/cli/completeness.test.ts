/** Tests of `completeness` as it is shipped, on a server that speaks the API of CloudWatch. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dayAfter, dayOf, msOf } from '../../lib/watch/metrics/days.ts';
import { columnsOf } from '../athena/case/given-case.ts';
import { awsEnvironment } from '../support/given-user-pools.ts';
import { givenLake, temporaryFolder } from '../support/given-lake.ts';
import { requests, withCloudWatch, type GivenCloudWatch } from '../support/given-cloudwatch.ts';
import { DATABASE, withAthena, WORK_GROUP } from '../support/given-athena.ts';
import { buildAll } from '../support/given-replay.ts';
import { objectsOf, withS3 } from '../support/given-s3.ts';
import { runCli, type Outcome } from '../support/given-command.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const TODAY = dayOf(Date.now());
const [FIRST, LAST] = [dayAfter(TODAY, -5), dayAfter(TODAY, -4)];
const WINDOW = ['--first-day', FIRST, '--last-day', LAST];
const at = (day: string, seconds: number): string => new Date(msOf(day) + 43_200_000 + seconds * 1000).toISOString();

/** On the first day 3 of 4 successes arrived, each in two records; on the last one both did. */
const lakeOfFive = async (): Promise<string> =>
    givenLake({
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
    ...requests('SignInSuccesses', [POOL, 'one'], msOf(FIRST) + 1000, { count: 6, succeeded: 4 }),
    ...requests('SignInSuccesses', [POOL, 'one'], msOf(LAST) + 1000, { count: 2 }),
    { metric: 'NoRisk', dimensions: { Operation: 'SignIn', UserPoolId: POOL }, atMs: msOf(LAST), value: 1 },
];

const run = async (
    words: readonly string[],
    server?: GivenCloudWatch,
    env: Readonly<Record<string, string>> = {},
): Promise<Outcome> =>
    runCli(['completeness', ...words], temporaryFolder(), {
        env: { ...(server === undefined ? {} : awsEnvironment(server.url)), ...env, AWS_MAX_ATTEMPTS: '2' },
    });

test('what arrived stands beside what CloudWatch counted: by pool, client and day, with what is compared', async () =>
    withCloudWatch(SAMPLES, async (server) => {
        const lake = await lakeOfFive();

        const { code, out, err } = await run(['--lake', lake, ...WINDOW], server);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/User pool us-west-2_EXAMPLE\n/);
        expect(out).toMatch(/│ SignIn +│ all +│ +6 │ +8 │ +2 │ +75\.0 % │/);
        expect(out).toMatch(/│ SignIn +│ succeeded +│ +5 │ +6 │ +1 │ +83\.3 % │/);
        expect(out).toMatch(/│ one +│ SignIn +│ +5 │ +6 │ +1 │ +83\.3 % │/);
        expect(out).toMatch(new RegExp(`│ ${FIRST} +│ SignIn +│ +3 │ +4 │ +1 │ +75\\.0 % │`));
        expect(out).toContain(`Less than 95.0 % arrived on ${FIRST}\n`);
        expect(out).toMatch(/\nCompared: .*\nMissing: .*\nMay mean: /);
        expect(new Set(server.calls.map(({ operation, region }) => `${operation} ${region}`))).toEqual(
            new Set(['ListMetrics us-west-2', 'GetMetricData us-west-2']),
        );
    }));

describe('the exit code', () => {
    test.each([
        ['0.75', [], 0],
        ['0.76', [], 1],
        ['0.99', ['--first-day', LAST], 0],
        // Nothing was counted on these days: nothing is known to have arrived.
        ['0', ['--first-day', dayAfter(FIRST, -3), '--last-day', dayAfter(FIRST, -1)], 1],
    ])('under --min-share %s %j is %i', async (share, more, expected) =>
        withCloudWatch(SAMPLES, async (server) => {
            const { code, out } = await run(
                ['--lake', await lakeOfFive(), ...WINDOW, ...more, '--min-share', share, '--json'],
                server,
            );

            expect(code).toBe(expected);
            expect(JSON.parse(out)).toMatchObject({ min_share: Number(share) });
        }),
    );
});

test('as JSON all of it is there', async () =>
    withCloudWatch(SAMPLES, async (server) => {
        const lake = await lakeOfFive();

        const report = JSON.parse((await run(['--lake', lake, '--pool', POOL, ...WINDOW, '--json'], server)).out);

        expect(report).toMatchObject({ lake, first_day: FIRST, last_day: LAST, from: 'CloudWatch', min_share: 0.95 });
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
        expect(report.below.map(({ dt }: { dt: string }) => dt)).toEqual([FIRST]);
    }));

test('a pool whose export has stopped is found, though the lake has nothing of it these days', async () =>
    withCloudWatch(SAMPLES, async (server) => {
        const lake = await givenLake({ user_activity: [{ event_at: '2025-01-01T10:00:00.000Z' }] });

        const { code, out } = await run(['--lake', lake, ...WINDOW, '--min-share', '0.5'], server);

        expect(code).toBe(1);
        expect(out).toContain(`Less than 50.0 % arrived on ${FIRST}, ${LAST}\n`);
    }));

test('the deployed lake is measured in Athena, and gets the counts', async () =>
    withCloudWatch(SAMPLES, async (server) =>
        withS3({}, async ({ address, objects }) => {
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

            await withAthena(
                async () => ({ columns: columnsOf('completeness'), rows: [row] }),
                async () => {
                    const { code, out, err } = await run(
                        ['--athena', '--workgroup', WORK_GROUP, '--pool', POOL, ...WINDOW, '--min-share', '0.8'],
                        server,
                        { ...env, AWS_ENDPOINT_URL_ATHENA: String(process.env['AWS_ENDPOINT_URL_ATHENA']) },
                    );

                    expect({ code, err }).toEqual({
                        code: 1,
                        err: 'Athena scanned 1.5 MB; the counts are in the lake’s cognito_metrics/.\n',
                    });
                    expect(out).toContain(`arrived in ${DATABASE}, ${FIRST} to ${LAST} (CloudWatch)\n`);
                    expect(out).toContain(`Less than 80.0 % arrived on ${FIRST}\n`);
                    expect(
                        [...objects.keys()].filter((key) => key.startsWith(`lake/cognito_metrics/${POOL}_`)).length,
                    ).toBeGreaterThan(0);
                },
                { locationOf: (table) => `${address}/lake/${table}` },
            );
        }),
    ));

describe('counts that are taken elsewhere', () => {
    test('are saved without a lake, and read without a way to AWS', async () => {
        const path = join(temporaryFolder(), 'metrics.json');
        const lake = await lakeOfFive();

        const saved = await withCloudWatch(SAMPLES, async (server) =>
            run(['--pool', POOL, ...WINDOW, '--save-metrics', path], server),
        );
        const read = await run(['--lake', lake, '--metrics', path, '--json']);

        expect(saved).toEqual({
            code: 0,
            out: '',
            err: `Wrote what CloudWatch answered to ${path}: 3 counts with points.\n`,
        });
        expect(JSON.parse(read.out)).toMatchObject({
            from: `counts of ${path}`,
            first_day: FIRST,
            last_day: LAST,
            below: [{ dt: FIRST, lake_count: 3, metric_count: 4 }],
        });
    });

    test('are of no other days and pools than were asked for', async () => {
        const path = join(temporaryFolder(), 'metrics.json');
        await withCloudWatch(SAMPLES, async (server) =>
            run(['--pool', POOL, ...WINDOW, '--save-metrics', path], server),
        );
        const lake = await lakeOfFive();

        const wider = JSON.parse(
            (
                await run([
                    '--lake',
                    lake,
                    '--metrics',
                    path,
                    '--first-day',
                    dayAfter(FIRST, -9),
                    '--last-day',
                    TODAY,
                    '--json',
                ])
            ).out,
        );
        const later = JSON.parse((await run(['--lake', lake, '--metrics', path, '--first-day', LAST, '--json'])).out);
        const before = JSON.parse(
            (await run(['--lake', lake, '--metrics', path, '--last-day', dayAfter(FIRST, -1), '--json'])).out,
        );
        const other = JSON.parse(
            (await run(['--lake', lake, '--metrics', path, '--pool', 'us-west-2_OTHER', '--json'])).out,
        );

        const days = ({ days: each }: { days: { dt: string }[] }) => [...new Set(each.map(({ dt }) => dt))];
        expect([wider, later, before, other].map(days)).toEqual([[FIRST, LAST], [LAST], [], []]);
    });

    test('are put into the lake, where the query shows the same', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            const lake = await lakeOfFive();
            const path = join(temporaryFolder(), 'metrics.json');

            const { err, out } = await run(
                ['--lake', lake, ...WINDOW, '--export', '--save-metrics', path, '--json'],
                server,
            );
            const asked = await runCli(['query', 'completeness', '--lake', lake, ...WINDOW, '--format', 'json'], lake);

            expect(err).toMatch(
                /^Wrote what CloudWatch answered to .*: 3 counts with points\.\nWrote [12] files? of cognito_metrics\/\.\n$/,
            );
            expect(existsSync(path)).toBe(true);
            const pools = new Map(
                JSON.parse(asked.out).map((row: Record<string, unknown>) => [
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

test('a lake in S3 is measured, and gets the counts', async () =>
    withCloudWatch(SAMPLES, async (server) => {
        const lake = await lakeOfFive();

        await withS3(objectsOf(lake, 'lake/'), async ({ address, objects: found }) => {
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
            expect(JSON.parse(out).below).toMatchObject([{ dt: FIRST, lake_count: 3, metric_count: 4 }]);
            expect(found.get(`lake/cognito_metrics/${POOL}_${FIRST.slice(0, 7)}.csv`)?.toString()).toContain(
                `${FIRST},${POOL},SignIn,one,,SignInSuccesses,6,4\n`,
            );
        });
    }));

describe('what can’t be', () => {
    test.each([
        [[], 2, 'completeness needs --lake LAKE, --athena, or --pool ID and --save-metrics FILE'],
        [['--pool', POOL], 2, 'completeness needs --lake LAKE, --athena, or --pool ID'],
        [['--athena'], 2, '--athena needs --pool ID, or --metrics FILE'],
        [['--athena', '--lake', 'x'], 2, 'give --lake or --athena, not both'],
        [['--lake', 'x', '--workgroup', 'w'], 2, '--workgroup and --database are for --athena'],
        [['--pool', POOL, '--save-metrics', 'x.json', '--export'], 2, '--export and --min-share need --lake LAKE'],
        [['--lake', 'x', '--metrics', 'a', '--save-metrics', 'b'], 2, 'give --metrics or --save-metrics, not both'],
        [['--lake', 'x', '--min-share', '95'], 2, '--min-share is a share from 0 to 1, such as 0.99, not 95'],
        [['--lake', 'x', '--min-share', 'all'], 2, '--min-share is a share from 0 to 1'],
        [['--lake', 'x', '--pool', '../x'], 2, '--pool ../x: no user pool'],
        [['--lake', 'x', '--first-day', 'yesterday'], 2, '--first-day yesterday: no day'],
        [
            ['--lake', 'x', '--first-day', '2026-02-01', '--last-day', '2026-01-01'],
            2,
            '--first-day 2026-02-01 is after --last-day 2026-01-01',
        ],
        [['--lake', '/nowhere-at-all', ...WINDOW], 1, '/nowhere-at-all is not a lake'],
        [['--lake', 'x', '--metrics', '/nowhere.json'], 1, '/nowhere.json is no file of metrics'],
    ])('%j ends with %i and one clear message', async (words, expected, message) => {
        const { code, out, err } = await run(words);

        expect({ code, out }).toEqual({ code: expected, out: '' });
        expect(err).toContain(message);
    });

    test('is told in people’s words, and nothing is written', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            server.onCall = (_, operation) => (operation === 'GetMetricData' ? 'AccessDenied' : null);
            const path = join(temporaryFolder(), 'metrics.json');
            const lake = await lakeOfFive();

            const outcome = await run(['--lake', lake, ...WINDOW, '--save-metrics', path, '--export'], server);

            expect(outcome).toEqual({
                code: 1,
                out: '',
                err: 'CloudWatch in us-west-2: access is denied. It takes cloudwatch:ListMetrics and cloudwatch:GetMetricData: see the README’s table of permissions.\n',
            });
            expect([existsSync(path), existsSync(join(lake, 'cognito_metrics'))]).toEqual([false, false]);
        }));

    test('in the end, when the counts can’t be kept, leaves the report that was asked for', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            const { code, out, err } = await run(
                ['--lake', await lakeOfFive(), ...WINDOW, '--save-metrics', temporaryFolder(), '--json'],
                server,
            );

            expect({ code, below: JSON.parse(out).below.length }).toEqual({ code: 1, below: 1 });
            expect(err).toContain('can’t be written: EISDIR');
        }));

    test('a lake without rows has no user pools to ask for', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            const { code, out } = await run(['--lake', await givenLake({}), ...WINDOW, '--min-share', '0.5'], server);

            expect(code).toBe(1);
            expect(out).toContain('Nothing to compare: CloudWatch counted nothing of these user pools and days.\n');
            expect(server.calls).toEqual([]);
        }));

    test('a broken line among the exported counts is named, whatever is asked', async () => {
        const lake = await lakeOfFive();
        mkdirSync(join(lake, 'cognito_metrics'));
        writeFileSync(
            join(lake, 'cognito_metrics', 'a.csv'),
            'dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum\nx\n',
        );

        const { code, err } = await runCli(['query', 'completeness', '--lake', lake], lake);

        expect({ code, err }).toEqual({
            code: 1,
            err: 'A line of cognito_metrics/ counts nothing: x    . Delete its file, and export the metrics again: completeness --export\n',
        });
    });
});
