/** Tests of rendering parameters into SQL, also with random values. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { toJsonValue } from '../../../lib/query/duckdb-value.ts';
import { renderQuery, resolveValues } from '../../../lib/query/render-query.ts';
import { makeQuery, statementOf } from '../../support/make-query.ts';
import { anyText } from '../../support/any-text.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run("set TimeZone = 'UTC'");
});

const valueOf = async (sql: string): Promise<unknown> =>
    toJsonValue((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? null);

const render = (parameter: string, values?: readonly string[], statement = 'select :x'): string =>
    statementOf(renderQuery(makeQuery([parameter], statement), new Map(values === undefined ? [] : [['x', values]])));

const errorOf = (run: () => unknown): unknown => {
    try {
        return run();
    } catch (error) {
        return error;
    }
};

describe('a value of a parameter', () => {
    test.each([
        [':x date = current_date', ['2026-01-31'], "select date '2026-01-31'"],
        [':x timestamp = current_timestamp', ['2026-01-31T12:00:00Z'], "select timestamp '2026-01-31 12:00:00.000'"],
        [
            ':x timestamp = current_timestamp',
            ['2026-01-31T12:00:00.5+02:00'],
            "select timestamp '2026-01-31 10:00:00.500'",
        ],
        [':x timestamp = current_timestamp', ['2026-01-31'], "select timestamp '2026-01-31 00:00:00.000'"],
        [':x integer = 1', ['20'], 'select 20'],
        [':x integer = 1', ['-007'], 'select (-7)'],
        [':x double = 1', ['2'], 'select 2e+0'],
        [':x double = 1', ['-0.25'], 'select (-2.5e-1)'],
        [":x string = 'a'", ["it's"], "select 'it''s'"],
        [":x string = 'a'", [''], "select ''"],
        [':x list of strings =', ['a', "b's, c"], "select array['a', 'b''s, c']"],
    ])('a value for %s, %j, becomes a literal', (parameter, values, sql) => {
        expect(render(parameter, values)).toBe(sql);
    });

    test.each([
        [':x date = current_date', '2026-02-30'],
        [':x date = current_date', '2026-1-1'],
        [':x date = current_date', '0000-01-01'],
        [':x date = current_date', "2026-01-01' or '1'='1"],
        [':x date = current_date', 'current_date'],
        [':x timestamp = current_timestamp', '1767225600000'],
        [':x timestamp = current_timestamp', '2026-01-31T25:00:00Z'],
        [':x integer = 1', '1.0'],
        [':x integer = 1', '1e3'],
        [':x integer = 1', ''],
        [':x integer = 1', '9007199254740993'],
        [':x integer = 1', '0x10'],
        [':x double = 1', 'NaN'],
        [':x double = 1', '1e999'],
        [':x double = 1', '1;2'],
        [":x string = 'a'", 'nul \0 inside'],
        [":x string = 'a'", 'half \ud800 a pair'],
        [':x list of strings =', 'nul \0'],
    ])('an invalid value for %s, %j, is rejected with the allowed values', (parameter, value) => {
        const error = errorOf(() => render(parameter, [value]));

        expect(error).toBeInstanceOf(UserError);
        expect(error).toMatchObject({
            exitCode: 2,
            message: expect.stringMatching(
                /^--x takes .+; got ".*"\. Parameters of sample:\n {2}--x {2}.+ \(default: .+\)$/,
            ),
        });
        expect(String(error)).not.toContain('\0');
    });

    test('allowlisted takes hidden and shown only', () => {
        const query = makeQuery([":allowlisted string = 'shown'"], 'select :allowlisted');

        expect(renderQuery(query, new Map([['allowlisted', ['hidden']]]))).toContain("select 'hidden'");
        for (const value of ['foo', 'Shown', ''])
            expect(() => renderQuery(query, new Map([['allowlisted', [value]]]))).toThrow(
                `--allowlisted takes hidden or shown; got "${value}". Parameters of sample:`,
            );
    });

    test('two values for a parameter of one value are rejected', () => {
        expect(errorOf(() => render(':x integer = 1', ['1', '2']))).toMatchObject({
            message: expect.stringContaining('; got "1", "2"'),
        });
    });

    test('a value for an unknown parameter is rejected with the list of parameters', () => {
        const error = errorOf(() =>
            renderQuery(makeQuery([':first_day date = current_date'], 'select 1'), new Map([['frist_day', ['x']]])),
        );

        expect(error).toEqual(
            new UserError(
                'sample has no parameter --frist-day. Parameters of sample:\n' +
                    '  --first-day  a UTC day, such as 2026-01-31 (default: today)',
                2,
            ),
        );
    });
});

describe('a parameter without a value', () => {
    test.each([
        [":x date = current_date - interval '7' day", "select cast(current_date - interval '7' day as date)"],
        [":x date = date '2026-01-31'", "select date '2026-01-31'"],
        [':x timestamp = current_timestamp', 'select cast(current_timestamp as timestamp)'],
        [':x double = 900', 'select 9e+2'],
        [":x string = 'it''s'", "select 'it''s'"],
        [":x list of strings = 'a', 'b'", "select array['a', 'b']"],
        [':x list of strings =', "select regexp_extract_all('', 'x')"],
    ])('%s renders as its default', (parameter, sql) => {
        expect(render(parameter)).toBe(sql);
    });

    test('an empty list contains nothing', async () => {
        expect(
            await valueOf(render(':x list of strings =', undefined, "select contains(:x, 'a') or contains(:x, '')")),
        ).toBe(false);
    });

    test('relative defaults are resolved at the given time', () => {
        const query = makeQuery(
            [
                ":a date = current_date - interval '7' day",
                ':b date = current_date',
                ':c timestamp = current_timestamp',
                ':d integer = 5',
                ":e string = 'it''s'",
                ":f list of strings = 'x', 'y'",
                ':g list of strings =',
                ":h date = date '2020-02-29'",
            ],
            'select 1',
        );

        const values = resolveValues(query, new Map([['d', ['6']]]), Date.UTC(2026, 0, 3, 23, 59));

        expect(Object.fromEntries(values)).toEqual({
            a: ['2025-12-27'],
            b: ['2026-01-03'],
            c: ['2026-01-03T23:59:00.000Z'],
            d: ['6'],
            e: ["it's"],
            f: ['x', 'y'],
            g: [],
            h: ['2020-02-29'],
        });
    });
});

describe('the SQL text', () => {
    test.each([
        ["select ':x', :x", "select ':x', 5"],
        ["select 'it''s :x', :x", "select 'it''s :x', 5"],
        ['select ":x", :x', 'select ":x", 5'],
        ['select 1 -- :x\n, :x', 'select 1 -- :x\n, 5'],
        ['select /* :x \n :x */ :x', 'select /* :x \n :x */ 5'],
        ['select a::x, :x', 'select a::x, 5'],
        ['select 1-:x, 1- -:x', 'select 1-5, 1- -5'],
        ['select x[1]:x', 'select x[1]5'],
    ])('%j keeps text that only looks like a parameter', (statement, sql) => {
        expect(render(':x integer = 1', ['5'], statement)).toBe(sql);
    });

    test('a value that looks like a parameter is not replaced', () => {
        const query = makeQuery([":a string = ''", ":b string = ''"], 'select :a, :b');

        expect(
            statementOf(
                renderQuery(
                    query,
                    new Map([
                        ['a', [':b']],
                        ['b', ['$& $1']],
                    ]),
                ),
            ),
        ).toBe("select ':b', '$& $1'");
    });

    test('a minus sign before a negative number does not start a comment', async () => {
        expect(await valueOf(render(':x integer = 1', ['-1'], 'select 3 -:x'))).toBe(4);
    });

    test('an undeclared parameter throws an Error', () => {
        expect(() => renderQuery(makeQuery([], 'select :y'))).toThrow('sample uses :y and does not declare it');
    });
});

