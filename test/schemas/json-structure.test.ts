/** Tests of the bounds on the structure of JSON. */
import { describe, expect, test } from 'vitest';
import { CHECKED_CHARACTERS, structureOf, structureProblem } from '../../schemas/json-structure.ts';

describe('the structure', () => {
    test.each([
        ['an object in a list', '[{"a":1},{"b":[2,3]}]', { depth: 3, values: 6 }],
        ['brackets and commas in strings', '{"[{,":"}],"}', { depth: 1, values: 1 }],
        ['escaped quotes', '["\\"[[","\\\\",[]]', { depth: 2, values: 4 }],
        ['consecutive values', '{}\n{"a":[]}', { depth: 2, values: 3 }],
        ['brackets that are not closed', '[[{', { depth: 3, values: 3 }],
        ['closing brackets alone', ']]}[', { depth: 1, values: 1 }],
        ['a string that a newline breaks off', '"[[[\n[', { depth: 1, values: 1 }],
        ['a newline after a backslash, which is no escape', '"\\\n["[', { depth: 1, values: 1 }],
        ['a string without an end', '["[[[', { depth: 1, values: 1 }],
        ['no text', '', { depth: 0, values: 0 }],
    ])('%s', (_, text, expected) => {
        expect(structureOf(text)).toEqual(expected);
    });
});

const nested = (levels: number, pad = 0): string => '['.repeat(levels) + ' '.repeat(pad) + ']'.repeat(levels);

describe('the bounds', () => {
    test.each([
        ['1,000 levels', nested(1000, CHECKED_CHARACTERS), null],
        ['1,001 levels', nested(1001, CHECKED_CHARACTERS), 'too_deep'],
        ['1,000,000 lists and commas', `[${'[],'.repeat(499_999)}1]`, null],
        [
            '1,000,001 lists and commas',
            `[${'[],'.repeat(499_999)}[]]`.replace('[', '[[').concat(']'),
            'too_many_values',
        ],
        ['a million deep lists', nested(1_000_001), 'too_many_values'],
    ] as const)('%s', (_, text, expected) => {
        expect(structureProblem(text)).toBe(expected);
    });

    test('a text of at most 64 KiB is not walked', () => {
        const half = CHECKED_CHARACTERS / 2;

        expect([structureProblem(nested(half)), structureProblem(nested(half, 1))]).toEqual([null, 'too_deep']);
    });
});
