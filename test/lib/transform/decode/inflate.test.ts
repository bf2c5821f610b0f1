/** Tests of what is inflated: gzip members and plain bytes end to end, never more than is safe. */
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
const seen = (all: readonly Inflated[]): readonly string[] =>
    all.map(({ bytes, refusal }) => refusal ?? bytes.toString());
const inflated = (...parts: readonly (string | Uint8Array)[]): readonly string[] => seen(inflate(bytesOf(...parts)));

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const blanks = (count: number): Buffer => Buffer.alloc(count, ' ');
const damaged = (text: string): Buffer => {
    const member = gzipSync(text);
    const at = member.length - 8;
    member.writeUInt8(member.readUInt8(at) ^ 0xff, at);
    return member;
};
const cut = (text: string): Buffer => gzipSync(text).subarray(0, -9);

describe('bytes', () => {
    test.each([
        ['that are plain stay', ['plain'], ['plain']],
        ['of one member', [gzipSync('one')], ['one']],
        ['of members end to end are one stretch', [gzipSync('one'), gzipSync('two')], ['onetwo']],
        ['of no text in a member', [gzipSync('')], ['']],
        ['of a member and plain ones', [gzipSync('one'), 'plain'], ['one', 'plain']],
        ['of plain ones and a member', ['plain', gzipSync('one')], ['plain', 'one']],
        [
            'of members with plain ones between',
            [gzipSync('one'), 'plain', gzipSync('two'), gzipSync('three'), 'end'],
            ['one', 'plain', 'two', 'three', 'end'],
        ],
        ['that pad a member with zeros are nothing', [gzipSync('one'), Buffer.alloc(20)], ['one']],
        [
            'that pad plain ones and a member are nothing',
            ['plain', gzipSync('one'), Buffer.alloc(20)],
            ['plain', 'one'],
        ],
        [
            'behind the zeros that pad a member are not lost',
            [gzipSync('one'), Buffer.alloc(2), 'plain'],
            ['one', '\0\0plain'],
        ],
        [
            'of a member behind zeros are not lost',
            [gzipSync('one'), Buffer.alloc(2), gzipSync('two')],
            ['one', '\0\0', 'two'],
        ],
        ['of gzip within gzip are inflated once', [gzipSync(gzipSync('one'))], [gzipSync('one').toString()]],
        ['of no gzip that begin like it', [Buffer.from([0x1f, 0x8b])], ['not_gzip']],
        ['that have only the first byte of gzip are plain', [Buffer.from([0x1f, 0x41])], ['\u001fA']],
        ['that have only the second byte of gzip are plain', [Buffer.from([0x41, 0x8b])], ['A\ufffd']],
        ['of no gzip that begin like a member', [MAGIC, 'plain'], ['not_gzip']],
        ['of a member that is cut off', [cut('one')], ['not_gzip']],
        ['of a cut member behind a whole one', [gzipSync('one'), cut('two')], ['one', 'not_gzip']],
        ['of a damaged member', [damaged('one')], ['not_gzip']],
        [
            'of a damaged member between whole ones',
            [gzipSync('one'), damaged('two'), gzipSync('three')],
            ['one', 'not_gzip', 'three'],
        ],
        [
            'of a member broken within come with all that follow',
            [gzipSync('one'), MAGIC, 'xxxx', gzipSync('three')],
            ['one', 'not_gzip'],
        ],
        ['of none', [], ['']],
    ])('%s', (_, parts, expected) => {
        expect(inflated(...parts)).toEqual(expected);
    });

    test('that are refused come back as they came', () => {
        const broken = damaged('two');

        expect(inflate(bytesOf(gzipSync('one'), broken, 'plain'))).toEqual([
            { bytes: Buffer.from('one'), refusal: null },
            { bytes: broken, refusal: 'not_gzip' },
            { bytes: Buffer.from('plain'), refusal: null },
        ]);
    });
});

describe('at most 32 MiB come out', () => {
    const most = gzipSync(blanks(MAX_INFLATED_BYTES));

    test('which are taken', () => {
        expect(inflate(most).map(({ bytes, refusal }) => [bytes.length, refusal])).toEqual([
            [MAX_INFLATED_BYTES, null],
        ]);
    });

    test.each([
        ['one member', [gzipSync(blanks(MAX_INFLATED_BYTES + 1))]],
        ['many members', Array.from({ length: 33 }, () => gzipSync(blanks(1024 * 1024)))],
        ['a member and plain bytes', [most, 'x']],
        ['plain bytes and a member', ['x', most]],
        ['members with plain bytes between', ['x', gzipSync(blanks(MAX_INFLATED_BYTES - 1)), 'y']],
        [
            'members, when one is too large for what is left',
            ['x', gzipSync(blanks(MAX_INFLATED_BYTES / 2)), gzipSync(blanks(MAX_INFLATED_BYTES / 2))],
        ],
    ])('more is refused whole: %s', (_, parts) => {
        const bytes = bytesOf(...parts);

        expect(inflate(bytes).map((whole) => [whole.bytes === bytes, whole.refusal])).toEqual([
            [true, 'too_large_inflated'],
        ]);
    });

    test('and an empty member behind them', () => {
        const all = inflate(bytesOf('x', gzipSync(blanks(MAX_INFLATED_BYTES - 1)), gzipSync('')));

        expect(all.map(({ bytes, refusal }) => [bytes.length, refusal])).toEqual([
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
        ['bare', header(0), 10],
        ['with an extra field', header(4, EXTRA), 15],
        ['with a name', header(8, 'a.gz\0'), 15],
        ['with a comment', header(16, 'hi\0'), 13],
        ['with a checksum', header(2, 'cc'), 12],
        ['with all', header(30, EXTRA, 'a\0', 'b\0', 'cc'), 21],
        ['with a name that does not end', header(8, 'abc'), 13],
        ['of nothing', Buffer.alloc(0), 10],
    ])('%s is so long', (_, bytes, expected) => {
        expect(memberHeaderBytes(bytes)).toBe(expected);
    });

    test('of a named file leads to its bytes', () => {
        const plain = Buffer.from('one');
        const trailer = gzipSync(plain).subarray(-8);
        const member = bytesOf(header(8, 'a.json\0'), deflateRawSync(plain), trailer);

        expect(inflated(member, 'plain')).toEqual(['one', 'plain']);
    });
});

test('the header of a member that ends within its extra field is as long as what is there tells', () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);

    expect(memberHeaderBytes(header)).toBe(12);
    expect(memberHeaderBytes(Buffer.concat([header, Buffer.of(5)]))).toBe(17);
    expect(memberHeaderBytes(Buffer.concat([header, Buffer.of(5, 1)]))).toBe(273);
    expect(memberHeaderBytes(Buffer.of(0x1f, 0x8b))).toBe(10);
});
