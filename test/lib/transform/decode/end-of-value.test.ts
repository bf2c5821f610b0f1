/** Tests of finding the end of a value: closed, broken off, or open. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfValue } from '../../../../lib/transform/decode/end-of-value.ts';

const endOf = (text: string, start = 0, strict = false): readonly [string, number] => {
    const { how, end } = endOfValue(Buffer.from(text), start, strict);
    return [how, end];
};

describe('a value', () => {
    test.each([
        ['an object', '{"a":1} x', ['closed', 7]],
        ['a list', '[1,2]3', ['closed', 5]],
        ['values within values', '{"a":[{"b":[]}]}{', ['closed', 16]],
        ['brackets in a string', '{"a":"}]{["}', ['closed', 12]],
        ['an escaped quote', '{"a":"\\"}"}', ['closed', 11]],
        ['an escaped backslash before a quote', '{"a":"\\\\"}', ['closed', 10]],
        ['lines that begin with a brace', '[\n{"a":1},\n{"b":2}\n]', ['closed', 20]],
        ['a bracket closed by the other kind, which the parser rejects', '{]', ['closed', 2]],
    ])('the end is found with %s', (_, text, expected) => {
        expect(endOf(text)).toEqual(expected);
    });

    test('the end is found from any start', () => {
        expect(endOf('{"a":1}{"b":2}', 7)).toEqual(['closed', 14]);
    });
});

describe('a value that was cut off', () => {
    test.each([
        ['before a value where none can begin ends there', '{"a":1{"b":2}', ['broken', 6]],
        ['in a string ends at the newline', '{"a":"b\n{"c":1}', ['broken', 7]],
        ['after a backslash in a string ends at the newline', '{"a":"b\\\n{"c":1}', ['broken', 8]],
        ['inside a list ends at the first line that begins with a brace', '{"a":[\n{"b":1}\n{"c":1}', ['broken', 7]],
        ['at the end of the bytes is open', '{"a":[1,2', ['open', 9]],
        ['in a string at the end of the bytes is open', '{"a":"b', ['open', 7]],
        [
            'at the end of the bytes is open up to the first line that begins with a brace',
            '{"a":[\n{"b":1}',
            ['open', 7],
        ],
    ])('a value cut off %s', (_, text, expected) => {
        expect(endOf(text)).toEqual(expected);
    });

    test('a strict pass ends a value at any line that begins with a brace', () => {
        expect(endOf('[\n{"a":1}\n]', 0, true)).toEqual(['broken', 2]);
    });

    test.each(['[\n[1]\n]', '[{"a":1}]', '[\n {"a":1}]'])(
        'a strict pass does not end a value at other brackets: %j',
        (text) => {
            expect(endOf(text, 0, true)).toEqual(['closed', text.length]);
        },
    );
});

test('any object ends where its text ends, whatever follows', () => {
    fc.assert(
        fc.property(
            fc.dictionary(fc.string(), fc.jsonValue()),
            fc.constantFrom(0, 2),
            fc.constantFrom('', ' ', '{', '}', '"', '\n{}'),
            (object, indent, after) => {
                const text = JSON.stringify(object, null, indent);

                expect(endOf(text + after)).toEqual(['closed', Buffer.byteLength(text)]);
            },
        ),
        { numRuns: 1000 },
    );
});

test('`seen` is the last index read: no bytes after the value are read', () => {
    expect(endOfValue(Buffer.from('{"a":1}{"b"'), 0, false).seen).toBe(6);
    expect(endOfValue(Buffer.from('{"a":1{"b":2}'), 0, false).seen).toBe(6);
    expect(endOfValue(Buffer.from('{"a":'), 0, false).seen).toBe(5);
});
