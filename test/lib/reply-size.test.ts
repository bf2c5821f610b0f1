/** Tests of what an answer takes of the reply. */
import { expect, test } from 'vitest';
import { base64Bytes, replyBytesOf } from '../../lib/reply-size.ts';

test('so many bytes of base64 are counted as there are', () => {
    const lengths = [0, 1, 2, 3, 4, 1000];

    expect(lengths.map(base64Bytes)).toEqual(lengths.map((length) => Buffer.alloc(length).toString('base64').length));
});

test('a line is counted with its newline, in UTF-8', () => {
    expect(replyBytesOf('é😀')).toBe(Buffer.from('é😀\n').toString('base64').length);
});
