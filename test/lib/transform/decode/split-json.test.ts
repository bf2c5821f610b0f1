/** Tests of the split: values one after another are found, and a broken one takes no good one with it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitAtLines, splitJson } from '../../../../lib/transform/decode/split-json.ts';

const stretches = (text: string): readonly string[] => {
    const bytes = Buffer.from(text);
    return splitJson(bytes).spans.map(
        ({ start, end, closed }) => `${closed ? '' : '!'}${bytes.subarray(start, end).toString()}`,
    );
};

describe('values', () => {
    test.each([
        ['a line each', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
        ['a line each, as on Windows', '{"a":1}\r\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
        ['run together', '{"a":1}{"b":2}[3]', ['{"a":1}', '{"b":2}', '[3]']],
        ['with blanks around', ' \t{"a":1} \n\n {"b":2}  ', ['{"a":1}', '{"b":2}']],
        [
            'over many lines',
            '{\n  "a": [\n    1\n  ]\n}\n{\n  "b": {}\n}',
            ['{\n  "a": [\n    1\n  ]\n}', '{\n  "b": {}\n}'],
        ],
        ['with braces in texts', '{"a":"}{"}{"b":"\\"}"}', ['{"a":"}{"}', '{"b":"\\"}"}']],
        ['with a backslash before a quote', '{"a":"\\\\"}{"b":1}', ['{"a":"\\\\"}', '{"b":1}']],
        ['with byte order marks', '\ufeff{"a":1}\n\ufeff{"b":2}', ['{"a":1}', '{"b":2}']],
        ['that begin lines within another', '{"a":[\n{"b":1},\n{"c":2}\n]}', ['{"a":[\n{"b":1},\n{"c":2}\n]}']],
        ['with commas between', '{"a":1},{"b":2}', ['{"a":1}', '!,', '{"b":2}']],
        ['none', '', []],
        ['none but blanks', ' \n\t\r', []],
    ])('%s', (_, text, expected) => {
        expect(stretches(text)).toEqual(expected);
    });
});

describe('a broken value', () => {
    const GOOD = '{"good":1}';

    test.each([
        ['cut off in a text', '{"a":"b'],
        ['cut off after a backslash', '{"a":"b\\'],
        ['cut off in a key', '{"a'],
        ['cut off after a key', '{"a"'],
        ['cut off after a colon', '{"a":'],
        ['cut off in a list', '{"a":[1,'],
        ['cut off in a number', '{"a":1'],
        ['of a brace', '{'],
        ['of a quote', '"'],
        ['of words', 'no json at all'],
        ['of words and a brace', 'no { json'],
        ['of a tail', '"x"}}'],
        ['of closing braces', '}}]'],
        ['of a quote too many', '{"a":"b""}'],
        ['of a quote too few', '{"a":b"}'],
    ])('%s takes no good line with it', (_, broken) => {
        const parts = stretches([GOOD, broken, GOOD, GOOD, broken, GOOD].join('\n'));

        expect(parts.filter((part) => part === GOOD)).toHaveLength(4);
        expect(parts.filter((part) => part === `!${broken}`)).toHaveLength(2);
    });

    test('cut off before one run together with it is found', () => {
        expect(stretches('{"a":1{"b":2}')).toEqual(['!{"a":1', '{"b":2}']);
    });

    test('made of nothing but beginnings on one line is one stretch', () => {
        expect(stretches('{{{{ {{\n{{')).toEqual(['!{{{{ {{', '!{{']);
    });

    test('printed over many lines keeps the next one whole', () => {
        const pretty = JSON.stringify({ a: [{ b: 1 }] }, null, 2);

        expect(stretches(`${pretty.slice(0, -3)}\n${pretty}\n${pretty}`).slice(-2)).toEqual([pretty, pretty]);
    });

    test('that closes all the same is cut at the lines that begin with a brace', () => {
        const bytes = Buffer.from('{"a":{"b":\n{"good":1}\n"x"}}\n{"good":2}');

        const closed = splitJson(bytes).spans.map(({ start, end }) => bytes.subarray(start, end));

        expect(closed.map(String)).toEqual(['{"a":{"b":\n{"good":1}\n"x"}}', '{"good":2}']);
        expect(
            closed
                .slice(0, 1)
                .flatMap((stretch) =>
                    splitAtLines(stretch).spans.map(({ start, end }) => stretch.toString('utf8', start, end)),
                ),
        ).toEqual(['{"a":{"b":', '{"good":1}', '"x"}}']);
    });
});

describe('what is no value', () => {
    test.each([
        ['keeps a value on its line, for it may be part of it', 'x {"a":1}\n', ['!x {"a":1}']],
        ['ends at a line that begins with a brace', 'x\n{"a":1}', ['!x', '{"a":1}']],
        ['ends at a brace that is the first but blanks of its line', 'x\n \t{"a":1}', ['!x', '{"a":1}']],
        ['does not end at a line that begins with anything else', 'x\ny{"a":1}', ['!x\ny{"a":1}']],
        ['ends at a brace after nothing but commas', ', ,{"a":1}', ['!, ,', '{"a":1}']],
        ['ends at a brace after nothing but closing braces', '} {"a":1}', ['!}', '{"a":1}']],
        ['ends at a brace after nothing but closing brackets', ']{"a":1}', ['!]', '{"a":1}']],
        ['does not end at a brace after punctuation and words', '}x,{"a":1}', ['!}x,{"a":1}']],
    ])('%s', (_, text, expected) => {
        expect(stretches(text)).toEqual(expected);
    });
});

describe('when more bytes follow', () => {
    const rest = (text: string): readonly [number, number] => {
        const { spans, rest: left } = splitJson(Buffer.from(text), false);
        return [spans.length, left];
    };

    test.each([
        ['an incomplete value is left over', '{"a":1}\n{"b"', [1, 8]],
        ['an incomplete text is left over', '{"a":1}{"b":"', [1, 7]],
        ['what is no value so far is left over', '{"a":1}\nnoth', [1, 8]],
        ['what is no value is done with where a line begins with a brace', 'noth\n{"a":1}\n', [2, 13]],
        ['nothing is left over of whole values', '{"a":1}\n{"b":2}\n', [2, 16]],
    ])('%s', (_, text, expected) => {
        expect(rest(text)).toEqual(expected);
    });

    test('any cut gives the same values as none', () => {
        const text = '{"a":"}{\\""}{"b":[{"c":1},\n{"d":2}]}\n[1,2]\n{"e":"é"}';
        const whole = stretches(text);
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

test('with more stretches than asked for the rest is not looked at', () => {
    const { spans, rest } = splitJson(Buffer.from('{}'.repeat(10)), true, 3);

    expect([spans.length, rest]).toEqual([4, 8]);
});

describe('any objects', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    const written = fc
        .tuple(object, fc.constantFrom(0, 1, 4, '\t'))
        .map(([value, indent]) => JSON.stringify(value, null, indent));

    test.each([
        ['run together', fc.constant('')],
        ['a line each', fc.constant('\n')],
        ['with blanks between', fc.stringMatching(/^[ \n\r\t]{0,4}$/)],
    ])('%s come back', (_, between) => {
        fc.assert(
            fc.property(fc.array(fc.tuple(written, between), { minLength: 1, maxLength: 6 }), (parts) => {
                expect(stretches(parts.flat().join(''))).toEqual(parts.map(([text]) => text));
            }),
            { numRuns: 500 },
        );
    });

    test('cover all bytes but blanks, in order, whatever the bytes are', () => {
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
            fc.property(bytes, (given) => {
                const buffer = Buffer.from(given);
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
