/** Tests of counting the bytes of the reply. */
import { expect, test } from 'vitest';
import { base64Bytes, framesBytes, KEYS_BYTES, replyBytesOf } from '../../../../lib/transform/reply/reply-size.ts';

test('base64Bytes is the length of base64', () => {
    const lengths = [0, 1, 2, 3, 4, 1000];

    expect(lengths.map(base64Bytes)).toEqual(lengths.map((length) => Buffer.alloc(length).toString('base64').length));
});

test('the size of a line is counted in UTF-8', () => {
    expect(replyBytesOf(['é😀', '\n'])).toBe(Buffer.from('é😀\n').toString('base64').length);
});

test('a reply record is never larger than its frame, keys and data', () => {
    const recordId = '7'.repeat(56);
    const partitionKeys = {
        user_pool_id: `us-west-2_${'x'.repeat(45)}`,
        event_type: 'ForgotPassword',
        dt: '2026-01-01',
    };
    const bytes = (fields: object): number => Buffer.byteLength(`${JSON.stringify({ recordId, ...fields })},`);

    expect(bytes({ result: 'ProcessingFailed', data: '' })).toBeLessThanOrEqual(framesBytes([recordId]));
    expect(bytes({ result: 'Ok', data: '', metadata: { partitionKeys } })).toBeLessThanOrEqual(
        framesBytes([recordId]) + KEYS_BYTES,
    );
});

test('the size of an id is that of its JSON', () => {
    expect(framesBytes(['\u0000"é'])).toBe(framesBytes(['']) + Buffer.byteLength('\\u0000\\"é'));
});
