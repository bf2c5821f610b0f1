/** Tests of what an answer takes of the reply. */
import { expect, test } from 'vitest';
import { base64Bytes, framesBytes, KEYS_BYTES, replyBytesOf } from '../../../../lib/transform/reply/reply-size.ts';

test('so many bytes of base64 are counted as there are', () => {
    const lengths = [0, 1, 2, 3, 4, 1000];

    expect(lengths.map(base64Bytes)).toEqual(lengths.map((length) => Buffer.alloc(length).toString('base64').length));
});

test('a line is counted in UTF-8, text by text', () => {
    expect(replyBytesOf(['é😀', '\n'])).toBe(Buffer.from('é😀\n').toString('base64').length);
});

test('an answer never takes more than its frame, its keys and its data', () => {
    const recordId = '7'.repeat(56);
    const partitionKeys = {
        user_pool_id: `us-west-2_${'x'.repeat(45)}`,
        event_type: 'ForgotPassword',
        dt: '2026-01-01',
    };
    const bytes = (answer: object): number => Buffer.byteLength(`${JSON.stringify({ recordId, ...answer })},`);

    expect(bytes({ result: 'ProcessingFailed', data: '' })).toBeLessThanOrEqual(framesBytes([recordId]));
    expect(bytes({ result: 'Ok', data: '', metadata: { partitionKeys } })).toBeLessThanOrEqual(
        framesBytes([recordId]) + KEYS_BYTES,
    );
});

test('an id is counted as JSON writes it', () => {
    expect(framesBytes(['\u0000"é'])).toBe(framesBytes(['']) + Buffer.byteLength('\\u0000\\"é'));
});
