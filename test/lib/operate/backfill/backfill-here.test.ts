/** Tests of a backfill in this process: how it stops, and what a checkpoint may hold. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backfill, type BackfillOrder, type Watched } from '../../../../lib/operate/backfill/backfill.ts';
import { backfillText, newBackfillSummary } from '../../../../lib/operate/backfill/backfill-summary.ts';
import {
    awsEnvironment,
    givenUsers,
    withUserPools,
    type ApiEvent,
    type PoolUser,
} from '../../../support/given-user-pools.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { rowsOf } from '../../../support/ask.ts';
import { temporaryFolder } from '../../../support/given-lake.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';
import { eventIdsOf } from '../../../support/run-backfill.ts';

const POOL = 'us-west-2_EXAMPLE';

const orderIn = (home: string): BackfillOrder => ({
    pool: POOL,
    lake: join(home, 'lake'),
    users: null,
    since: null,
    checkpoint: join(home, 'checkpoint'),
    maxRate: 5000,
});
const watchedBy = (more: Partial<Watched> = {}): Watched => ({
    nowMs: Date.UTC(2026, 1, 1),
    signal: new AbortController().signal,
    onTotal: () => undefined,
    onUser: () => undefined,
    ...more,
});

const backfilled = async (home: string, users: readonly PoolUser[], watched = watchedBy()) =>
    withUserPools(POOL, users, {}, async (server) =>
        withEnvironment(awsEnvironment(server.url), async () => backfill(orderIn(home), watched)),
    );

const headOf = (home: string): string =>
    `${JSON.stringify({ backfill: 1, pool: POOL, lake: join(home, 'lake'), since: null, arrived_at: 1_769_904_000_000 })}\n`;
const idsOf = (users: readonly PoolUser[]): readonly string[] =>
    users.flatMap(({ events }) => events.map(({ EventId }) => EventId)).toSorted();

test.each([
    ['while users are fetched', 3],
    ['before the lake is written', 70],
])('stopped %s it says so, and goes on there when it is run again', async (_, after) => {
    const home = temporaryFolder();
    const users = givenUsers(70, () => 1);
    const stopping = new AbortController();
    let done = 0;
    const onUser = (): void => {
        done += 1;
        if (done === after) stopping.abort();
    };

    await expect(backfilled(home, users, watchedBy({ signal: stopping.signal, onUser }))).rejects.toThrow(
        `Stopped. What was fetched is in ${join(home, 'checkpoint')}, and nothing of it in the lake yet: run the same command again, and it goes on there.`,
    );

    const summary = await backfilled(home, users);
    expect(summary.users.fetched_before).toBeGreaterThanOrEqual(after);
    expect(summary.rows).toBe(70);
    expect((await eventIdsOf(join(home, 'lake'))).table).toEqual(idsOf(users));
});

test('a user that two runs fetched at once is in the lake once; what a kill left behind the last whole line is fetched again', async () => {
    const home = temporaryFolder();
    const users = givenUsers(2, () => 2);
    const stopping = new AbortController();
    await expect(
        backfilled(home, users, watchedBy({ signal: stopping.signal, onUser: () => stopping.abort() })),
    ).rejects.toThrow('Stopped.');
    const [, line = ''] = readFileSync(join(home, 'checkpoint'), 'utf8').split('\n');
    // Longer than what is read of a file's end at a time.
    appendFileSync(join(home, 'checkpoint'), `${line}\n{"user":"user-1","events":["${'x'.repeat(70_000)}`);

    const summary = await backfilled(home, users);

    expect(summary.rows).toBe(4);
    expect((await eventIdsOf(join(home, 'lake'))).table).toEqual(idsOf(users));
    expect(existsSync(join(home, 'checkpoint'))).toBe(false);
});

test.each([
    ['a line of another form', '{"user":7}\n', 'checkpoint:2: no line of a backfill. Remove the file'],
    [
        'an event that can not be used',
        '{"user":"user-0","events":["{}"]}\n',
        'The checkpoint holds an event that is no user activity',
    ],
    [
        'a notification',
        `${JSON.stringify({ user: 'user-0', events: [JSON.stringify({ eventSource: 'USER_NOTIFICATION', message: {}, logSourceId: { userPoolId: POOL } })] })}\n`,
        'The checkpoint holds an event that is no user activity',
    ],
])('a checkpoint with %s is named, and nothing is written', async (_, text, expected) => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'checkpoint'), headOf(home) + text);

    const failure = backfilled(
        home,
        givenUsers(1, () => 1),
    );

    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.not.toThrow(/user pool us-west-2_EXAMPLE:/);
    expect(existsSync(join(home, 'lake', 'user_activity'))).toBe(false);
    expect(existsSync(join(home, 'checkpoint'))).toBe(true);
});

test('an event without an id or a time, of a user without a sub, is kept', async () => {
    const home = temporaryFolder();
    const bare: PoolUser = { name: 'ana', sub: '', events: [{ EventType: 'SignIn' } as unknown as ApiEvent] };

    await backfilled(home, [bare]);

    const lake = await openLake(join(home, 'lake'));
    const rows = await rowsOf(
        lake,
        'select event_at_source, event_id, user_name, user_sub, started_at, dt from user_activity',
    ).finally(() => lake.close());
    expect(rows).toEqual([
        {
            event_at_source: 'arrival',
            event_id: null,
            user_name: 'ana',
            user_sub: null,
            started_at: null,
            dt: '2026-02-01',
        },
    ]);
});

test('the summary tells of users that were fetched before, and of a reason that it does not know', () => {
    const text = backfillText(
        {
            ...newBackfillSummary(),
            users: { found: 3, fetched_before: 2, fetched: 1 },
            failures: { 'Strange\u001b[2J': 1 },
        },
        POOL,
        'lake',
    );

    expect(text).toContain('users      3, 2 of them fetched before\n');
    expect(text).toContain('1 without events: Strange\\x1b[2J\n');
});
