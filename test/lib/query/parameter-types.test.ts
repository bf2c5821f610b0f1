/** Tests of header defaults of every type. */
import { expect, test } from 'vitest';
import { PARAMETER_TYPES, type ParameterTypeName } from '../../../lib/query/parameter-types.ts';

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 5);

test.each<[ParameterTypeName, string, readonly string[], string | null]>([
    ['date', "current_date - interval '7' day", ['2026-01-24'], "cast(current_date - interval '7' day as date)"],
    ['date', 'current_date', ['2026-01-31'], 'cast(current_date as date)'],
    ['date', "date '2026-01-02'", ['2026-01-02'], "date '2026-01-02'"],
    ['date', 'tomorrow', [], null],
    ['timestamp', 'current_timestamp', ['2026-01-31T12:00:00.005Z'], 'cast(current_timestamp as timestamp)'],
    ['timestamp', "timestamp '2026-01-02 03:04:05'", ['2026-01-02 03:04:05'], "timestamp '2026-01-02 03:04:05.000'"],
    ['timestamp', 'now', [], null],
    ['integer', '20', ['20'], '20'],
    ['integer', 'many', ['many'], null],
    ['double', '-0.5', ['-0.5'], '(-5e-1)'],
    ['string', "'it''s'", ["it's"], "'it''s'"],
    ['string', 'bare', [], null],
    ['list of strings', "'a', 'b''c'", ['a', "b'c"], "array['a', 'b''c']"],
    ['list of strings', '', [], "regexp_extract_all('', 'x')"],
    ['list of strings', 'a, b', [], null],
])('the default of type %s %j is resolved, or rejected if invalid', (type, written, values, sql) => {
    expect(PARAMETER_TYPES[type].defaultValues(written, NOW)).toEqual(values);
    expect(PARAMETER_TYPES[type].defaultSql(written)).toBe(sql);
});
