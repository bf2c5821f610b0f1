/** A value given for a parameter is a literal on Trino too, whatever text it is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Complaint } from '../../lib/basics/complaint.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { givenQuery, statementOf } from '../support/given-query.ts';
import { askTrino } from './trino.ts';
import { anyText } from '../support/any-text.ts';

const nasty = fc
    .oneof(
        anyText(),
        fc
            .array(
                fc.constantFrom(
                    "'",
                    "''",
                    '"',
                    '--',
                    '/*',
                    '*/',
                    ';',
                    ':x',
                    '::',
                    '\\',
                    '\n',
                    '\r',
                    '\u2028',
                    'é',
                    '𝒳',
                    '$1',
                    '$$',
                    '%',
                    "' or 1=1 --",
                    'x',
                ),
                { maxLength: 12 },
            )
            .map((parts) => parts.join('')),
    )
    .filter((text) => !/\0|\p{Cs}/u.test(text));

const rendered = (parameter: string, values: readonly string[], statement = 'select :x as x'): string =>
    statementOf(renderQuery(givenQuery([parameter], statement), new Map([['x', values]])));

describe('whatever text is given', () => {
    test('the literals are these texts again, and stay one value each', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 40 }), async (texts) => {
                const { rows } = await askTrino(rendered(':x list of strings =', texts), 'default');
                expect(rows).toEqual([{ x: texts }]);
            }),
            { numRuns: 25 },
        );
    });

    test.each([
        ['a quote', "'"],
        ['an end of text and a comment', "' or 1=1 --"],
        ['a comment', '/* x'],
        ['nothing', ''],
        ['40,000 characters', "𝒳'".repeat(20_000)],
    ])('%s alone is one text', async (_, text) => {
        const { rows } = await askTrino(rendered(":x string = ''", [text], 'select :x as x, 1 as y'), 'default');

        expect(rows).toEqual([{ x: text, y: 1 }]);
    });

    test('no values are an empty list of texts', async () => {
        const { rows, columns } = await askTrino(rendered(':x list of strings =', []), 'default');

        expect({ rows, columns }).toEqual({ rows: [{ x: [] }], columns: { x: 'array(varchar)' } });
    });
});

test.each([
    [':x date = current_date', '2024-02-29', 'date', '2024-02-29'],
    [':x timestamp = current_timestamp', '2026-01-31T12:00:00.5+02:00', 'timestamp(3)', '2026-01-31T10:00:00.500Z'],
    [':x integer = 1', '-9007199254740991', 'bigint', -9_007_199_254_740_991],
    [':x double = 1', '-2', 'double', -2],
    [':x double = 1', '1e-9', 'double', 1e-9],
])('%s, given %j, is a %s', async (parameter, given, type, value) => {
    const { rows, columns } = await askTrino(rendered(parameter, [given]), 'default');

    expect({ rows, columns }).toEqual({ rows: [{ x: value }], columns: { x: type } });
});

test('what is not of the type never gets there', () => {
    for (const [parameter, given] of [
        [':x date = current_date', "2026-01-01' or '1'='1"],
        [':x integer = 1', '1 or 1=1'],
        [":x string = 'a'", 'nul \0'],
    ]) {
        expect(() => rendered(String(parameter), [String(given)])).toThrow(Complaint);
    }
});
