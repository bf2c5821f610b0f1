/** Tests of writing JSON at any depth. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../schemas/json-text.ts';

const LEVELS = 100_000;
const nested = (inner: string, levels = LEVELS): string => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;

test('jsonText equals JSON.stringify for any value', () => {
    fc.assert(
        fc.property(fc.jsonValue(), (value) => {
            expect(jsonText(value)).toBe(JSON.stringify(value));
        }),
        { numRuns: 2000 },
    );
});

test.each([
    ['lists', nested('1')],
    ['objects', `${'{"a":'.repeat(LEVELS)}null${'}'.repeat(LEVELS)}`],
    ['both, with other values', `{"a\\"b":[1,"x",{},[],true,${nested('{"c":[2,{"d":false}]}')}],"e":"\\ud800"}`],
    ['lists, with a wide list', `[${nested('')},${'1,'.repeat(400_000)}1]`],
    [
        'lists, with a wide object',
        `[${nested('')},{${Array.from({ length: 200_000 }, (_, at) => `"k${at}":1`).join()}}]`,
    ],
])('100,000 levels of %s are written', (_, text) => {
    expect(jsonText(JSON.parse(text)) === text).toBe(true);
});

test('jsonText writes any value inside 8,000 levels', () => {
    fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
            const text = nested(JSON.stringify(value), 8000);

            expect(jsonText(JSON.parse(text)) === text).toBe(true);
        }),
        { numRuns: 100 },
    );
});
