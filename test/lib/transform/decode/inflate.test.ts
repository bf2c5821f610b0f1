/** Tests of inflating gzip members and plain bytes, never more than is safe. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
    inflate,
    MAX_INFLATED_BYTES,
    memberHeaderBytes,
    type Inflated,
} from '../../../../lib/transform/decode/inflate.ts';

const bytesOf = (...parts: readonly (string | Uint8Array)[]): Buffer =>
    Buffer.concat(parts.map((part) => Buffer.from(part)));
const textsOf = (all: readonly Inflated[]): readonly string[] =>
    all.map(({ bytes, reason }) => reason ?? bytes.toString());
const inflated = (...parts: readonly (string | Uint8Array)[]): readonly string[] => textsOf(inflate(bytesOf(...parts)));

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const blanks = (count: number): Buffer => Buffer.alloc(count, ' ');
const damaged = (text: string): Buffer => {
    const member = gzipSync(text);
    const at = member.length - 8;
    member.writeUInt8(member.readUInt8(at) ^ 0xff, at);
    return member;
};
const withByte = (at: number, value: number, text = 'one'): Buffer => {
    const member = gzipSync(text);
    member.writeUInt8(value, at);
    return member;
};
const wrongLength = (text: string): Buffer => withByte(gzipSync(text).length - 1, 1, text);
const cut = (text: string): Buffer => gzipSync(text).subarray(0, -9);

describe('bytes', () => {
    test.each([
        ['plain bytes stay as they are', ['plain'], ['plain']],
        ['one member', [gzipSync('one')], ['one']],
        ['consecutive members are one part', [gzipSync('one'), gzipSync('two')], ['onetwo']],
        ['an empty member', [gzipSync('')], ['']],
        ['a member and plain bytes', [gzipSync('one'), 'plain'], ['one', 'plain']],
        ['plain bytes and a member', ['plain', gzipSync('one')], ['plain', 'one']],
        [
            'members with plain bytes between them',
            [gzipSync('one'), 'plain', gzipSync('two'), gzipSync('three'), 'end'],
            ['one', 'plain', 'two', 'three', 'end'],
        ],
        ['zeros after a member are padding', [gzipSync('one'), Buffer.alloc(20)], ['one']],
        [
            'zeros after plain bytes and a member are padding',
            ['plain', gzipSync('one'), Buffer.alloc(20)],
            ['plain', 'one'],
        ],
        ['plain bytes after padding are not lost', [gzipSync('one'), Buffer.alloc(2), 'plain'], ['one', '\0\0plain']],
        [
            'a member after padding is not lost',
            [gzipSync('one'), Buffer.alloc(2), gzipSync('two')],
            ['one', '\0\0', 'two'],
        ],
        ['gzip in gzip is inflated once', [gzipSync(gzipSync('one'))], [gzipSync('one').toString()]],
        ['bytes that begin like gzip and are not gzip', [Buffer.from([0x1f, 0x8b])], ['not_gzip']],
        ['bytes with only the first byte of gzip are plain', [Buffer.from([0x1f, 0x41])], ['\u001fA']],
        ['bytes with only the second byte of gzip are plain', [Buffer.from([0x41, 0x8b])], ['A\ufffd']],
        ['bytes that begin like a member and are not gzip', [MAGIC, 'plain'], ['not_gzip']],
        ['a member that was cut off', [cut('one')], ['not_gzip']],
        ['a cut member after a whole one', [gzipSync('one'), cut('two')], ['one', 'not_gzip']],
        ['a damaged member', [damaged('one')], ['not_gzip']],
        [
            'a damaged member between whole ones',
            [gzipSync('one'), damaged('two'), gzipSync('three')],
            ['one', 'not_gzip', 'three'],
        ],
        [
            'a member broken inside includes all that follows',
            [gzipSync('one'), MAGIC, 'xxxx', gzipSync('three')],
            ['one', 'not_gzip'],
        ],
        ['a member with another length', ['plain', wrongLength('one'), 'end'], ['plain', 'not_gzip', 'end']],
        ['a member without the end of its trailer', ['plain', gzipSync('one').subarray(0, -1)], ['plain', 'not_gzip']],
        ['a member with a reserved flag', ['plain', withByte(3, 0x20), 'end'], ['plain', 'not_gzip', 'end']],
        ['a member of another method', ['plain', MAGIC, withByte(2, 7)], ['plain', 'not_gzip']],
        ['no bytes', [], ['']],
    ])('bytes are inflated: %s', (_, parts, expected) => {
        expect(inflated(...parts)).toEqual(expected);
    });

    test('rejected bytes are returned unchanged', () => {
        const broken = damaged('two');

        expect(inflate(bytesOf(gzipSync('one'), broken, 'plain'))).toEqual([
            { bytes: Buffer.from('one'), reason: null },
            { bytes: broken, reason: 'not_gzip' },
            { bytes: Buffer.from('plain'), reason: null },
        ]);
    });
});

describe('the limit of 16 MiB', () => {
    const most = gzipSync(blanks(MAX_INFLATED_BYTES));

    test('exactly 16 MiB are inflated', () => {
        expect(inflate(most).map(({ bytes, reason }) => [bytes.length, reason])).toEqual([[MAX_INFLATED_BYTES, null]]);
    });

    test.each([
        ['one member', [gzipSync(blanks(MAX_INFLATED_BYTES + 1))]],
        ['many members', Array.from({ length: 17 }, () => gzipSync(blanks(1024 * 1024)))],
        ['one large member and plain bytes', [most, 'x']],
        ['plain bytes and a member', ['x', most]],
        ['a member between plain bytes', ['x', gzipSync(blanks(MAX_INFLATED_BYTES - 1)), 'y']],
        [
            'a member that is too large for the rest of the limit',
            ['x', gzipSync(blanks(MAX_INFLATED_BYTES / 2)), gzipSync(blanks(MAX_INFLATED_BYTES / 2))],
        ],
    ])('more than 16 MiB are rejected whole: %s', (_, parts) => {
        const bytes = bytesOf(...parts);

        expect(inflate(bytes).map((whole) => [whole.bytes === bytes, whole.reason])).toEqual([
            [true, 'too_large_inflated'],
        ]);
    });

    test('an empty member after 16 MiB is accepted', () => {
        const all = inflate(bytesOf('x', gzipSync(blanks(MAX_INFLATED_BYTES - 1)), gzipSync('')));

        expect(all.map(({ bytes, reason }) => [bytes.length, reason])).toEqual([
            [1, null],
            [MAX_INFLATED_BYTES - 1, null],
            [0, null],
        ]);
    });
});

describe('the header of a member', () => {
    const header = (flags: number, ...rest: readonly (string | Uint8Array)[]): Buffer =>
        bytesOf(Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), ...rest);
    const EXTRA = Buffer.from([3, 0, 1, 2, 3]);

    test.each([
        ['without options', header(0), 10],
        ['with an extra field', header(4, EXTRA), 15],
        ['with a name', header(8, 'a.gz\0'), 15],
        ['with a comment', header(16, 'hi\0'), 13],
        ['with a checksum', header(2, 'cc'), 12],
        ['with all options', header(30, EXTRA, 'a\0', 'b\0', 'cc'), 21],
        ['with a name that does not end', header(8, 'abc'), 13],
        ['of nothing', Buffer.alloc(0), 10],
    ])('the length of a header %s is right', (_, bytes, expected) => {
        expect(memberHeaderBytes(bytes)).toBe(expected);
    });

    test('a member with a file name is inflated', () => {
        const plain = Buffer.from('one');
        const trailer = gzipSync(plain).subarray(-8);
        const member = bytesOf(header(8, 'a.json\0'), deflateRawSync(plain), trailer);

        expect(inflated(member, 'plain')).toEqual(['one', 'plain']);
    });
});

test('the length of a header that ends in its extra field is what its bytes say', () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);

    expect(memberHeaderBytes(header)).toBe(12);
    expect(memberHeaderBytes(Buffer.concat([header, Buffer.of(5)]))).toBe(17);
    expect(memberHeaderBytes(Buffer.concat([header, Buffer.of(5, 1)]))).toBe(273);
    expect(memberHeaderBytes(Buffer.of(0x1f, 0x8b))).toBe(10);
});
