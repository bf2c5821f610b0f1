/** Tests of the built command `feedback`, against a fake user pool API. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand, type CommandOutcome } from '../../../support/run-command.ts';
import {
    fakeUserPoolsEnvironment,
    withFakeUserPools,
    type UserPoolFaults,
    type PoolUser,
    type FakeUserPools,
} from '../../../support/fake-user-pools.ts';
import { makeSampleLake, temporaryFolder } from '../../../support/make-sample-lake.ts';
import { buildAll } from '../../../support/run-replay.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const CLI = ['dist/cli/cognito-log-lake.mjs'];
const event = (EventId: string) => ({ EventId, EventType: 'SignIn', CreationDate: 1_768_272_181 });
const USERS: readonly PoolUser[] = [
    { name: 'ana', sub: 'sub-ana', events: [event('one'), event("it's")] },
    { name: 'ben', sub: 'sub-ben', events: [event('two')] },
];

const lakeOfThree = async (): Promise<string> =>
    makeSampleLake({
        user_activity: [
            {
                record_id: 'a',
                event_id: 'one',
                user_name: 'ana',
                user_sub: 'sub-ana',
                risk_level: 'High',
                event_response: 'InProgress',
            },
            {
                record_id: 'b',
                event_id: 'one',
                user_name: 'ana',
                user_sub: 'sub-ana',
                risk_level: 'High',
                event_at: '2026-01-01T10:00:05.000Z',
            },
            { record_id: 'c', event_id: 'two', user_name: 'ben@example.com', user_sub: 'sub-ben', risk_level: 'Low' },
            { record_id: 'd', event_id: "it's", user_name: 'ana', user_sub: 'sub-ana', event_type: 'SignUp' },
            { record_id: 'e', event_id: 'no-user', user_name: null, user_sub: null },
            { record_id: 'f', event_id: 'twice' },
            { record_id: 'g', event_id: 'twice', user_pool_id: 'us-west-2_OTHER' },
        ],
    });

const run = async (server: FakeUserPools, ...words: readonly string[]): Promise<CommandOutcome> =>
    runCommand('node', [...CLI, 'feedback', ...words], { env: fakeUserPoolsEnvironment(server.url) });
const precision = async (lake: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { out } = await runCommand('node', [
        ...CLI,
        'query',
        'feedback_precision',
        '--lake',
        lake,
        '--first-day',
        '2026-01-01',
        '--last-day',
        '2026-01-01',
        '--format',
        'json',
    ]);
    return JSON.parse(out);
};

const withPool = async (faults: UserPoolFaults, act: (server: FakeUserPools) => Promise<void>): Promise<void> =>
    withFakeUserPools(POOL, USERS, faults, act);

test('feedback is sent with pool and user, feedback_precision shows it, and the attempt stays the same', async () =>
    withPool({}, async (server) => {
        const lake = await lakeOfThree();

        const outcome = await run(server, 'one', '--invalid', '--lake', lake, '--yes');

        expect(outcome).toEqual({ code: 0, out: 'Sent feedback for 1 event.\n', err: '' });
        expect(server.feedback).toEqual([{ user: 'ana', event: 'one', value: 'Invalid' }]);
        expect((await precision(lake)).find((row) => row['risk_level'] === 'High')).toMatchObject({
            user_pool_id: POOL,
            attempt_count: 1,
            feedback_count: 1,
            invalid_count: 1,
            precision_share: 1,
        });
        const { out } = await runCommand('node', [
            ...CLI,
            'query',
            '--sql',
            "select record_count, outcome, risk_level from attempts where event_id = 'one'",
            '--lake',
            lake,
            '--format',
            'ndjson',
        ]);
        expect(out).toBe('{"record_count":3,"outcome":"Pass","risk_level":"High"}\n');
    }));

test('the last feedback for an event counts', async () =>
    withPool({}, async (server) => {
        const lake = await lakeOfThree();

        await run(server, 'one', '--invalid', '--lake', lake, '--yes');
        // feedback_precision orders feedback by the second.
        await pause(1001);
        await run(server, 'one', '--valid', '--lake', lake, '--yes');

        expect(server.feedback.map(({ value }) => value)).toEqual(['Invalid', 'Valid']);
        expect((await precision(lake)).find((row) => row['risk_level'] === 'High')).toMatchObject({
            feedback_count: 1,
            valid_count: 1,
            invalid_count: 0,
        });
    }));

test('events of a file that are missing, without user or in two pools are listed, and the others sent', async () =>
    withPool({ onCall: (call) => (call === 1 ? 'too_many' : null) }, async (server) => {
        const lake = await lakeOfThree();
        const file = join(temporaryFolder(), 'entries.csv');
        writeFileSync(
            file,
            '\ufeffevent_id,value\r\none,Valid\r\none,invalid\ntwo,VALID\n' +
                "it's,valid\nno-user,valid\ntwice,valid\nlost,valid\n",
        );

        const { code, out } = await run(server, '--from', file, '--lake', lake, '--yes', '--json');

        expect(code).toBe(1);
        expect(JSON.parse(out)).toEqual({
            sent: 3,
            not_sent: [
                { event_id: 'no-user', why: 'the event has no user' },
                { event_id: 'twice', why: 'the lake has 2 events with this id: choose a pool with --pool' },
                { event_id: 'lost', why: 'the lake has no such event' },
            ],
        });
        // The name of ben in the lake is an alias that the pool does not have: the sub is tried.
        expect(server.feedback).toEqual([
            { user: 'ana', event: 'one', value: 'Invalid' },
            { user: 'ben', event: 'two', value: 'Valid' },
            { user: 'ana', event: "it's", value: 'Valid' },
        ]);
    }));

test('feedback that was accepted before a fatal error is in the lake', async () =>
    withPool({ onUser: (name) => (name.startsWith('ben') ? 'AccessDeniedException' : null) }, async (server) => {
        const lake = await lakeOfThree();
        const file = join(temporaryFolder(), 'entries.csv');
        writeFileSync(file, 'one,invalid\ntwo,valid\n');

        const { code, err } = await run(server, '--from', file, '--lake', lake, '--yes');

        expect({ code, isDenied: err.startsWith('user pool us-west-2_EXAMPLE: access is denied.') }).toEqual({
            code: 1,
            isDenied: true,
        });
        expect(
            (await precision(lake))
                .filter((row) => row['risk_level'] !== 'None')
                .map((row) => [row['risk_level'], row['feedback_count']]),
        ).toEqual([
            ['High', 1],
            ['Low', 0],
        ]);
    }));

describe('nothing is sent', () => {
    test.each([
        [
            ['one', '--invalid'],
            2,
            'one Invalid: SignIn of ana in us-west-2_EXAMPLE, 2026-01-01T10:00:05.000Z, risk High\n' +
                'Not a terminal: pass --yes to confirm.',
        ],
        [
            ['one', '--valid', '--invalid', '--yes'],
            2,
            'Give either --valid (it was the user) or --invalid (it was not).',
        ],
        [['--valid', '--yes'], 2, 'Give an EVENT_ID with --valid or --invalid, or --from FILE.'],
        [['--from', '/nowhere.csv', '--yes'], 1, 'Cannot read /nowhere.csv: '],
        [['--from', '/nowhere.csv', '--valid'], 2, '--from excludes --valid and --invalid'],
    ])('%j ends with exit code %i', async (words, expected, message) =>
        withPool({}, async (server) => {
            const { code, out, err } = await run(server, ...words, '--lake', await lakeOfThree());

            expect({ code, out, calls: server.callCounts.size }).toEqual({ code: expected, out: '', calls: 0 });
            expect(err).toContain(message);
        }),
    );

    test('a file with an invalid line is an error that names the line', async () =>
        withPool({}, async (server) => {
            const file = join(temporaryFolder(), 'entries.csv');
            writeFileSync(file, 'one,invalid\ntwo,perhaps\n');

            expect(await run(server, '--from', file, '--lake', await lakeOfThree(), '--yes')).toMatchObject({
                code: 1,
                err: expect.stringContaining('entries.csv:2: "two,perhaps". Each line is an event_id'),
            });
            expect(server.callCounts.size).toBe(0);
        }));
});
