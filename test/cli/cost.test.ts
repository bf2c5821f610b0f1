/** Tests of the command `cost` as it is shipped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf, startOfDayMs } from '../../lib/basics/days.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand, type CommandOutcome } from '../support/run-command.ts';
import { fakeUserPoolsEnvironment } from '../support/fake-user-pools.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';
import { makeRequestSamples, withFakeCloudWatch, type FakeCloudWatch } from '../support/fake-cloudwatch.ts';
import { buildAll } from '../support/run-replay.ts';

beforeAll(buildAll);

const run = async (...args: readonly string[]): Promise<CommandOutcome> =>
    runCommand('node', [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'cost', ...args]);

const pricesOf = (text: string): string => {
    const path = join(temporaryFolder(), 'prices.yml');
    writeFileSync(path, text);
    return path;
};

test('the text shows three destinations side by side in 80 columns, and the date of the prices', async () => {
    const { code, out, err } = await run('--events', '100000', '--users', '20000');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('list prices of us-east-1 as of 2025-10-28');
    expect(out).toMatch(/\n {2}destination of user activity +firehose +cloudwatch +s3\n/);
    expect(out).toMatch(/\n {2}Cognito Plus plan +400\.00 +400\.00 +400\.00\n/);
    expect(out.split('\n').filter((line) => /^ {2}\S.* \d+\.\d\d$/.test(line) && line.length > 80)).toEqual([]);
});

test('--lake measures days, events, users, pools and files', async () => {
    const day = (at: string) => ({ event_at: `${at}T10:00:00.000Z` });
    const lake = await makeSampleLake({
        user_activity: [
            ...['a', 'b', 'c'].map((user_sub) => ({ user_sub, ...day('2026-01-10') })),
            { user_sub: 'a', ...day('2026-01-11') },
            { user_sub: 'old', ...day('2025-01-01') },
        ],
        user_notification: [day('2026-01-11')],
    });

    const { volume, source, costs } = JSON.parse((await run('--lake', lake, '--json')).out);

    // The last day is 11 January; the 30 days begin on 13 December.
    expect(source).toBe(`from ${lake}, 2025-12-13 to 2026-01-11`);
    expect(volume).toMatchObject({
        activityPerDay: 4 / 30,
        notificationsPerDay: 1 / 30,
        activeUsers: 3,
        pools: 1,
        filesPerDay: 3 / 30,
    });
    expect(costs.firehose.plus_plan).toBeCloseTo(0.06, 10);
});

describe('--prices', () => {
    test('overrides the prices of the package, and the output says so', async () => {
        const path = pricesOf(
            'as_of: 2026-01-31\nregion: eu-west-1\nprices:\n  cognito_plus_active_user: { usd: 1 }\n',
        );

        const { prices, costs } = JSON.parse(
            (await run('--events', '10', '--users', '7', '--prices', path, '--json')).out,
        );

        expect(prices).toBe(
            'list prices of eu-west-1 as of 2026-01-31, the rest list prices of us-east-1 as of 2025-10-28',
        );
        expect(costs.s3.plus_plan).toBe(7);
    });

    test.each([
        ['as_of: 2026-13-31\nregion: x\nprices: {}\n', 'as_of: must be the date of the prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { gold: { usd: 1 } }\n', 'prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { athena_tb_scanned: { usd: -5 } }\n', 'prices.athena_tb_scanned.usd'],
        ['- [', 'Cannot read prices from'],
    ])('rejects an invalid file: %j', async (text, expected) => {
        const { code, out, err } = await run('--events', '10', '--prices', pricesOf(text));

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toContain(expected);
    });
});

test.each([
    [[], 2, 'cost requires --events N (per day) and --users N (per month), or --lake LAKE, or --pool ID'],
    [['--events', 'many'], 2, '--events must be a number, such as 100000, not many'],
    [['--lake', '/nowhere-at-all'], 1, '/nowhere-at-all is not a lake'],
    [['--events', '1', '--config', '/nowhere.yml'], 1, '/nowhere.yml'],
])('%j ends with %i and one clear message', async (args, expected, message) => {
    const { code, out, err } = await run(...args);

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message);
});

test('an empty lake is an error', async () => {
    const lake = await makeSampleLake({});

    expect(await run('--lake', lake)).toMatchObject({
        code: 1,
        err: `Cannot measure ${lake}: it has no rows. Use --events instead of --lake.\n`,
    });
});

describe('an estimate from CloudWatch metrics', () => {
    const [POOL, TODAY] = ['us-west-2_EXAMPLE', dayOf(Date.now())];
    /** 40 sign-ins and 10 sign-ups of two pools in ten days; incomplete days are ignored, even at midnight. */
    const SAMPLES = [
        ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], startOfDayMs(addDays(TODAY, -10)), {
            count: 30,
            succeeded: 9,
        }),
        ...makeRequestSamples('SignUpSuccesses', [POOL, 'one'], startOfDayMs(addDays(TODAY, -5)), { count: 10 }),
        ...makeRequestSamples('SignInSuccesses', ['us-west-2_OTHER', 'two'], startOfDayMs(addDays(TODAY, -1)), {
            count: 10,
        }),
        ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], startOfDayMs(addDays(TODAY, 1)), { count: 999 }),
        {
            metric: 'NoRisk',
            dimensions: { Operation: 'SignIn', UserPoolId: POOL },
            atMs: startOfDayMs(addDays(TODAY, -2)),
            value: 1,
        },
    ];
    const runIn = async (server: FakeCloudWatch, ...args: readonly string[]): Promise<CommandOutcome> =>
        runCommand('node', [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'cost', ...args], {
            env: { ...fakeUserPoolsEnvironment(server.url), AWS_MAX_ATTEMPTS: '2' },
        });

    test('assumes two events per request over the days since the first, and no active users', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const { volume, source, warning, costs } = JSON.parse(
                (await runIn(server, '--pool', POOL, '--pool', 'us-west-2_OTHER', '--json')).out,
            );

            expect(volume).toMatchObject({ activityPerDay: 10, pools: 2, activeUsers: 0 });
            expect(source).toBe(`from CloudWatch, ${addDays(TODAY, -10)} to ${addDays(TODAY, -1)}`);
            expect(warning).toContain('The metrics have no active users: pass --users');
            expect(costs.firehose.plus_plan).toBe(0);
        }));

    test('reads saved metrics, and options take precedence over counts', async () =>
        withFakeCloudWatch(SAMPLES, async (server) => {
            const path = join(temporaryFolder(), 'metrics.json');
            await runCommand(
                'node',
                [
                    join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'),
                    'completeness',
                    '--pool',
                    POOL,
                    '--first-day',
                    addDays(TODAY, -10),
                    '--last-day',
                    addDays(TODAY, -1),
                    '--save-metrics',
                    path,
                ],
                { env: fakeUserPoolsEnvironment(server.url) },
            );

            const saved = JSON.parse((await run('--metrics', path, '--users', '100', '--json')).out);
            const overridden = JSON.parse(
                (await run('--metrics', path, '--users', '100', '--events', '500', '--json')).out,
            );
            const text = (await run('--metrics', path)).out;

            expect(saved).toMatchObject({
                volume: { activityPerDay: (2 * 40) / 9, pools: 1, activeUsers: 100 },
                warning: null,
            });
            expect(overridden.volume.activityPerDay).toBe(500);
            expect(text).toContain('\n  The metrics have no active users: pass --users to include the Plus plan.');
        }));

    test.each([
        [
            ['--pool', POOL],
            1,
            'CloudWatch has no counts for these user pools. Use --events instead of --pool or --metrics.',
        ],
        [['--pool', POOL, '--lake', 'x'], 2, 'Cannot combine --lake with --pool or --metrics. Use one of them.'],
        [['--pool', POOL, '--metrics', 'x'], 2, 'Cannot combine --pool with --metrics. Use one of them.'],
        [['--pool', 'x/y'], 2, '--pool x/y is not a user pool id'],
    ])('%j ends with %i and one clear message', async (args, expected, message) =>
        withFakeCloudWatch([], async (server) => {
            const { code, out, err } = await runIn(server, ...args);

            expect({ code, out }).toEqual({ code: expected, out: '' });
            expect(err).toContain(message);
        }),
    );
});
