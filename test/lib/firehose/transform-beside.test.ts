/** Tests of the transform in a thread beside: answers in their order, and an end for all that wait when the thread is gone. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { CALM_FATE } from '../../../lib/firehose/faults.ts';
import { transformBeside, type Beside } from '../../../lib/firehose/transform-beside.ts';
import { usualText } from '../../fixtures/records.ts';
import { invocationOf } from '../../support/given-firehose.ts';
import { buildAll } from '../../support/given-replay.ts';

let beside: Beside | null = null;

beforeAll(buildAll);
afterEach(async () => beside?.close());

const invocation = (count: number): object =>
    invocationOf(
        Array.from({ length: count }, () => Buffer.from(usualText).toString('base64')),
        'local-user-activity',
        1767225605000,
    );

test('calls are answered in their order, a failed one among them', async () => {
    const { call } = (beside = transformBeside());

    const results = await Promise.allSettled([
        call(invocation(300), CALM_FATE),
        call({}, CALM_FATE),
        call(invocation(1), CALM_FATE),
    ]);

    expect(results).toMatchObject([
        { value: { outcome: { counts: { arrivals: 300 } } } },
        { value: { outcome: { failedAt: expect.stringContaining('transform.cjs') } } },
        { value: { outcome: { counts: { arrivals: 1 } } } },
    ]);
});

test('when the thread is gone, what waits fails, and what comes after', async () => {
    const { call, close } = (beside = transformBeside());
    const waiting = Promise.allSettled([
        call(invocation(500), CALM_FATE),
        call(invocation(500), CALM_FATE),
        call(invocation(500), CALM_FATE),
    ]);

    await close();
    const results = [...(await waiting), ...(await Promise.allSettled([call(invocation(1), CALM_FATE)]))];

    expect(results.at(-1)).toMatchObject({
        status: 'rejected',
        reason: new Error('The thread of the transform has ended.'),
    });
    expect(results).toHaveLength(4);
});
