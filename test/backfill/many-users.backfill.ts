/** The proof of `npm run test:backfill`: 20,000 users, random throttling and errors, vanishing users, kills; each event once in the end. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { dice, givenUsers, withUserPools, type Faults } from '../support/given-user-pools.ts';
import { temporaryFolder } from '../support/given-lake.ts';
import { buildAll } from '../support/given-replay.ts';
import { eventIdsOf, runWithKills } from '../support/run-backfill.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_EXAMPLE';
const USERS = 20_000;
const KILLS = 8;
const SEED = Number(process.env['BACKFILL_SEED'] ?? 1);

test(`20,000 users, seed ${SEED}: each event is in the lake once`, async () => {
    const throwDice = dice(SEED);
    const users = givenUsers(USERS, (index) => (index % 500 === 0 ? 150 : Math.floor(throwDice() * 4)), SEED);
    const gone = new Set(users.filter(() => throwDice() < 0.01).map(({ name }) => name));
    const faults: Faults = {
        onCall: () =>
            throwDice() < 0.01
                ? ((['too_many', 'internal', 'dropped'] as const)[Math.floor(throwDice() * 3)] ?? null)
                : null,
        onUser: (name) => (gone.has(name) ? 'UserNotFoundException' : null),
    };
    const home = temporaryFolder();
    const kills = Array.from({ length: KILLS }, () => 350 + Math.floor(throwDice() * 3500));

    await withUserPools(POOL, users, faults, async (server) => {
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
        const { code, out, err } = await runWithKills(server, words, kills, home);
        const expected = users
            .filter(({ name }) => !gone.has(name))
            .flatMap(({ events }) => events.map(({ EventId }) => EventId))
            .toSorted();
        const found = await eventIdsOf(join(home, 'lake'));
        const again = [...server.firstPages.values()].reduce((sum, count) => sum + count - 1, 0);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(JSON.parse(out)).toMatchObject({
            users: { found: USERS },
            failures: { UserNotFoundException: gone.size },
            rows: expected.length,
        });
        expect(found.table.length).toBe(expected.length);
        expect(found).toEqual({ table: expected, view: expected });
        // Of a kill, at most the eight users that were on their way; and answers that were lost.
        expect(again).toBeLessThan(KILLS * 8 + USERS * 0.02);
        process.stdout.write(
            `${USERS} users, ${expected.length} events, ${gone.size} users gone, ${KILLS} kills, ${[...server.calls.values()].reduce((sum, count) => sum + count, 0)} calls, ${again} users asked for again\n`,
        );
    });
}, 900_000);
