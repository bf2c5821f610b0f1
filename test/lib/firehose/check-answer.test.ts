/** Tests of the contract of Firehose. */
import { expect, test } from 'vitest';
import { checkAnswer } from '../../../lib/firehose/check-answer.ts';

const arrivals = ['1', '2'].map((recordId) => ({ recordId, arrivedAt: 0, data: '' }));
const kept = { recordId: '1', result: 'Ok', data: 'e30=', metadata: { partitionKeys: { dt: '2026-01-01' } } };
const dropped = { recordId: '2', result: 'Dropped', data: '' };

test('an answer with each id once is taken', () => {
    expect(checkAnswer({ records: [kept, dropped] }, arrivals)).toEqual({ records: [kept, dropped] });
});

test('the order of the answers is free: they are put in that of the arrivals', () => {
    expect(checkAnswer({ records: [dropped, kept] }, arrivals)).toEqual({ records: [kept, dropped] });
});

test('what more an answer has is not looked at', () => {
    expect(checkAnswer({ records: [{ ...kept, more: 1 }, dropped], more: 1 }, arrivals)).toEqual({
        records: [kept, dropped],
    });
});

test('partition keys of any kind are left to the partitioning', () => {
    const records = [
        { ...kept, metadata: { partitionKeys: { dt: 7 } } },
        { ...dropped, metadata: {} },
    ];

    expect(checkAnswer({ records }, arrivals)).toEqual({ records });
});

test.each<[string, unknown[], string]>([
    ['an id is missing', [kept], 'Lambda.MissingRecordId'],
    ['an id is another', [kept, { ...dropped, recordId: '3' }], 'Lambda.MissingRecordId'],
    ['an id is there twice', [kept, dropped, dropped], 'Lambda.DuplicatedRecordId'],
    ['an id is there twice and another not', [kept, kept], 'Lambda.DuplicatedRecordId'],
    ['an id is there that was not sent', [kept, dropped, { ...dropped, recordId: '3' }], 'Lambda.InvalidReturnFormat'],
    ['an id is a number', [kept, { ...dropped, recordId: 2 }], 'Lambda.InvalidReturnFormat'],
    ['a result is unknown', [kept, { ...dropped, result: 'ok' }], 'Lambda.InvalidReturnFormat'],
    ['data is not there', [kept, { recordId: '2', result: 'Dropped' }], 'Lambda.InvalidReturnFormat'],
    ['data is null', [kept, { ...dropped, data: null }], 'Lambda.InvalidReturnFormat'],
    ['data is plain JSON', [{ ...kept, data: '{}' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data lacks its padding', [{ ...kept, data: 'e30' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data is in the alphabet of addresses', [{ ...kept, data: '-_-_' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data has a newline', [{ ...kept, data: 'e3\n=' }, dropped], 'Lambda.InvalidReturnFormat'],
    [
        'partition keys are a list',
        [{ ...kept, metadata: { partitionKeys: [] } }, dropped],
        'Lambda.InvalidReturnFormat',
    ],
    ['the reply is too large', [{ ...kept, data: 'x'.repeat(6_291_452) }, dropped], 'Lambda.FunctionError'],
])('an answer fails its batch when %s', (_, records, code) => {
    expect(checkAnswer({ records }, arrivals)).toMatchObject({
        failure: { code, message: expect.stringMatching(/./) },
    });
});

test.each([undefined, null, 'text', [], {}, { records: null }])('%j is no answer', (answer) => {
    expect(checkAnswer(answer, [])).toMatchObject({ failure: { code: 'Lambda.InvalidReturnFormat' } });
});

test('the reply may have just what Lambda takes', () => {
    const records = (length: number) => ({ records: [{ ...kept, data: 'x'.repeat(length) }, dropped] });
    const room = 6_291_556 - JSON.stringify(records(0)).length;

    expect('records' in checkAnswer(records(room - (room % 4)), arrivals)).toBe(true);
    expect('records' in checkAnswer(records(room - (room % 4) + 4), arrivals)).toBe(false);
});
