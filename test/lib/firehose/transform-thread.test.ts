/** Tests of the thread as it is shipped. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { CALM_FATE } from '../../../lib/firehose/faults.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { buildAll } from '../../support/given-replay.ts';

beforeAll(buildAll);

test('an event is answered with what it came to, and what is none with why not', async () => {
    const worker = new Worker(join(packageRoot(), 'dist', 'cli', 'transform-thread.mjs'));
    const told: unknown[] = [];
    for (const event of [{ invocationId: '', deliveryStreamArn: 'a/b', region: '', records: [] }, {}]) {
        worker.postMessage({ event, fate: CALM_FATE });
        told.push(...(await once(worker, 'message')));
    }

    await worker.terminate();

    expect(told).toEqual([
        {
            invoked: {
                outcome: { answer: { records: [] }, counts: expect.objectContaining({ arrivals: 0 }) },
                putBack: [],
            },
        },
        { invoked: { outcome: { failedAt: expect.stringContaining('Error at') }, putBack: [] } },
    ]);
});
