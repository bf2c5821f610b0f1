/** Tests of `sendFeedback` in this process: events that are sent, and events that are not. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
    sendFeedback,
    type FeedbackOptions,
    type FeedbackSummary,
    type FeedbackContext,
} from '../../../../lib/operate/feedback/send-feedback.ts';
import { readFeedbackFile, type FeedbackEntry } from '../../../../lib/operate/feedback/read-feedback-file.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import {
    fakeUserPoolsEnvironment,
    withFakeUserPools,
    type UserPoolFaults,
    type PoolUser,
    type FakeUserPools,
} from '../../../support/fake-user-pools.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import { makeSampleLake, temporaryFolder } from '../../../support/make-sample-lake.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';

const POOL = 'us-west-2_EXAMPLE';
const USERS: readonly PoolUser[] = [
    {
        name: 'ana',
        sub: 'sub-ana',
        events: ['one', 'twice'].map((EventId) => ({ EventId, EventType: 'SignIn', CreationDate: 1_768_272_181 })),
    },
];

const lakeOfMany = async (): Promise<string> =>
    makeSampleLake({
        user_activity: [
            { record_id: 'a', event_id: 'one', user_name: 'ana@example.com', user_sub: 'sub-ana' },
            { record_id: 'b', event_id: 'no-user', user_name: null, user_sub: null },
            // An event without a user name and without a start time.
            { record_id: 'c', event_id: 'twice', user_name: null, user_sub: 'sub-ana', started_at: null },
            { record_id: 'd', event_id: 'twice', user_pool_id: 'us-west-2_OTHER' },
        ],
    });

const invalid = (...ids: readonly string[]): readonly FeedbackEntry[] =>
    ids.map((eventId) => ({ eventId, value: 'Invalid' }));

const send = async (
    options: Partial<FeedbackOptions>,
    faults: UserPoolFaults = {},
    context: Partial<FeedbackContext> = {},
): Promise<FeedbackSummary & Pick<FakeUserPools, 'feedback'>> =>
    withFakeUserPools(POOL, USERS, faults, async (server) =>
        withEnvironment(fakeUserPoolsEnvironment(server.url), async () => {
            const summary = await sendFeedback(
                { lake: await lakeOfMany(), pool: null, entries: invalid('one'), maxRate: 5000, ...options },
                {
                    nowMs: Date.UTC(2026, 1, 1),
                    confirm: async () => true,
                    signal: new AbortController().signal,
                    ...context,
                },
            );
            return { ...summary, feedback: server.feedback };
        }),
    );

test('events that are missing, without a user or in two pools are listed, and the others are sent', async () => {
    expect(await send({ entries: invalid('one', 'no-user', 'twice', 'lost') })).toEqual({
        sent: 1,
        isDeclined: false,
        feedback: [{ user: 'ana', event: 'one', value: 'Invalid' }],
        not_sent: [
            { event_id: 'no-user', why: 'the event has no user' },
            { event_id: 'twice', why: 'the lake has 2 events with this id: choose a pool with --pool' },
            { event_id: 'lost', why: 'the lake has no such event' },
        ],
    });
});

test('an event of two pools is sent with --pool, by sub if it has no name, and its row has no start time', async () => {
    const lake = await lakeOfMany();

    const { sent, feedback } = await send({ lake, pool: POOL, entries: invalid('twice') });

    const open = await openLake(lake);
    const rows = await queryOpenLake(
        open,
        `select event_id, user_name, user_sub, started_at, feedback_value from user_activity
            where ingest_path = 'feedback'`,
    ).finally(() => open.close());
    expect({ sent, feedback, rows }).toEqual({
        sent: 1,
        feedback: [{ user: 'ana', event: 'twice', value: 'Invalid' }],
        rows: [
            { event_id: 'twice', user_name: null, user_sub: 'sub-ana', started_at: null, feedback_value: 'Invalid' },
        ],
    });
});

test('an error of one user is listed by name, and the sub is tried only after UserNotFoundException', async () => {
    const rejected = await send({}, { onUser: () => 'InvalidParameterException' });

    expect(rejected).toEqual({
        sent: 0,
        isDeclined: false,
        not_sent: [{ event_id: 'one', why: 'InvalidParameterException' }],
        feedback: [],
    });
});

test('an internal error of the service is retried, and an unknown error ends the run', async () => {
    let calls = 0;
    const retried = await send(
        {},
        {
            onCall: () => {
                calls += 1;
                return calls === 1 ? 'internal' : null;
            },
        },
    );
    expect(retried.sent).toBe(1);

    await expect(send({}, { onUser: () => 'StrangeException' })).rejects.toThrow(
        'user pool us-west-2_EXAMPLE: StrangeException',
    );
});

test('nothing is sent without confirmation, and a run without a matching event asks for none', async () => {
    expect(await send({}, {}, { confirm: async () => false })).toEqual({
        sent: 0,
        isDeclined: true,
        not_sent: [],
        feedback: [],
    });
    const confirm = async (): Promise<boolean> => {
        throw new Error('confirm was called');
    };
    expect(await send({ entries: invalid('lost') }, {}, { confirm })).toMatchObject({
        sent: 0,
        isDeclined: false,
    });
});

test('a feedback file without entries is an error', () => {
    const path = join(temporaryFolder(), 'entries.csv');
    writeFileSync(path, 'event_id,value\n\n');

    expect(() => readFeedbackFile(path)).toThrow(
        `${path} has no feedback. Each line is an event_id, a comma, and valid or invalid.`,
    );
});

test('a damaged tombstone ends the run before any feedback is sent', async () => {
    const lake = await lakeOfMany();
    mkdirSync(join(lake, 'erasures', 'tombstones'), { recursive: true });
    writeFileSync(join(lake, 'erasures', 'tombstones', '2026-01-01-a.json'), '{}');
    const calls: string[] = [];
    const faults: UserPoolFaults = {
        onCall: (name) => {
            calls.push(String(name));
            return null;
        },
    };

    await expect(send({ lake }, faults)).rejects.toThrow(/2026-01-01-a\.json is damaged: /);

    expect(calls).toEqual([]);
});
