/** Tests of the built command `backfill`, against a fake user pool API. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import {
    fakeUserPoolsEnvironment,
    seededRandom,
    makeUsers,
    withFakeUserPools,
    type UserAuthEvent,
    type UserPoolFaults,
    type PoolUser,
} from '../../../support/fake-user-pools.ts';
import { runCommand } from '../../../support/run-command.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import { temporaryFolder } from '../../../support/make-sample-lake.ts';
import { buildAll } from '../../../support/run-replay.ts';
import { readEventIds, runBackfill, runBackfillWithKills } from '../../../support/run-backfill.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const FAST = ['--max-rate', '5000'];
const words = (home: string, ...more: readonly string[]): readonly string[] => [
    '--pool',
    POOL,
    '--to-lake',
    join(home, 'lake'),
    '--checkpoint',
    join(home, 'checkpoint'),
    ...FAST,
    ...more,
];

const sorted = (users: readonly PoolUser[]): readonly string[] =>
    users.flatMap(({ events }) => events.map(({ EventId }) => EventId)).toSorted();

test('a backfill with kills, throttling and deleted users writes each event once, and repeats few users', async () => {
    const users = makeUsers(60, (index) => (index === 7 ? 130 : index % 3));
    const deleted = new Set(['user-11', 'user-50']);
    const throwDice = seededRandom(7);
    const faults: UserPoolFaults = {
        onCall: () => (throwDice() < 0.03 ? 'too_many' : throwDice() < 0.03 ? 'dropped' : null),
        onUser: (name) => (deleted.has(name) ? 'UserNotFoundException' : null),
    };
    const home = temporaryFolder();

    await withFakeUserPools(POOL, users, faults, async (server) => {
        const { code, out } = await runBackfillWithKills(server, words(home, '--json'), [15, 25], home);
        const summary = JSON.parse(out);

        const expected = sorted(users.filter(({ name }) => !deleted.has(name)));
        expect(code).toBe(0);
        expect(summary).toMatchObject({
            users: { found: 60 },
            failures: { UserNotFoundException: 2 },
            rows: expected.length,
        });
        expect(summary.users.fetched_before).toBeGreaterThan(0);
        expect(await readEventIds(join(home, 'lake'))).toEqual({ table: expected, view: expected });
        // A kill repeats the users in flight, at most eight. A lost response repeats its user.
        const again = [...server.firstPageCounts.values()].filter((count) => count > 1).length;
        expect(again).toBeLessThanOrEqual(2 * 8 + 10);
        expect(existsSync(join(home, 'checkpoint'))).toBe(false);
    });
});

const EVENT: UserAuthEvent = {
    EventId: 'event-1',
    EventType: 'SignIn',
    CreationDate: 1_768_272_181.5,
    EventResponse: 'Fail',
    EventRisk: { RiskDecision: 'AccountTakeover', RiskLevel: 'High', CompromisedCredentialsDetected: true },
    ChallengeResponses: [
        { ChallengeName: 'Password', ChallengeResponse: 'Success' },
        { ChallengeName: 'Mfa', ChallengeResponse: 'Failure' },
    ],
    EventContextData: {
        IpAddress: '2001:db8::1',
        DeviceName: 'Safari 17, macOS',
        Timezone: '+09:00',
        City: 'null',
        Country: 'Japan',
    },
    EventFeedback: { FeedbackValue: 'Invalid', Provider: 'Admin', FeedbackDate: 1_768_280_000 },
};
const ANA: PoolUser = { name: 'ana', sub: '5b0c7c1e-0000-4000-8000-0000000000aa', events: [EVENT] };

const tableOf = async (lake: string, sql: string) => {
    const open = await openLake(lake);
    return queryOpenLake(open, sql).finally(() => open.close());
};

test('an event of the API becomes the same row as its export, with the time zone as an extra column', async () => {
    const home = temporaryFolder();

    await withFakeUserPools(POOL, [ANA], {}, async (server) => {
        expect((await runBackfill(server, words(home), Infinity, home)).code).toBe(0);
    });

    const [row = {}] = await tableOf(join(home, 'lake'), 'select * from user_activity');
    expect(row).toMatchObject({
        event_at: '2026-01-13T02:43:01.500Z',
        started_at: '2026-01-13T02:43:01.500Z',
        event_at_source: 'event',
        event_id: 'event-1',
        event_type: 'SignIn',
        dt: '2026-01-13',
        event_response: 'Fail',
        risk_level: 'High',
        risk_decision: 'AccountTakeover',
        compromised_credential_detected: true,
        challenge_names: ['Password', 'Mfa'],
        challenge_results: ['Success', 'Failure'],
        user_sub: ANA.sub,
        user_name: 'ana',
        ip_address: '2001:db8::1',
        device_name: 'Safari 17, macOS',
        city: null,
        country: 'Japan',
        feedback_value: 'Invalid',
        feedback_provider: 'Admin',
        feedback_at: '2026-01-13T04:53:20.000Z',
        ingest_path: 'backfill',
        extra_names: ['message.timezone'],
        extra_values: ['+09:00'],
        client_id: null,
        user_pool_id: POOL,
    });
    expect(row['record_id']).toMatch(/^[0-9a-f]{32}$/);
});

test('an event that is backfilled twice is one record, even if its feedback changed', async () => {
    const home = temporaryFolder();
    await withFakeUserPools(POOL, [{ ...ANA, events: [{ ...EVENT, EventFeedback: {} }] }], {}, async (server) =>
        runBackfill(server, words(home), Infinity, home),
    );

    await withFakeUserPools(POOL, [ANA], {}, async (server) => runBackfill(server, words(home), Infinity, home));

    const ids = await readEventIds(join(home, 'lake'));
    expect({ deliveries: ids.table.length, shown: ids.view }).toEqual({ deliveries: 2, shown: ['event-1'] });
});

test('--users reads names and subs from a file, and --since stops the paging at a day', async () => {
    const home = temporaryFolder();
    const day = (dayOfMonth: number, EventId: string): UserAuthEvent => ({
        ...EVENT,
        EventId,
        CreationDate: Date.UTC(2026, 0, dayOfMonth) / 1000,
    });
    const ben: PoolUser = {
        name: 'ben',
        sub: '5b0c7c1e-0000-4000-8000-0000000000bb',
        events: [day(10, 'new'), day(9, 'old')],
    };
    const many: PoolUser = {
        name: 'many',
        sub: 'sub-many',
        events: Array.from({ length: 200 }, (_, index) => day(1 + (index % 20), `many-${index}`)),
    };
    writeFileSync(join(home, 'names.txt'), `\ufeff${ben.sub}\r\n\nmany\nmany\nunknown\n`);

    await withFakeUserPools(POOL, [ANA, ben, many], {}, async (server) => {
        const { code, out } = await runBackfill(
            server,
            words(home, '--users', join(home, 'names.txt'), '--since', '2026-01-10'),
            Infinity,
            home,
        );

        expect(code).toBe(0);
        expect(out).toContain('1 without events: the user does not exist\n    unknown: the user does not exist\n');
        // The 110 events of the 10th to the 20th are on two pages of 60; pages three and four are not fetched.
        expect(server.callCounts).toEqual(
            new Map([
                ['AdminGetUser', 3],
                ['AdminListUserAuthEvents', 3],
            ]),
        );
    });

    const rows = await tableOf(
        join(home, 'lake'),
        `select user_name, user_sub, count(*)::integer as events, min(dt) as first from user_activity
            group by all order by all`,
    );
    expect(rows).toEqual([
        { user_name: 'ben', user_sub: ben.sub, events: 1, first: '2026-01-10' },
        { user_name: 'many', user_sub: 'sub-many', events: 110, first: '2026-01-10' },
    ]);
});

test('a pool without threat protection ends with exit code 1', async () => {
    const home = temporaryFolder();

    await withFakeUserPools(
        POOL,
        makeUsers(3, () => 1),
        { onUser: () => 'UserPoolAddOnNotEnabledException' },
        async (server) => {
            const { code, out, err } = await runBackfill(server, words(home), Infinity, home);

            expect({ code, err }).toEqual({ code: 1, err: 'Cannot fetch the events of any user.\n' });
            expect(out).toContain('3 without events: threat protection is off in the user pool');
        },
    );
});

describe('the rate', () => {
    test('starts at five calls per second and stays below --max-rate', async () => {
        const home = temporaryFolder();

        await withFakeUserPools(
            POOL,
            makeUsers(6, () => 0),
            {},
            async (server) => {
                const startedAt = performance.now();
                await runBackfill(
                    server,
                    ['--pool', POOL, '--to-lake', join(home, 'lake'), '--max-rate', '4'],
                    Infinity,
                    home,
                );

                // Seven calls have six pauses of a quarter of a second.
                expect(performance.now() - startedAt).toBeGreaterThan(1500);
            },
        );
    });

    test('adapts to the API, and all users are fetched', async () => {
        const home = temporaryFolder();
        const users = makeUsers(40, () => 1);

        await withFakeUserPools(POOL, users, { maxCallsPerSecond: 20 }, async (server) => {
            const { code, out } = await runBackfill(server, words(home, '--json'), Infinity, home);

            expect(code).toBe(0);
            expect(JSON.parse(out)).toMatchObject({ rows: 40, failures: {} });
        });
    });
});

describe('an error', () => {
    test('is reported with what to do, and fetched events are kept', async () => {
        const home = temporaryFolder();
        const users = makeUsers(30, () => 1);
        let failing = true;
        const faults: UserPoolFaults = {
            onUser: (name) => (failing && name === 'user-20' ? 'AccessDeniedException' : null),
        };

        await withFakeUserPools(POOL, users, faults, async (server) => {
            const first = await runBackfill(server, words(home), Infinity, home);
            failing = false;
            const second = await runBackfill(server, words(home, '--json'), Infinity, home);

            expect({ code: first.code, out: first.out }).toEqual({ code: 1, out: '' });
            expect(first.err).toMatch(
                /^user pool us-west-2_EXAMPLE: access is denied\. .*run the same command again to continue\.\n$/,
            );
            expect(existsSync(join(home, 'lake'))).toBe(true);
            expect(JSON.parse(second.out).users).toMatchObject({ found: 30 });
            expect(JSON.parse(second.out).users.fetched_before).toBeGreaterThanOrEqual(15);
        });
        expect((await readEventIds(join(home, 'lake'))).table).toEqual(sorted(users));
    });

    test('is reported for a pool that does not exist', async () => {
        const home = temporaryFolder();

        await withFakeUserPools('us-west-2_OTHER', [], {}, async (server) => {
            const { code, err } = await runBackfill(server, words(home), Infinity, home);

            expect(code).toBe(1);
            expect(err).toContain('user pool us-west-2_EXAMPLE: the user pool does not exist. Check its id');
        });
    });

    test.each([
        [
            'of another backfill',
            '{"backfill":1,"pool":"us-west-2_OTHER","lake":"/x","since":null,"arrived_at":1}\n',
            'belongs to another backfill (us-west-2_OTHER to /x)',
        ],
        ['that is another kind of file', 'my notes\n', 'checkpoint:1: not a line of a backfill checkpoint'],
    ])('is reported for a checkpoint %s, which stays unchanged', async (_, text, expected) => {
        const home = temporaryFolder();
        writeFileSync(join(home, 'checkpoint'), text);

        await withFakeUserPools(POOL, [ANA], {}, async (server) => {
            const { code, err } = await runBackfill(server, words(home), Infinity, home);

            expect(code).toBe(1);
            expect(err).toContain(expected);
            expect(readFileSync(join(home, 'checkpoint'), 'utf8')).toBe(text);
            expect(server.callCounts.size).toBe(0);
        });
    });

    test.each([
        [['--pool', 'nonsense', '--to-lake', 'x'], '--pool nonsense is not a user pool id.'],
        [['--pool', 'us_west_2_abc', '--to-lake', 'x'], '--pool us_west_2_abc is not a user pool id.'],
        [['--pool', POOL, '--to-lake', 'x', '--max-rate', '0'], '--max-rate: "0" is not a number above 0.'],
        [['--pool', POOL, '--to-lake', 'x', '--since', 'yesterday'], '--since: "yesterday" is not a day.'],
    ])('has exit code 2 for %j', async (args, expected) => {
        const { code, err } = await runCommand('node', ['dist/cli/cognito-log-lake.mjs', 'backfill', ...args]);

        expect(code).toBe(2);
        expect(err).toContain(expected);
    });

    test('is reported for a user file that is empty or unreadable', async () => {
        const home = temporaryFolder();
        mkdirSync(join(home, 'folder'));
        writeFileSync(join(home, 'empty'), '\n \n');

        for (const [path, expected] of [
            ['empty', 'empty is empty. --users takes'],
            ['folder', 'Cannot read '],
            ['none', 'Cannot read '],
        ] as const) {
            const { code, err } = await runCommand(
                'node',
                ['dist/cli/cognito-log-lake.mjs', 'backfill', ...words(home, '--users', join(home, path))],
                { env: fakeUserPoolsEnvironment('http://127.0.0.1:9') },
            );
            expect({ code, hasMessage: err.includes(expected) }).toEqual({ code: 1, hasMessage: true });
        }
    });
});
