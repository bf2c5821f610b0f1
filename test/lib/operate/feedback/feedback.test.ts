/** Tests of `feedback` as it is shipped, on a server that speaks the API. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand, type Outcome } from '../../../support/run-command.ts';
import {
    awsEnvironment,
    withUserPools,
    type Faults,
    type PoolUser,
    type UserPools,
} from '../../../support/given-user-pools.ts';
import { givenLake, temporaryFolder } from '../../../support/given-lake.ts';
import { buildAll } from '../../../support/given-replay.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const CLI = ['dist/cli/cognito-log-lake.mjs'];
const event = (EventId: string) => ({ EventId, EventType: 'SignIn', CreationDate: 1_768_272_181 });
const USERS: readonly PoolUser[] = [
    { name: 'ana', sub: 'sub-ana', events: [event('one'), event("it's")] },
    { name: 'ben', sub: 'sub-ben', events: [event('two')] },
];

const lakeOfThree = async (): Promise<string> =>
    givenLake({
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
            { record_id: 'e', event_id: 'nobody', user_name: null, user_sub: null },
            { record_id: 'f', event_id: 'twice' },
            { record_id: 'g', event_id: 'twice', user_pool_id: 'us-west-2_OTHER' },
        ],
    });

const run = async (server: UserPools, ...words: readonly string[]): Promise<Outcome> =>
    runCommand('node', [...CLI, 'feedback', ...words], { env: awsEnvironment(server.url) });
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

const withPool = async (faults: Faults, act: (server: UserPools) => Promise<void>): Promise<void> =>
    withUserPools(POOL, USERS, faults, act);

test('an event is told with its pool and user, and feedback_precision shows it; its own records stay what they were', async () =>
    withPool({}, async (server) => {
        const lake = await lakeOfThree();

        const outcome = await run(server, 'one', '--invalid', '--lake', lake, '--yes');

        expect(outcome).toEqual({ code: 0, out: 'Told Cognito of 1 event.\n', err: '' });
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

test('who changes one’s mind is heard: the last word counts', async () =>
    withPool({}, async (server) => {
        const lake = await lakeOfThree();

        await run(server, 'one', '--invalid', '--lake', lake, '--yes');
        // feedback_precision tells the later one by the second.
        await pause(1001);
        await run(server, 'one', '--valid', '--lake', lake, '--yes');

        expect(server.feedback.map(({ value }) => value)).toEqual(['Invalid', 'Valid']);
        expect((await precision(lake)).find((row) => row['risk_level'] === 'High')).toMatchObject({
            feedback_count: 1,
            valid_count: 1,
            invalid_count: 0,
        });
    }));

test('a file of many: what is not in the lake, nobody’s, in two pools or not taken is named, and the rest is told', async () =>
    withPool({ onCall: (call) => (call === 1 ? 'too_many' : null) }, async (server) => {
        const lake = await lakeOfThree();
        const file = join(temporaryFolder(), 'said.csv');
        writeFileSync(
            file,
            "\ufeffevent_id,value\r\none,Valid\r\none,invalid\ntwo,VALID\nit's,valid\nnobody,valid\ntwice,valid\nlost,valid\n",
        );

        const { code, out } = await run(server, '--from', file, '--lake', lake, '--yes', '--json');

        expect(code).toBe(1);
        expect(JSON.parse(out)).toEqual({
            told: 3,
            untold: [
                { event: 'nobody', why: 'the lake does not know whose it is' },
                { event: 'twice', why: 'the lake has it 2 times: say with --pool which pool is meant' },
                { event: 'lost', why: 'the lake has no such event' },
            ],
        });
        // The name in the lake is an alias that the pool no longer knows: the sub is tried.
        expect(server.feedback).toEqual([
            { user: 'ana', event: 'one', value: 'Invalid' },
            { user: 'ben', event: 'two', value: 'Valid' },
            { user: 'ana', event: "it's", value: 'Valid' },
        ]);
    }));

test('where Cognito ends it, what it took before is noted', async () =>
    withPool({ onUser: (name) => (name.startsWith('ben') ? 'AccessDeniedException' : null) }, async (server) => {
        const lake = await lakeOfThree();
        const file = join(temporaryFolder(), 'said.csv');
        writeFileSync(file, 'one,invalid\ntwo,valid\n');

        const { code, err } = await run(server, '--from', file, '--lake', lake, '--yes');

        expect({ code, isTold: err.startsWith('user pool us-west-2_EXAMPLE: access is denied.') }).toEqual({
            code: 1,
            isTold: true,
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

describe('nothing is told', () => {
    test.each([
        [
            ['one', '--invalid'],
            2,
            'one Invalid: SignIn of ana in us-west-2_EXAMPLE, 2026-01-01T10:00:05.000Z, risk High\nThere is nobody to ask here: give --yes to tell Cognito.',
        ],
        [['one', '--valid', '--invalid', '--yes'], 2, 'Say --valid (it was the user) or --invalid (it was not)'],
        [['--valid', '--yes'], 2, 'feedback needs an EVENT_ID with --valid or --invalid, or --from FILE'],
        [['--from', '/nowhere.csv', '--yes'], 1, '/nowhere.csv can’t be read'],
        [['--from', '/nowhere.csv', '--valid'], 2, 'leave --valid and --invalid out'],
    ])('%j: exit code %i', async (words, expected, message) =>
        withPool({}, async (server) => {
            const { code, out, err } = await run(server, ...words, '--lake', await lakeOfThree());

            expect({ code, out, calls: server.calls.size }).toEqual({ code: expected, out: '', calls: 0 });
            expect(err).toContain(message);
        }),
    );

    test('of a file with a line that says nothing', async () =>
        withPool({}, async (server) => {
            const file = join(temporaryFolder(), 'said.csv');
            writeFileSync(file, 'one,invalid\ntwo,perhaps\n');

            expect(await run(server, '--from', file, '--lake', await lakeOfThree(), '--yes')).toMatchObject({
                code: 1,
                err: expect.stringContaining('said.csv:2: two,perhaps says nothing of an event'),
            });
            expect(server.calls.size).toBe(0);
        }));
});
