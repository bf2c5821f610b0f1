/** Tests of queueing arrivals. */
import { expect, test } from 'vitest';
import { ArrivalQueue } from '../../../lib/firehose/arrival-queue.ts';

const given = (count: number, bytes: number): ArrivalQueue => {
    const queue = new ArrivalQueue('user_activity', false, 500);
    const data = Buffer.alloc(bytes).toString('base64');
    for (let index = 0; index < count; index += 1)
        queue.add({ recordId: String(index), arrivedAt: 0, data, origin: null });
    return queue;
};

test.each([
    ['few small ones', 499, 3, false, [499]],
    ['as many as a batch takes', 500, 3, true, [500]],
    ['more than that', 501, 3, true, [500, 1]],
    ['large ones', 5, 400_000, true, [2, 2, 1]],
    ['one as large as a record may be', 1, 1_024_000, true, [1]],
    ['none', 0, 0, false, []],
])('%s go in batches', (_, count, bytes, isFull, batches) => {
    const queue = given(count, bytes);

    const taken = [queue.isFull, queue.takeBatches().map((batch) => batch.length), queue.isEmpty, queue.takeBatches()];

    expect(taken).toEqual([isFull, batches, true, []]);
});
