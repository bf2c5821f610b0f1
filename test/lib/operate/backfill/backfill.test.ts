/** Tests of `backfill` as it is shipped, on a server that speaks the API. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import {
    awsEnvironment,
    dice,
    givenUsers,
    withUserPools,
    type ApiEvent,
    type Faults,
    type PoolUser,
} from '../../../support/given-user-pools.ts';
import { runCommand } from '../../../support/run-command.ts';
import { rowsOf } from '../../../support/ask.ts';
import { temporaryFolder } from '../../../support/given-lake.ts';
import { buildAll } from '../../../support/given-replay.ts';
import { eventIdsOf, run, runWithKills } from '../../../support/run-backfill.ts';

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

test('killed twice, throttled and with vanishing users, each event is in the lake once, and no user was asked for twice', async () => {
    const users = givenUsers(60, (index) => (index === 7 ? 130 : index % 3));
    const gone = new Set(['user-11', 'user-50']);
    const throwDice = dice(7);
    const faults: Faults = {
        onCall: () => (throwDice() < 0.03 ? 'too_many' : throwDice() < 0.03 ? 'dropped' : null),
        onUser: (name) => (gone.has(name) ? 'UserNotFoundException' : null),
    };
    const home = temporaryFolder();

    await withUserPools(POOL, users, faults, async (server) => {
        const { code, out } = await runWithKills(server, words(home, '--json'), [15, 25], home);
        const summary = JSON.parse(out);

        const expected = sorted(users.filter(({ name }) => !gone.has(name)));
        expect(code).toBe(0);
        expect(summary).toMatchObject({
            users: { found: 60 },
            failures: { UserNotFoundException: 2 },
            rows: expected.length,
        });
        expect(summary.users.fetched_before).toBeGreaterThan(0);
        expect(await eventIdsOf(join(home, 'lake'))).toEqual({ table: expected, view: expected });
        // What was on its way at a kill is asked for again: eight users at most each time. An answer that is lost is too.
        const again = [...server.firstPages.values()].filter((count) => count > 1).length;
        expect(again).toBeLessThanOrEqual(2 * 8 + 10);
        expect(existsSync(join(home, 'checkpoint'))).toBe(false);
    });
});

const EVENT: ApiEvent = {
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
    return rowsOf(open, sql).finally(() => open.close());
};

test('an event of the API becomes the row that an export of it would be, and the time zone an extra column', async () => {
    const home = temporaryFolder();

    await withUserPools(POOL, [ANA], {}, async (server) => {
        expect((await run(server, words(home), Infinity, home)).code).toBe(0);
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

test('backfilled on two days, an event is one record, though its feedback has changed', async () => {
    const home = temporaryFolder();
    await withUserPools(POOL, [{ ...ANA, events: [{ ...EVENT, EventFeedback: {} }] }], {}, async (server) =>
        run(server, words(home), Infinity, home),
    );

    await withUserPools(POOL, [ANA], {}, async (server) => run(server, words(home), Infinity, home));

    const ids = await eventIdsOf(join(home, 'lake'));
    expect({ deliveries: ids.table.length, shown: ids.view }).toEqual({ deliveries: 2, shown: ['event-1'] });
});

test('--users takes names and subs of a file; --since stops the paging at a day', async () => {
    const home = temporaryFolder();
    const day = (dayOfMonth: number, EventId: string): ApiEvent => ({
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
    writeFileSync(join(home, 'names.txt'), `\ufeff${ben.sub}\r\n\nmany\nmany\nnobody\n`);

    await withUserPools(POOL, [ANA, ben, many], {}, async (server) => {
        const { code, out } = await run(
            server,
            words(home, '--users', join(home, 'names.txt'), '--since', '2026-01-10'),
            Infinity,
            home,
        );

        expect(code).toBe(0);
        expect(out).toContain('1 without events: the user is gone\n    nobody: the user is gone\n');
        // 110 events of the 10th to the 20th are on two pages of 60; the third and fourth are not asked for.
        expect(server.calls).toEqual(
            new Map([
                ['AdminGetUser', 3],
                ['AdminListUserAuthEvents', 3],
            ]),
        );
    });

    const found = await tableOf(
        join(home, 'lake'),
        'select user_name, user_sub, count(*)::integer as events, min(dt) as first from user_activity group by all order by all',
    );
    expect(found).toEqual([
        { user_name: 'ben', user_sub: ben.sub, events: 1, first: '2026-01-10' },
        { user_name: 'many', user_sub: 'sub-many', events: 110, first: '2026-01-10' },
    ]);
});

test('a pool without threat protection is told, with an exit code of 1', async () => {
    const home = temporaryFolder();

    await withUserPools(
        POOL,
        givenUsers(3, () => 1),
        { onUser: () => 'UserPoolAddOnNotEnabledException' },
        async (server) => {
            const { code, out, err } = await run(server, words(home), Infinity, home);

            expect({ code, err }).toEqual({ code: 1, err: 'No user’s events could be fetched.\n' });
            expect(out).toContain('3 without events: threat protection is not switched on in the pool');
        },
    );
});

describe('the pace', () => {
    test('begins at five calls a second, and stays under --max-rate', async () => {
        const home = temporaryFolder();

        await withUserPools(
            POOL,
            givenUsers(6, () => 0),
            {},
            async (server) => {
                const startedAt = performance.now();
                await run(server, ['--pool', POOL, '--to-lake', join(home, 'lake'), '--max-rate', '4'], Infinity, home);

                // Seven calls, six pauses of a quarter of a second.
                expect(performance.now() - startedAt).toBeGreaterThan(1500);
            },
        );
    });

    test('finds what the API takes, and all users come through', async () => {
        const home = temporaryFolder();
        const users = givenUsers(40, () => 1);

        await withUserPools(POOL, users, { rate: 20 }, async (server) => {
            const { code, out } = await run(server, words(home, '--json'), Infinity, home);

            expect(code).toBe(0);
            expect(JSON.parse(out)).toMatchObject({ rows: 40, failures: {} });
        });
    });
});

describe('what ends a run', () => {
    test('is told with what to do, and what was fetched is kept', async () => {
        const home = temporaryFolder();
        const users = givenUsers(30, () => 1);
        let failing = true;
        const faults: Faults = { onUser: (name) => (failing && name === 'user-20' ? 'AccessDeniedException' : null) };

        await withUserPools(POOL, users, faults, async (server) => {
            const first = await run(server, words(home), Infinity, home);
            failing = false;
            const second = await run(server, words(home, '--json'), Infinity, home);

            expect({ code: first.code, out: first.out }).toEqual({ code: 1, out: '' });
            expect(first.err).toMatch(
                /^user pool us-west-2_EXAMPLE: access is denied\. .*run the same command again, and it goes on there\.\n$/,
            );
            expect(existsSync(join(home, 'lake'))).toBe(true);
            expect(JSON.parse(second.out).users).toMatchObject({ found: 30 });
            expect(JSON.parse(second.out).users.fetched_before).toBeGreaterThanOrEqual(15);
        });
        expect((await eventIdsOf(join(home, 'lake'))).table).toEqual(sorted(users));
    });

    test('a pool that is not there', async () => {
        const home = temporaryFolder();

        await withUserPools('us-west-2_OTHER', [], {}, async (server) => {
            const { code, err } = await run(server, words(home), Infinity, home);

            expect(code).toBe(1);
            expect(err).toContain('user pool us-west-2_EXAMPLE: there is no such user pool. Look at its id');
        });
    });

    test.each([
        [
            'of another backfill',
            '{"backfill":1,"pool":"us-west-2_OTHER","lake":"/x","since":null,"arrived_at":1}\n',
            'is of another backfill (of us-west-2_OTHER to /x)',
        ],
        ['that is no journal', 'my notes\n', 'checkpoint:1: no line of a backfill'],
    ])('a checkpoint %s is left alone', async (_, text, expected) => {
        const home = temporaryFolder();
        writeFileSync(join(home, 'checkpoint'), text);

        await withUserPools(POOL, [ANA], {}, async (server) => {
            const { code, err } = await run(server, words(home), Infinity, home);

            expect(code).toBe(1);
            expect(err).toContain(expected);
            expect(readFileSync(join(home, 'checkpoint'), 'utf8')).toBe(text);
            expect(server.calls.size).toBe(0);
        });
    });

    test.each([
        [['--pool', 'nonsense', '--to-lake', 'x'], '--pool nonsense: no user pool’s id'.replace('’', "'")],
        [['--pool', 'us_west_2_abc', '--to-lake', 'x'], "--pool us_west_2_abc: no user pool's id"],
        [
            ['--pool', POOL, '--to-lake', 'x', '--max-rate', '0'],
            '--max-rate is a number of calls a second above 0, not 0',
        ],
        [['--pool', POOL, '--to-lake', 'x', '--since', 'yesterday'], '--since yesterday: no day'],
    ])('%j is a wrong call', async (given, expected) => {
        const { code, err } = await runCommand('node', ['dist/cli/cognito-log-lake.mjs', 'backfill', ...given]);

        expect(code).toBe(2);
        expect(err).toContain(expected);
    });

    test('a file of users that is empty or not there', async () => {
        const home = temporaryFolder();
        mkdirSync(join(home, 'folder'));
        writeFileSync(join(home, 'empty'), '\n \n');

        for (const [path, expected] of [
            ['empty', 'names no user'],
            ['folder', 'can’t be read'],
            ['none', 'can’t be read'],
        ] as const) {
            const { code, err } = await runCommand(
                'node',
                ['dist/cli/cognito-log-lake.mjs', 'backfill', ...words(home, '--users', join(home, path))],
                { env: awsEnvironment('http://127.0.0.1:9') },
            );
            expect({ code, isTold: err.includes(expected) }).toEqual({ code: 1, isTold: true });
        }
    });
});
