/** Stress test of `npm run test:backfill`: 20,000 users with random throttling, errors, deleted users and kills. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom, makeUsers, withFakeUserPools, type UserPoolFaults } from '../support/fake-user-pools.ts';
import { temporaryFolder } from '../support/make-sample-lake.ts';
import { buildAll } from '../support/run-replay.ts';
import { readEventIds, runBackfillWithKills } from '../support/run-backfill.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const USERS = 20_000;
const KILLS = 8;
const SEED = Number(process.env['BACKFILL_SEED'] ?? 1);

test(`20,000 users, seed ${SEED}: each event is in the lake once`, async () => {
    const throwDice = seededRandom(SEED);
    const users = makeUsers(USERS, (index) => (index % 500 === 0 ? 150 : Math.floor(throwDice() * 4)), SEED);
    const deleted = new Set(users.filter(() => throwDice() < 0.01).map(({ name }) => name));
    const faults: UserPoolFaults = {
        onCall: () =>
            throwDice() < 0.01
                ? ((['too_many', 'internal', 'dropped'] as const)[Math.floor(throwDice() * 3)] ?? null)
                : null,
        onUser: (name) => (deleted.has(name) ? 'UserNotFoundException' : null),
    };
    const home = temporaryFolder();
    const kills = Array.from({ length: KILLS }, () => 350 + Math.floor(throwDice() * 3500));

    await withFakeUserPools(POOL, users, faults, async (server) => {
        const words = [
            '--pool',
            POOL,
            '--to-lake',
            join(home, 'lake'),
            '--checkpoint',
            join(home, 'checkpoint'),
            '--max-rate',
            '5000',
            '--json',
        ];
        const { code, out, err } = await runBackfillWithKills(server, words, kills, home);
        const expected = users
            .filter(({ name }) => !deleted.has(name))
            .flatMap(({ events }) => events.map(({ EventId }) => EventId))
            .toSorted();
        const ids = await readEventIds(join(home, 'lake'));
        const again = [...server.firstPageCounts.values()].reduce((sum, count) => sum + count - 1, 0);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(JSON.parse(out)).toMatchObject({
            users: { found: USERS },
            failures: { UserNotFoundException: deleted.size },
            rows: expected.length,
        });
        expect(ids.table.length).toBe(expected.length);
        expect(ids).toEqual({ table: expected, view: expected });
        // A kill repeats at most the eight users in flight; lost responses repeat their users.
        expect(again).toBeLessThan(KILLS * 8 + USERS * 0.02);
        const calls = [...server.callCounts.values()].reduce((sum, count) => sum + count, 0);
        process.stdout.write(
            `${USERS} users, ${expected.length} events, ${deleted.size} deleted users, ${KILLS} kills, ` +
                `${calls} calls, ${again} users fetched again\n`,
        );
    });
}, 900_000);
