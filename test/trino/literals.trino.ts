/** Tests that every parameter value is a literal on Trino, whatever its text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../lib/basics/user-error.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { makeQuery, statementOf } from '../support/make-query.ts';
import { queryTrino } from './query-trino.ts';
import { anyText } from '../support/any-text.ts';

const nastyText = fc
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

const renderStatement = (parameter: string, values: readonly string[], statement = 'select :x as x'): string =>
    statementOf(renderQuery(makeQuery([parameter], statement), new Map([['x', values]])));

describe('a string parameter', () => {
    test('the literals are the same strings, one for each value', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(nastyText, { minLength: 1, maxLength: 40 }), async (texts) => {
                const { rows } = await queryTrino(renderStatement(':x list of strings =', texts), 'default');
                expect(rows).toEqual([{ x: texts }]);
            }),
            { numRuns: 25 },
        );
    });

    test.each([
        ['a quote', "'"],
        ['a closing quote and a comment', "' or 1=1 --"],
        ['a comment', '/* x'],
        ['an empty string', ''],
        ['40,000 characters', "𝒳'".repeat(20_000)],
    ])('%s is one literal', async (_, text) => {
        const { rows } = await queryTrino(
            renderStatement(":x string = ''", [text], 'select :x as x, 1 as y'),
            'default',
        );

        expect(rows).toEqual([{ x: text, y: 1 }]);
    });

    test('no values give an empty list of strings', async () => {
        const { rows, columns } = await queryTrino(renderStatement(':x list of strings =', []), 'default');

        expect({ rows, columns }).toEqual({ rows: [{ x: [] }], columns: { x: 'array(varchar)' } });
    });
});

test.each([
    [':x date = current_date', '2024-02-29', 'date', '2024-02-29'],
    [':x timestamp = current_timestamp', '2026-01-31T12:00:00.5+02:00', 'timestamp(3)', '2026-01-31T10:00:00.500Z'],
    [':x integer = 1', '-9007199254740991', 'bigint', -9_007_199_254_740_991],
    [':x double = 1', '-2', 'double', -2],
    [':x double = 1', '1e-9', 'double', 1e-9],
])('%s with the value %j is a %s', async (parameter, text, type, value) => {
    const { rows, columns } = await queryTrino(renderStatement(parameter, [text]), 'default');

    expect({ rows, columns }).toEqual({ rows: [{ x: value }], columns: { x: type } });
});

test('a value of the wrong type is rejected before Trino sees it', () => {
    for (const [parameter, text] of [
        [':x date = current_date', "2026-01-01' or '1'='1"],
        [':x integer = 1', '1 or 1=1'],
        [":x string = 'a'", 'nul \0'],
    ]) {
        expect(() => renderStatement(String(parameter), [String(text)])).toThrow(UserError);
    }
});
