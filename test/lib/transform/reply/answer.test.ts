/** Tests of the answer: what Firehose expects for each ending. */
import { expect, test } from 'vitest';
import { answer } from '../../../../lib/transform/reply/answer.ts';
import type { Ending } from '../../../../lib/transform/reply/ending.ts';

const arrival = { recordId: 'id', arrivedAt: 0, data: 'AAAA' };
const partition = { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' };

const ENDINGS: readonly (readonly [Ending, object])[] = [
    [
        { how: 'kept', partition, data: 'e30K', eventCount: 1, unknownFields: 0 },
        { recordId: 'id', result: 'Ok', data: 'e30K', metadata: { partitionKeys: partition } },
    ],
    [{ how: 'set_aside' }, { recordId: 'id', result: 'Dropped', data: '' }],
    [
        { how: 'refused', refusals: ['not_json'] },
        { recordId: 'id', result: 'ProcessingFailed', data: 'AAAA' },
    ],
    [
        { how: 'refused', refusals: ['not_base64'] },
        { recordId: 'id', result: 'ProcessingFailed', data: '' },
    ],
    [
        { how: 'put_back', pieces: [], eventCount: 2 },
        { recordId: 'id', result: 'Dropped', data: '' },
    ],
];

test('what is refused goes back in the standard alphabet, whatever it came in', () => {
    expect(answer({ ...arrival, data: '-_-_' }, { how: 'refused', refusals: ['not_json'] }).data).toBe('+/+/');
});

test.each(ENDINGS)('%j is answered so', (ending, expected) => {
    expect(answer(arrival, ending)).toEqual(expected);
});
