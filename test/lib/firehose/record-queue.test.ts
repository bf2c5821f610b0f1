/** Tests of queueing records. */
import { expect, test } from 'vitest';
import { RecordQueue } from '../../../lib/firehose/record-queue.ts';

const makeQueue = (count: number, bytes: number): RecordQueue => {
    const queue = new RecordQueue('user_activity', false, 500);
    const data = Buffer.alloc(bytes).toString('base64');
    for (let index = 0; index < count; index += 1)
        queue.add({ recordId: String(index), arrivedAt: 0, data, position: null });
    return queue;
};

test.each([
    ['a few small records', 499, 3, false, [499]],
    ['as many records as a batch holds', 500, 3, true, [500]],
    ['more records than a batch holds', 501, 3, true, [500, 1]],
    ['large records', 5, 400_000, true, [2, 2, 1]],
    ['one record of the maximum size', 1, 1_024_000, true, [1]],
    ['no records', 0, 0, false, []],
])('%s are taken in batches', (_, count, bytes, isFull, batches) => {
    const queue = makeQueue(count, bytes);

    const states = [queue.isFull, queue.takeBatches().map((batch) => batch.length), queue.isEmpty, queue.takeBatches()];

    expect(states).toEqual([isFull, batches, true, []]);
});
