/** Tests of the law in random runs of the local Firehose with the real handler, in memory. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { loadTransform } from '../../lib/firehose/call-transform.ts';
import { buildAll } from '../support/run-replay.ts';
import { anyRun } from './random-runs.ts';
import { findViolations } from './find-violations.ts';
import { callModule, simulateRun } from './simulate-run.ts';

/** More in CI: `npm run law`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 600);

beforeAll(buildAll);

test('every event is in a view exactly once, or in the errors with its bytes and a valid reason', async () => {
    await fc.assert(
        fc.asyncProperty(anyRun, async (run) => {
            expect(findViolations(run, await simulateRun(run, callModule))).toEqual([]);
        }),
        { numRuns: RUNS },
    );
}, 3_600_000);

test('the law holds for the deployed bundle', async () => {
    const call = loadTransform();

    await fc.assert(
        fc.asyncProperty(anyRun, async (run) => {
            expect(findViolations(run, await simulateRun(run, call))).toEqual([]);
        }),
        { numRuns: RUNS / 10 },
    );
}, 3_600_000);
