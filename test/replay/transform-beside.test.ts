/** Tests of the transform in a thread beside: answers in their order, and an end for all that wait when the thread is gone. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { transformBeside, type Beside } from '../../lib/replay/transform-beside.ts';
import { usualText } from '../fixtures/records.ts';
import { invocationOf } from '../lib/given-firehose.ts';
import { buildAll } from './given-replay.ts';

let beside: Beside | null = null;

beforeAll(buildAll);
afterEach(async () => beside?.close());

const invocation = (count: number): object => invocationOf(Array.from({ length: count }, () => Buffer.from(usualText).toString('base64')), 'local-user-activity', 1767225605000);

test('calls are answered in their order, a failed one among them', async () => {
    const { call } = (beside = transformBeside());

    const results = await Promise.allSettled([call(invocation(300)), call({}), call(invocation(1))]);

    expect(results.map((result) => (result.status === 'fulfilled' ? result.value.counts.arrivals : String(result.reason).split('\n')[0]))).toEqual([
        300, expect.stringContaining('Expected the event of a Firehose transformation'), 1,
    ]);
});

test('when the thread is gone, what waits fails, and what comes after', async () => {
    const { call, close } = (beside = transformBeside());
    const waiting = Promise.allSettled([call(invocation(500)), call(invocation(500)), call(invocation(500))]);

    await close();
    const results = [...(await waiting), ...(await Promise.allSettled([call(invocation(1))]))];

    expect(results.at(-1)).toMatchObject({ status: 'rejected', reason: new Error('The thread of the transform has ended.') });
    expect(results).toHaveLength(4);
});
