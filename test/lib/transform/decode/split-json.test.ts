/** Tests of splitting JSON: consecutive values are found, and a broken value does not spoil a valid one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitAtLines, splitJson } from '../../../../lib/transform/decode/split-json.ts';

const spansOf = (text: string): readonly string[] => {
    const bytes = Buffer.from(text);
    return splitJson(bytes).spans.map(
        ({ start, end, closed }) => `${closed ? '' : '!'}${bytes.subarray(start, end).toString()}`,
    );
};

describe('values', () => {
    test.each([
        ['one per line', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
        ['one per line, with CRLF', '{"a":1}\r\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
        ['without a separator', '{"a":1}{"b":2}[3]', ['{"a":1}', '{"b":2}', '[3]']],
        ['with blanks around them', ' \t{"a":1} \n\n {"b":2}  ', ['{"a":1}', '{"b":2}']],
        [
            'over many lines',
            '{\n  "a": [\n    1\n  ]\n}\n{\n  "b": {}\n}',
            ['{\n  "a": [\n    1\n  ]\n}', '{\n  "b": {}\n}'],
        ],
        ['with braces in strings', '{"a":"}{"}{"b":"\\"}"}', ['{"a":"}{"}', '{"b":"\\"}"}']],
        ['with a backslash before a quote', '{"a":"\\\\"}{"b":1}', ['{"a":"\\\\"}', '{"b":1}']],
        ['with byte order marks', '\ufeff{"a":1}\n\ufeff{"b":2}', ['{"a":1}', '{"b":2}']],
        ['inside another, at the start of lines', '{"a":[\n{"b":1},\n{"c":2}\n]}', ['{"a":[\n{"b":1},\n{"c":2}\n]}']],
        ['with commas between', '{"a":1},{"b":2}', ['{"a":1}', '!,', '{"b":2}']],
        ['in an empty text', '', []],
        ['in blanks only', ' \n\t\r', []],
    ])('values are found: %s', (_, text, expected) => {
        expect(spansOf(text)).toEqual(expected);
    });
});

describe('a broken value', () => {
    const GOOD = '{"good":1}';

    test.each([
        ['cut off in a string', '{"a":"b'],
        ['cut off after a backslash', '{"a":"b\\'],
        ['cut off in a key', '{"a'],
        ['cut off after a key', '{"a"'],
        ['cut off after a colon', '{"a":'],
        ['cut off in a list', '{"a":[1,'],
        ['cut off in a number', '{"a":1'],
        ['a brace', '{'],
        ['a quote', '"'],
        ['words', 'no json at all'],
        ['words and a brace', 'no { json'],
        ['the tail of a value', '"x"}}'],
        ['closing braces', '}}]'],
        ['one quote too many', '{"a":"b""}'],
        ['one quote too few', '{"a":b"}'],
    ])('valid lines around a broken value are found: %s', (_, broken) => {
        const parts = spansOf([GOOD, broken, GOOD, GOOD, broken, GOOD].join('\n'));

        expect(parts.filter((part) => part === GOOD)).toHaveLength(4);
        expect(parts.filter((part) => part === `!${broken}`)).toHaveLength(2);
    });

    test('a value after a broken one on the same line is found', () => {
        expect(spansOf('{"a":1{"b":2}')).toEqual(['!{"a":1', '{"b":2}']);
    });

    test('open braces on one line are one span', () => {
        expect(spansOf('{{{{ {{\n{{')).toEqual(['!{{{{ {{', '!{{']);
    });

    test('a broken value over many lines does not spoil the next one', () => {
        const pretty = JSON.stringify({ a: [{ b: 1 }] }, null, 2);

        expect(spansOf(`${pretty.slice(0, -3)}\n${pretty}\n${pretty}`).slice(-2)).toEqual([pretty, pretty]);
    });

    test('splitAtLines splits a closed value at lines that begin with a brace', () => {
        const bytes = Buffer.from('{"a":{"b":\n{"good":1}\n"x"}}\n{"good":2}');

        const closed = splitJson(bytes).spans.map(({ start, end }) => bytes.subarray(start, end));

        expect(closed.map(String)).toEqual(['{"a":{"b":\n{"good":1}\n"x"}}', '{"good":2}']);
        expect(
            closed
                .slice(0, 1)
                .flatMap((part) =>
                    splitAtLines(part, Infinity).spans.map(({ start, end }) => part.toString('utf8', start, end)),
                ),
        ).toEqual(['{"a":{"b":', '{"good":1}', '"x"}}']);
    });
});

describe('bytes that are not a value', () => {
    test.each([
        ['include a value on the same line, because it may be part of them', 'x {"a":1}\n', ['!x {"a":1}']],
        ['end at a line that begins with a brace', 'x\n{"a":1}', ['!x', '{"a":1}']],
        ['end at a brace after blanks at the start of a line', 'x\n \t{"a":1}', ['!x', '{"a":1}']],
        ['do not end at a line that begins with anything else', 'x\ny{"a":1}', ['!x\ny{"a":1}']],
        ['end at a brace after nothing but commas', ', ,{"a":1}', ['!, ,', '{"a":1}']],
        ['end at a brace after nothing but closing braces', '} {"a":1}', ['!}', '{"a":1}']],
        ['end at a brace after nothing but closing brackets', ']{"a":1}', ['!]', '{"a":1}']],
        ['do not end at a brace after punctuation and words', '}x,{"a":1}', ['!}x,{"a":1}']],
    ])('bytes that are not a value %s', (_, text, expected) => {
        expect(spansOf(text)).toEqual(expected);
    });
});

describe('bytes with more to follow', () => {
    const rest = (text: string): readonly [number, number] => {
        const split = splitJson(Buffer.from(text), false);
        return [split.spans.length, split.rest];
    };

    test.each([
        ['an incomplete value is left over', '{"a":1}\n{"b"', [1, 8]],
        ['an incomplete string is left over', '{"a":1}{"b":"', [1, 7]],
        ['bytes that are not a value yet are left over', '{"a":1}\nnoth', [1, 8]],
        ['bytes that are not a value end where a line begins with a brace', 'noth\n{"a":1}\n', [2, 13]],
        ['whole values leave nothing over', '{"a":1}\n{"b":2}\n', [2, 16]],
    ])('%s', (_, text, expected) => {
        expect(rest(text)).toEqual(expected);
    });

    test('bytes in two parts give the same values as whole', () => {
        const text = '{"a":"}{\\""}{"b":[{"c":1},\n{"d":2}]}\n[1,2]\n{"e":"é"}';
        const whole = spansOf(text);
        const bytes = Buffer.from(text);

        const cuts = Array.from({ length: bytes.length }, (_, at) => {
            const first = splitJson(bytes.subarray(0, at), false);
            const later = bytes.subarray(first.rest);
            return [
                ...first.spans.map(({ start, end }) => bytes.toString('utf8', start, end)),
                ...splitJson(later).spans.map(({ start, end }) => later.toString('utf8', start, end)),
            ];
        });

        expect(cuts).toEqual(cuts.map(() => whole));
    });
});

test('the rest is not read after more than maxSpans spans', () => {
    const { spans, rest } = splitJson(Buffer.from('{}'.repeat(10)), true, 3);

    expect([spans.length, rest]).toEqual([4, 8]);
});

describe('any objects', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    const written = fc
        .tuple(object, fc.constantFrom(0, 1, 4, '\t'))
        .map(([value, indent]) => JSON.stringify(value, null, indent));

    test.each([
        ['without a separator', fc.constant('')],
        ['one per line', fc.constant('\n')],
        ['with blanks between them', fc.stringMatching(/^[ \n\r\t]{0,4}$/)],
    ])('any objects are found: %s', (_, between) => {
        fc.assert(
            fc.property(fc.array(fc.tuple(written, between), { minLength: 1, maxLength: 6 }), (parts) => {
                expect(spansOf(parts.flat().join(''))).toEqual(parts.map(([text]) => text));
            }),
            { numRuns: 500 },
        );
    });

    test('spans of any bytes cover all but blanks, in order', () => {
        const bytes = fc.oneof(
            fc.uint8Array({ maxLength: 300 }),
            fc
                .array(
                    fc.constantFrom(
                        '{',
                        '}',
                        '[',
                        ']',
                        '"',
                        '\\',
                        '\n',
                        ',',
                        ':',
                        ' ',
                        'a',
                        '1',
                        '{"a":1}',
                        '\n{"b":"c"}\n',
                    ),
                    { maxLength: 60 },
                )
                .map((parts) => Buffer.from(parts.join(''))),
        );

        fc.assert(
            fc.property(bytes, (input) => {
                const buffer = Buffer.from(input);
                const { spans } = splitJson(buffer);
                let at = 0;
                for (const { start, end } of spans) {
                    expect(start).toBeGreaterThanOrEqual(at);
                    expect(end).toBeGreaterThan(start);
                    expect(buffer.toString('latin1', at, start).replaceAll('\xef\xbb\xbf', '')).toMatch(/^[ \n\r\t]*$/);
                    at = end;
                }
                expect(buffer.toString('latin1', at).replaceAll('\xef\xbb\xbf', '')).toMatch(/^[ \n\r\t]*$/);
            }),
            { numRuns: 2000 },
        );
    });
});
