/** Tests of the Firehose contract for replies. */
import { expect, test } from 'vitest';
import { checkReply } from '../../../lib/firehose/check-reply.ts';

const sent = ['1', '2'].map((recordId) => ({ recordId, arrivedAt: 0, data: '' }));
const ok = { recordId: '1', result: 'Ok', data: 'e30=', metadata: { partitionKeys: { dt: '2026-01-01' } } };
const dropped = { recordId: '2', result: 'Dropped', data: '' };

test('a reply with each id once is accepted', () => {
    expect(checkReply({ records: [ok, dropped] }, sent)).toEqual({ records: [ok, dropped] });
});

test('records of a reply in another order are sorted like the sent ones', () => {
    expect(checkReply({ records: [dropped, ok] }, sent)).toEqual({ records: [ok, dropped] });
});

test('further fields of a reply are ignored', () => {
    expect(checkReply({ records: [{ ...ok, more: 1 }, dropped], more: 1 }, sent)).toEqual({
        records: [ok, dropped],
    });
});

test('partition keys of any type are accepted: partitioning validates them', () => {
    const records = [
        { ...ok, metadata: { partitionKeys: { dt: 7 } } },
        { ...dropped, metadata: {} },
    ];

    expect(checkReply({ records }, sent)).toEqual({ records });
});

test.each<[string, unknown[], string]>([
    ['an id is missing', [ok], 'Lambda.MissingRecordId'],
    ['an id is different', [ok, { ...dropped, recordId: '3' }], 'Lambda.MissingRecordId'],
    ['an id appears twice', [ok, dropped, dropped], 'Lambda.DuplicatedRecordId'],
    ['an id appears twice and another is missing', [ok, ok], 'Lambda.DuplicatedRecordId'],
    ['an id was not sent', [ok, dropped, { ...dropped, recordId: '3' }], 'Lambda.InvalidReturnFormat'],
    ['an id is a number', [ok, { ...dropped, recordId: 2 }], 'Lambda.InvalidReturnFormat'],
    ['a result is unknown', [ok, { ...dropped, result: 'ok' }], 'Lambda.InvalidReturnFormat'],
    ['data is missing', [ok, { recordId: '2', result: 'Dropped' }], 'Lambda.InvalidReturnFormat'],
    ['data is null', [ok, { ...dropped, data: null }], 'Lambda.InvalidReturnFormat'],
    ['data is plain JSON', [{ ...ok, data: '{}' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data lacks its padding', [{ ...ok, data: 'e30' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data is base64url', [{ ...ok, data: '-_-_' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['data has a newline', [{ ...ok, data: 'e3\n=' }, dropped], 'Lambda.InvalidReturnFormat'],
    ['partition keys are a list', [{ ...ok, metadata: { partitionKeys: [] } }, dropped], 'Lambda.InvalidReturnFormat'],
    ['the reply is too large', [{ ...ok, data: 'x'.repeat(6_291_452) }, dropped], 'Lambda.FunctionError'],
])('the batch fails if %s', (_, records, code) => {
    expect(checkReply({ records }, sent)).toMatchObject({
        failure: { code, message: expect.stringMatching(/./) },
    });
});

test.each([undefined, null, 'text', [], {}, { records: null }])('%j is not a valid reply', (reply) => {
    expect(checkReply(reply, [])).toMatchObject({ failure: { code: 'Lambda.InvalidReturnFormat' } });
});

test('a reply of exactly Lambda’s limit is accepted, and a larger one is not', () => {
    const records = (length: number) => ({ records: [{ ...ok, data: 'x'.repeat(length) }, dropped] });
    const room = 6_291_556 - JSON.stringify(records(0)).length;

    expect('records' in checkReply(records(room - (room % 4)), sent)).toBe(true);
    expect('records' in checkReply(records(room - (room % 4) + 4), sent)).toBe(false);
});
