/** The law, held over thousands of random runs of the local Firehose before the real handler, in memory. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { transformHere } from '../../lib/firehose/call-transform.ts';
import { buildAll } from '../support/given-replay.ts';
import { run } from './given-runs.ts';
import { faultsOf } from './judge.ts';
import { moduleCall, played } from './play.ts';

/** More in CI: `npm run law`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 600);

beforeAll(buildAll);

test('every event is in the views exactly once, or in the errors with its bytes and a true reason', async () => {
    await fc.assert(
        fc.asyncProperty(run, async (given) => {
            expect(faultsOf(given, await played(given, moduleCall))).toEqual([]);
        }),
        { numRuns: RUNS },
    );
}, 3_600_000);

test('the bundle that is deployed keeps the law too', async () => {
    const call = transformHere();

    await fc.assert(
        fc.asyncProperty(run, async (given) => {
            expect(faultsOf(given, await played(given, call))).toEqual([]);
        }),
        { numRuns: RUNS / 10 },
    );
}, 3_600_000);
