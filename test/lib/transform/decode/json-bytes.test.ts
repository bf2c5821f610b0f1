/** Tests of the bytes of JSON's punctuation and whitespace. */
import { expect, test } from 'vitest';
import * as bytes from '../../../../lib/transform/decode/json-bytes.ts';

test('each constant is the character of its name', () => {
    const { NEWLINE, QUOTE, BACKSLASH, COMMA, COLON, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE } = bytes;

    expect(
        Buffer.from([
            NEWLINE,
            QUOTE,
            BACKSLASH,
            COMMA,
            COLON,
            OPEN_BRACKET,
            CLOSE_BRACKET,
            OPEN_BRACE,
            CLOSE_BRACE,
        ]).toString(),
    ).toBe('\n"\\,:[]{}');
});

test('a byte is blank if JSON.parse accepts it before a value', () => {
    const isAccepted = (byte: number): boolean => {
        try {
            return JSON.parse(`${String.fromCharCode(byte)}0`) === 0;
        } catch {
            return false;
        }
    };
    const all = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte < 0x30 || byte > 0x39);

    expect(all.filter(bytes.isBlank)).toEqual(all.filter((byte) => byte !== 0x2d && isAccepted(byte)));
});

test.each([[[0xef, 0xbb, 0]], [[0xef, 0, 0xbf]], [[0, 0xbb, 0xbf]], [[0xef, 0xbb]]])(
    'the bytes %j are not a byte order mark',
    (some) => {
        expect(bytes.isByteOrderMark(Buffer.from(some), 0)).toBe(false);
    },
);

test.each([
    ['\ufeff{}', 0, true],
    ['{}\ufeff', 2, true],
    ['\ufeff{}', 1, false],
    ['\ufffe', 0, false],
    ['', 0, false],
])('the text %j at %i has a byte order mark: %s', (text, at, expected) => {
    expect(bytes.isByteOrderMark(Buffer.from(text), at)).toBe(expected);
});
