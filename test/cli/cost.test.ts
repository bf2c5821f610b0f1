/** Tests of the command `cost` as it is shipped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dayAfter, dayOf, msOf } from '../../lib/watch/metrics/days.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand, type Outcome } from '../support/run-command.ts';
import { awsEnvironment } from '../support/given-user-pools.ts';
import { givenLake, temporaryFolder } from '../support/given-lake.ts';
import { requests, withCloudWatch, type GivenCloudWatch } from '../support/given-cloudwatch.ts';
import { buildAll } from '../support/given-replay.ts';

beforeAll(buildAll);

const run = async (...words: readonly string[]): Promise<Outcome> =>
    runCommand('node', [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'cost', ...words]);

const pricesOf = (text: string): string => {
    const path = join(temporaryFolder(), 'prices.yml');
    writeFileSync(path, text);
    return path;
};

test('three destinations stand side by side in 80 columns, with the day of the prices', async () => {
    const { code, out, err } = await run('--events', '100000', '--users', '20000');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('list prices of us-east-1 as of 2025-10-28');
    expect(out).toMatch(/\n {2}user activity exported to +firehose +cloudwatch +s3\n/);
    expect(out).toMatch(/\n {2}Cognito Plus plan +400\.00 +400\.00 +400\.00\n/);
    expect(out.split('\n').filter((line) => /^ {2}\S.* \d+\.\d\d$/.test(line) && line.length > 80)).toEqual([]);
});

test('a lake is counted: its days, events, users, pools and files', async () => {
    const day = (at: string) => ({ event_at: `${at}T10:00:00.000Z` });
    const lake = await givenLake({
        user_activity: [
            ...['a', 'b', 'c'].map((user_sub) => ({ user_sub, ...day('2026-01-10') })),
            { user_sub: 'a', ...day('2026-01-11') },
            { user_sub: 'old', ...day('2025-01-01') },
        ],
        user_notification: [day('2026-01-11')],
    });

    const { volume, from, costs } = JSON.parse((await run('--lake', lake, '--json')).out);

    // The last day is the 11th, 30 days back is the 13th of December.
    expect(from).toBe(`from ${lake}, 2025-12-13 to 2026-01-11`);
    expect(volume).toMatchObject({
        activityPerDay: 4 / 30,
        notificationsPerDay: 1 / 30,
        activeUsers: 3,
        pools: 1,
        filesPerDay: 3 / 30,
    });
    expect(costs.firehose.plus_plan).toBeCloseTo(0.06, 10);
});

describe('prices of one’s own', () => {
    test('stand for those of the package, and the output says so', async () => {
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
        ['as_of: 2026-13-31\nregion: x\nprices: {}\n', 'as_of: write the day of the prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { gold: { usd: 1 } }\n', 'prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { athena_tb_scanned: { usd: -5 } }\n', 'prices.athena_tb_scanned.usd'],
        ['- [', 'can’t be read as prices'],
    ])('that are wrong are named with what is: %j', async (text, expected) => {
        const { code, out, err } = await run('--events', '10', '--prices', pricesOf(text));

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toContain(expected);
    });
});

test.each([
    [[], 2, 'cost needs --events A_DAY and --users A_MONTH, or --lake LAKE or --pool ID'],
    [['--events', 'many'], 2, '--events many: no number'],
    [['--lake', '/nowhere-at-all'], 1, '/nowhere-at-all is not a lake'],
    [['--events', '1', '--config', '/nowhere.yml'], 1, '/nowhere.yml'],
])('%j ends with %i and one clear message', async (words, expected, message) => {
    const { code, out, err } = await run(...words);

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message);
});

test('an empty lake has nothing to count', async () => {
    const lake = await givenLake({});

    expect(await run('--lake', lake)).toMatchObject({
        code: 1,
        err: `${lake} has no rows to count. Without --lake the cost is reckoned from --events.\n`,
    });
});

describe('from what CloudWatch counted', () => {
    const [POOL, TODAY] = ['us-west-2_EXAMPLE', dayOf(Date.now())];
    /** In ten days 40 requests to sign in and 10 to sign up, by two pools; what is not over yet does not count, also when midnight passes meanwhile. */
    const SAMPLES = [
        ...requests('SignInSuccesses', [POOL, 'one'], msOf(dayAfter(TODAY, -10)), { count: 30, succeeded: 9 }),
        ...requests('SignUpSuccesses', [POOL, 'one'], msOf(dayAfter(TODAY, -5)), { count: 10 }),
        ...requests('SignInSuccesses', ['us-west-2_OTHER', 'two'], msOf(dayAfter(TODAY, -1)), { count: 10 }),
        ...requests('SignInSuccesses', [POOL, 'one'], msOf(dayAfter(TODAY, 1)), { count: 999 }),
        {
            metric: 'NoRisk',
            dimensions: { Operation: 'SignIn', UserPoolId: POOL },
            atMs: msOf(dayAfter(TODAY, -2)),
            value: 1,
        },
    ];
    const runIn = async (server: GivenCloudWatch, ...words: readonly string[]): Promise<Outcome> =>
        runCommand('node', [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'cost', ...words], {
            env: { ...awsEnvironment(server.url), AWS_MAX_ATTEMPTS: '2' },
        });

    test('events are two records a request, of the days since the first; users are not told', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            const { volume, from, unknown, costs } = JSON.parse(
                (await runIn(server, '--pool', POOL, '--pool', 'us-west-2_OTHER', '--json')).out,
            );

            expect(volume).toMatchObject({ activityPerDay: 10, pools: 2, activeUsers: 0 });
            expect(from).toBe(`from CloudWatch, ${dayAfter(TODAY, -10)} to ${dayAfter(TODAY, -1)}`);
            expect(unknown).toContain('The metrics do not count active users: give --users');
            expect(costs.firehose.plus_plan).toBe(0);
        }));

    test('what is given stands for what is counted, and saved counts do as well', async () =>
        withCloudWatch(SAMPLES, async (server) => {
            const path = join(temporaryFolder(), 'metrics.json');
            await runCommand(
                'node',
                [
                    join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'),
                    'completeness',
                    '--pool',
                    POOL,
                    '--first-day',
                    dayAfter(TODAY, -10),
                    '--last-day',
                    dayAfter(TODAY, -1),
                    '--save-metrics',
                    path,
                ],
                { env: awsEnvironment(server.url) },
            );

            const saved = JSON.parse((await run('--metrics', path, '--users', '100', '--json')).out);
            const given = JSON.parse((await run('--metrics', path, '--users', '100', '--events', '500', '--json')).out);
            const text = (await run('--metrics', path)).out;

            expect(saved).toMatchObject({
                volume: { activityPerDay: (2 * 40) / 9, pools: 1, activeUsers: 100 },
                unknown: null,
            });
            expect(given.volume.activityPerDay).toBe(500);
            expect(text).toContain(
                '\n  The metrics do not count active users: give --users, or the Plus plan is left out.',
            );
        }));

    test.each([
        [
            ['--pool', POOL],
            1,
            'CloudWatch counted nothing of these user pools. Without --pool and --metrics the cost is reckoned from --events.',
        ],
        [['--pool', POOL, '--lake', 'x'], 2, 'give --lake, or --pool or --metrics, not both'],
        [['--pool', POOL, '--metrics', 'x'], 2, 'give --pool or --metrics, not both'],
        [['--pool', 'x/y'], 2, "--pool x/y: no user pool's id"],
    ])('%j ends with %i and one clear message', async (words, expected, message) =>
        withCloudWatch([], async (server) => {
            const { code, out, err } = await runIn(server, ...words);

            expect({ code, out }).toEqual({ code: expected, out: '' });
            expect(err).toContain(message);
        }),
    );
});
