/** Tests of feedback in this process: what of many events is told, and what of those that are not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
    feedback,
    type FeedbackOrder,
    type FeedbackSummary,
    type Watched,
} from '../../../../lib/operate/feedback/feedback.ts';
import { feedbackOfFile, type Said } from '../../../../lib/operate/feedback/given-feedback.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import {
    awsEnvironment,
    withUserPools,
    type Faults,
    type PoolUser,
    type UserPools,
} from '../../../support/given-user-pools.ts';
import { rowsOf } from '../../../support/ask.ts';
import { givenLake, temporaryFolder } from '../../../support/given-lake.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';

const POOL = 'us-west-2_EXAMPLE';
const USERS: readonly PoolUser[] = [
    {
        name: 'ana',
        sub: 'sub-ana',
        events: ['one', 'twice'].map((EventId) => ({ EventId, EventType: 'SignIn', CreationDate: 1_768_272_181 })),
    },
];

const lakeOfMany = async (): Promise<string> =>
    givenLake({
        user_activity: [
            { record_id: 'a', event_id: 'one', user_name: 'ana@example.com', user_sub: 'sub-ana' },
            { record_id: 'b', event_id: 'nobody', user_name: null, user_sub: null },
            // Made before the user was known by name, and without the time of its attempt.
            { record_id: 'c', event_id: 'twice', user_name: null, user_sub: 'sub-ana', started_at: null },
            { record_id: 'd', event_id: 'twice', user_pool_id: 'us-west-2_OTHER' },
        ],
    });

const said = (...events: readonly string[]): readonly Said[] => events.map((event) => ({ event, value: 'Invalid' }));

const told = async (
    order: Partial<FeedbackOrder>,
    faults: Faults = {},
    watched: Partial<Watched> = {},
): Promise<FeedbackSummary & Pick<UserPools, 'feedback'>> =>
    withUserPools(POOL, USERS, faults, async (server) =>
        withEnvironment(awsEnvironment(server.url), async () => {
            const summary = await feedback(
                { lake: await lakeOfMany(), pool: null, said: said('one'), maxRate: 5000, ...order },
                {
                    nowMs: Date.UTC(2026, 1, 1),
                    isAgreed: async () => true,
                    signal: new AbortController().signal,
                    ...watched,
                },
            );
            return { ...summary, feedback: server.feedback };
        }),
    );

test('what is not in the lake, nobody’s or in two pools is named, and the rest is told', async () => {
    expect(await told({ said: said('one', 'nobody', 'twice', 'lost') })).toEqual({
        told: 1,
        isDeclined: false,
        feedback: [{ user: 'ana', event: 'one', value: 'Invalid' }],
        untold: [
            { event: 'nobody', why: 'the lake does not know whose it is' },
            { event: 'twice', why: 'the lake has it 2 times: say with --pool which pool is meant' },
            { event: 'lost', why: 'the lake has no such event' },
        ],
    });
});

test('with its pool an event of two pools is told, by the sub where no name is known, and noted without a start', async () => {
    const lake = await lakeOfMany();

    const { told: count, feedback: given } = await told({ lake, pool: POOL, said: said('twice') });

    const open = await openLake(lake);
    const rows = await rowsOf(
        open,
        "select event_id, user_name, user_sub, started_at, feedback_value from user_activity where ingest_path = 'feedback'",
    ).finally(() => open.close());
    expect({ count, given, rows }).toEqual({
        count: 1,
        given: [{ user: 'ana', event: 'twice', value: 'Invalid' }],
        rows: [
            { event_id: 'twice', user_name: null, user_sub: 'sub-ana', started_at: null, feedback_value: 'Invalid' },
        ],
    });
});

test('what Cognito does not take for a reason of the user is named by it, and the sub is tried only where there is no such name', async () => {
    const refused = await told({}, { onUser: () => 'InvalidParameterException' });

    expect(refused).toEqual({
        told: 0,
        isDeclined: false,
        untold: [{ event: 'one', why: 'InvalidParameterException' }],
        feedback: [],
    });
});

test('an error of the service is asked again, one that nobody knows ends it', async () => {
    let calls = 0;
    const once = await told(
        {},
        {
            onCall: () => {
                calls += 1;
                return calls === 1 ? 'internal' : null;
            },
        },
    );
    expect(once.told).toBe(1);

    await expect(told({}, { onUser: () => 'StrangeException' })).rejects.toThrow(
        'user pool us-west-2_EXAMPLE: StrangeException',
    );
});

test('whoever does not agree tells nothing, and is not asked of events that nobody knows', async () => {
    expect(await told({}, {}, { isAgreed: async () => false })).toEqual({
        told: 0,
        isDeclined: true,
        untold: [],
        feedback: [],
    });
    const isAgreed = async (): Promise<boolean> => {
        throw new Error('asked');
    };
    expect(await told({ said: said('lost') }, {}, { isAgreed })).toMatchObject({ told: 0, isDeclined: false });
});

test('a file that says nothing is named', () => {
    const path = join(temporaryFolder(), 'said.csv');
    writeFileSync(path, 'event_id,value\n\n');

    expect(() => feedbackOfFile(path)).toThrow(
        `${path} says nothing of any event. A line is an event_id, a comma, and valid or invalid.`,
    );
});
