/** Tests of the contract of Firehose. */
import { expect, test } from 'vitest';
import { checkAnswer } from '../../lib/replay/check-answer.ts';

const arrivals = ['1', '2'].map((recordId) => ({ recordId, arrivedAt: 0, data: '' }));
const kept = { recordId: '1', result: 'Ok', data: 'e30=', metadata: { partitionKeys: { dt: '2026-01-01' } } };
const dropped = { recordId: '2', result: 'Dropped', data: '' };

test('an answer with each id once, in order, is taken', () => {
    expect(checkAnswer({ records: [kept, dropped] }, arrivals)).toEqual([kept, dropped]);
});

test.each([
    ['an id is missing', [kept], /2 arrivals have 1 answers/],
    ['the order is another', [dropped, kept], /answer 0 is not that of arrival 0/],
    ['a kept record has no keys', [{ ...kept, metadata: undefined }, dropped], /no partition keys/],
    ['a key is empty', [{ ...kept, metadata: { partitionKeys: { dt: '' } } }, dropped], /partitionKeys/],
    ['a result is unknown', [kept, { ...dropped, result: 'Fine' }], /result/],
    ['data is not there', [kept, { recordId: '2', result: 'Dropped' }], /data/],
    ['the reply is too large', [{ ...kept, data: 'x'.repeat(6_291_556) }, dropped], /reply has 6291558 bytes/],
])('an answer is a bug when %s', (_, records, message) => {
    expect(() => checkAnswer({ records }, arrivals)).toThrow(message);
});
