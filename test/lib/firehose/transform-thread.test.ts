/** Tests of the shipped thread bundle. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { findTransformBundle } from '../../../lib/firehose/call-transform.ts';
import { NO_INVOCATION_FAULTS } from '../../../lib/firehose/faults.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { buildAll } from '../../support/run-replay.ts';

beforeAll(buildAll);

test('the thread posts the result of an event, and the location of a failure', async () => {
    const worker = new Worker(join(packageRoot(), 'dist', 'cli', 'transform-thread.mjs'), {
        workerData: findTransformBundle(),
    });
    const messages: unknown[] = await once(worker, 'message');
    for (const event of [{ invocationId: '', deliveryStreamArn: 'a/b', region: '', records: [] }, {}]) {
        worker.postMessage({ event, faults: NO_INVOCATION_FAULTS });
        messages.push(...(await once(worker, 'message')));
    }

    await worker.terminate();

    expect(messages).toEqual([
        'ready',
        {
            answer: {
                outcome: { reply: { records: [] }, counts: expect.objectContaining({ records: 0 }) },
                putCalls: [],
            },
        },
        { answer: { outcome: { failedAt: expect.stringContaining('Error at') }, putCalls: [] } },
    ]);
});
