/** Tests of the transform in a worker thread: results in order, and errors for pending calls when the thread ends. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { NO_INVOCATION_FAULTS } from '../../../lib/firehose/faults.ts';
import { startTransformThread, type TransformThread } from '../../../lib/firehose/start-transform-thread.ts';
import { usualText } from '../../fixtures/records.ts';
import { makeInvocation } from '../../support/transform-batch.ts';
import { buildAll } from '../../support/run-replay.ts';

let thread: TransformThread | null = null;

beforeAll(buildAll);
afterEach(async () => thread?.close());

const invocation = (count: number): object =>
    makeInvocation(
        Array.from({ length: count }, () => Buffer.from(usualText).toString('base64')),
        'local-user-activity',
        1767225605000,
    );

test('calls return in order, including a failed one', async () => {
    const { call } = (thread = startTransformThread());

    const results = await Promise.allSettled([
        call(invocation(300), NO_INVOCATION_FAULTS),
        call({}, NO_INVOCATION_FAULTS),
        call(invocation(1), NO_INVOCATION_FAULTS),
    ]);

    expect(results).toMatchObject([
        { value: { outcome: { counts: { records: 300 } } } },
        { value: { outcome: { failedAt: expect.stringContaining('transform.cjs') } } },
        { value: { outcome: { counts: { records: 1 } } } },
    ]);
});

test('when the thread ends, pending and later calls fail', async () => {
    const { call, close } = (thread = startTransformThread());
    const pending = Promise.allSettled([
        call(invocation(500), NO_INVOCATION_FAULTS),
        call(invocation(500), NO_INVOCATION_FAULTS),
        call(invocation(500), NO_INVOCATION_FAULTS),
    ]);

    await close();
    const results = [...(await pending), ...(await Promise.allSettled([call(invocation(1), NO_INVOCATION_FAULTS)]))];

    expect(results.at(-1)).toMatchObject({
        status: 'rejected',
        reason: new Error('The transform thread has ended.'),
    });
    expect(results).toHaveLength(4);
});
