/** Tests of JSON as text, however deep. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../schemas/json-text.ts';

const LEVELS = 100_000;
const nested = (inner: string, levels = LEVELS): string => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;

test('any value is written as JSON.stringify does', () => {
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
    ['both, and more beside', `{"a\\"b":[1,"x",{},[],true,${nested('{"c":[2,{"d":false}]}')}],"e":"\\ud800"}`],
    ['lists, and a wide one beside', `[${nested('')},${'1,'.repeat(400_000)}1]`],
    [
        'lists, and a wide object beside',
        `[${nested('')},{${Array.from({ length: 200_000 }, (_, at) => `"k${at}":1`).join()}}]`,
    ],
])('100,000 levels of %s are written', (_, text) => {
    expect(jsonText(JSON.parse(text)) === text).toBe(true);
});

test('any value is written the same at the bottom of a deep one', () => {
    fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
            const text = nested(JSON.stringify(value), 8000);

            expect(jsonText(JSON.parse(text)) === text).toBe(true);
        }),
        { numRuns: 100 },
    );
});
