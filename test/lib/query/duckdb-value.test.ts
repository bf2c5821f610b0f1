/** Tests of the conversion of DuckDB values to JSON. */
import { expect, test } from 'vitest';
import { queryRows } from '../../support/query-rows.ts';

test.each([
    ['null', null],
    ['true', true],
    ['cast(5 as tinyint)', 5],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['cast(5 as hugeint)', 5],
    ['170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
    ['cast(18446744073709551615 as ubigint)', '18446744073709551615'],
    ['1.5', 1.5],
    ['cast(-0.05 as decimal(18, 2))', -0.05],
    ['cast(12345678901234567.89 as decimal(38, 2))', '12345678901234567.89'],
    ['1e0 / 3', 1 / 3],
    ["cast('nan' as double)", 'NaN'],
    ["cast('-infinity' as double)", '-Infinity'],
    ["date '2026-01-31'", '2026-01-31'],
    ["timestamp '2026-01-31 12:00:00'", '2026-01-31T12:00:00.000Z'],
    ["timestamp '2026-01-31 12:00:00.123456'", '2026-01-31T12:00:00.123456Z'],
    ["timestamp '1969-12-31 23:59:59.999999'", '1969-12-31T23:59:59.999999Z'],
    ["timestamp '0001-01-01 00:00:00'", '0001-01-01T00:00:00.000Z'],
    ["timestamp '294000-01-01 00:00:00'", '294000-01-01 00:00:00'],
    ["cast('infinity' as timestamp)", 'infinity'],
    ["timestamp_s '2026-01-31 12:00:00'", '2026-01-31T12:00:00.000Z'],
    ["timestamp_ms '2026-01-31 12:00:00.5'", '2026-01-31T12:00:00.500Z'],
    ["timestamp_ns '2026-01-31 12:00:00.5'", '2026-01-31T12:00:00.500Z'],
    ["timestamptz '2026-01-31 12:00:00+02:00'", '2026-01-31T10:00:00.000Z'],
    ["time '12:00:00'", '12:00:00'],
    ["interval '2' day", '2 days'],
    ["cast('6b3a0c1e-0000-4000-8000-000000000001' as uuid)", '6b3a0c1e-0000-4000-8000-000000000001'],
    ["array['a', null]", ['a', null]],
    ["array[timestamp '2026-01-31 12:00:00']", ['2026-01-31T12:00:00.000Z']],
    ["{'a': {'b': [1, null]}, 'c': date '2026-01-31'}", { a: { b: [1, null] }, c: '2026-01-31' }],
    [
        "map(['__proto__', 'b'], [1, 2])",
        Object.fromEntries([
            ['__proto__', 1],
            ['b', 2],
        ]),
    ],
    ["union_value(a := timestamp '2026-01-31 12:00:00')", '2026-01-31T12:00:00.000Z'],
    ['map([1], [2])', [{ key: 1, value: 2 }]],
    ['histogram(x)', [{ key: 1, value: 1 }]],
    ["'\u001b[31m𝒳\u0000'", '\u001b[31m𝒳\u0000'],
])('the DuckDB value %s becomes %j', async (expression, value) => {
    const found = await queryRows(
        {},
        `select ${expression.replace('\u0000', "' || chr(0) || '")} as value from (values (1)) as t(x)`,
    );

    expect(found).toEqual([{ value }]);
});