describe('any text as a value', () => {
    const nasty = fc.oneof(
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
                    '\u0000',
                    '$1',
                    '$$',
                    '%',
                    "' or 1=1 --",
                    'x',
                ),
                { maxLength: 12 },
            )
            .map((parts) => parts.join('')),
    );

    test('the literal of a string evaluates to the same string', async () => {
        await fc.assert(
            fc.asyncProperty(nasty, async (text) => {
                const sql = errorOf(() => render(":x string = 'a'", [text], 'select :x, 1'));
                if (sql instanceof UserError) return text.includes('\0') || /\p{Cs}/u.test(text);
                const rows = (await connection.runAndReadAll(String(sql))).getRows();
                return rows.length === 1 && rows[0]?.[0] === text && rows[0][1] === 1;
            }),
            { numRuns: 500 },
        );
    });

    test('the literal of a list evaluates to the same list', async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(
                    nasty.filter((text) => !/\0|\p{Cs}/u.test(text)),
                    { maxLength: 5 },
                ),
                async (texts) => {
                    const found = await valueOf(render(':x list of strings =', texts));
                    return JSON.stringify(found) === JSON.stringify(texts);
                },
            ),
            { numRuns: 200 },
        );
    });

    test('a day, time or number is rendered only if it is valid', async () => {
        const types = [
            [':x date = current_date', /^date '\d{4}-\d\d-\d\d'$/],
            [':x timestamp = current_timestamp', /^timestamp '[\d: .-]{23}'$/],
            [':x integer = 1', /^\d+$|^\(-\d+\)$/],
            [':x double = 1', /^[\d.]+e[+-]\d+$|^\(-[\d.]+e[+-]\d+\)$/],
        ] as const;
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom(...types),
                fc.oneof(
                    nasty,
                    fc.double().map(String),
                    fc.integer().map(String),
                    fc.date({ noInvalidDate: true }).map((day) => day.toISOString()),
                ),
                async ([parameter, literal], text) => {
                    const sql = errorOf(() => render(parameter, [text]));
                    return sql instanceof UserError || literal.test(String(sql).replace('select ', ''));
                },
            ),
            { numRuns: 500 },
        );
    });
});
