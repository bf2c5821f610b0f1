/** Tests of `backfill` in this process: stopping, continuing, and invalid checkpoints. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backfill, type BackfillOptions, type BackfillContext } from '../../../../lib/operate/backfill/backfill.ts';
import { backfillText, newBackfillSummary } from '../../../../lib/operate/backfill/backfill-summary.ts';
import {
    fakeUserPoolsEnvironment,
    makeUsers,
    withFakeUserPools,
    type UserAuthEvent,
    type PoolUser,
} from '../../../support/fake-user-pools.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import { temporaryFolder } from '../../../support/make-sample-lake.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';
import { readEventIds } from '../../../support/run-backfill.ts';

const POOL = 'us-west-2_EXAMPLE';

const optionsIn = (home: string): BackfillOptions => ({
    pool: POOL,
    lake: join(home, 'lake'),
    users: null,
    since: null,
    checkpoint: join(home, 'checkpoint'),
    maxRate: 5000,
});
const contextWith = (more: Partial<BackfillContext> = {}): BackfillContext => ({
    nowMs: Date.UTC(2026, 1, 1),
    signal: new AbortController().signal,
    onTotal: () => undefined,
    onUser: () => undefined,
    ...more,
});

const runHere = async (home: string, users: readonly PoolUser[], context = contextWith()) =>
    withFakeUserPools(POOL, users, {}, async (server) =>
        withEnvironment(fakeUserPoolsEnvironment(server.url), async () => backfill(optionsIn(home), context)),
    );

const headerLine = (home: string): string => {
    const lake = join(home, 'lake');
    return `${JSON.stringify({ backfill: 1, pool: POOL, lake, since: null, arrived_at: 1_769_904_000_000 })}\n`;
};
const idsOf = (users: readonly PoolUser[]): readonly string[] =>
    users.flatMap(({ events }) => events.map(({ EventId }) => EventId)).toSorted();

test.each([
    ['while users are fetched', 3],
    ['before the lake is written', 70],
])('a run that is stopped %s reports it, and the next run continues', async (_, after) => {
    const home = temporaryFolder();
    const users = makeUsers(70, () => 1);
    const stopping = new AbortController();
    let done = 0;
    const onUser = (): void => {
        done += 1;
        if (done === after) stopping.abort();
    };

    await expect(runHere(home, users, contextWith({ signal: stopping.signal, onUser }))).rejects.toThrow(
        `Stopped. Fetched events are in ${join(home, 'checkpoint')}; the lake has none of them yet. ` +
            'Run the same command again to continue.',
    );

    const summary = await runHere(home, users);
    expect(summary.users.fetched_before).toBeGreaterThanOrEqual(after);
    expect(summary.rows).toBe(70);
    expect((await readEventIds(join(home, 'lake'))).table).toEqual(idsOf(users));
});

test('a user that two runs fetched is in the lake once, and an incomplete last line is fetched again', async () => {
    const home = temporaryFolder();
    const users = makeUsers(2, () => 2);
    const stopping = new AbortController();
    await expect(
        runHere(home, users, contextWith({ signal: stopping.signal, onUser: () => stopping.abort() })),
    ).rejects.toThrow('Stopped.');
    const [, line = ''] = readFileSync(join(home, 'checkpoint'), 'utf8').split('\n');
    // Longer than one read from the end of the file.
    appendFileSync(join(home, 'checkpoint'), `${line}\n{"user":"user-1","events":["${'x'.repeat(70_000)}`);

    const summary = await runHere(home, users);

    expect(summary.rows).toBe(4);
    expect((await readEventIds(join(home, 'lake'))).table).toEqual(idsOf(users));
    expect(existsSync(join(home, 'checkpoint'))).toBe(false);
});

const NOTIFICATION = JSON.stringify({
    eventSource: 'USER_NOTIFICATION',
    message: {},
    logSourceId: { userPoolId: POOL },
});

test.each([
    ['an invalid line', '{"user":7}\n', 'checkpoint:2: not a line of a backfill checkpoint. Remove the file'],
    [
        'an unusable event',
        '{"user":"user-0","events":["{}"]}\n',
        'The checkpoint has an event that is not user activity',
    ],
    [
        'a notification',
        `${JSON.stringify({ user: 'user-0', events: [NOTIFICATION] })}\n`,
        'The checkpoint has an event that is not user activity',
    ],
])('a checkpoint with %s is an error, and nothing is written', async (_, text, expected) => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'checkpoint'), headerLine(home) + text);

    const failure = runHere(
        home,
        makeUsers(1, () => 1),
    );

    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.not.toThrow(/user pool us-west-2_EXAMPLE:/);
    expect(existsSync(join(home, 'lake', 'user_activity'))).toBe(false);
    expect(existsSync(join(home, 'checkpoint'))).toBe(true);
});

test('an event without an id or a time, of a user without a sub, is kept', async () => {
    const home = temporaryFolder();
    const user: PoolUser = { name: 'ana', sub: '', events: [{ EventType: 'SignIn' } as unknown as UserAuthEvent] };

    await runHere(home, [user]);

    const lake = await openLake(join(home, 'lake'));
    const rows = await queryOpenLake(
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

test('the summary has the users fetched before, and an unknown error by its name', () => {
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

test('a checkpoint that is a folder is a user error with its path, the reason and the next step', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'checkpoint'));

    await expect(
        runHere(
            home,
            makeUsers(1, () => 1),
        ),
    ).rejects.toThrow(
        `Cannot open the checkpoint ${join(home, 'checkpoint')}: it is a folder, not a file. ` +
            'Name another file with --checkpoint.',
    );
});
