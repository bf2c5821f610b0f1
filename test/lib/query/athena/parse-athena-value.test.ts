/** Tests of parsing Athena's values. */
import { expect, test } from 'vitest';
import { parseAthenaValue, isNumberType } from '../../../../lib/query/athena/parse-athena-value.ts';

test.each<[string, string | null, unknown]>([
    ['varchar', null, null],
    ['bigint', null, null],
    ['varchar', '', ''],
    ['varchar', 'null', 'null'],
    ['bigint', '-42', -42],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['integer', '7', 7],
    ['double', '1.0E10', 1e10],
    ['double', '-0.25', -0.25],
    ['double', 'NaN', 'NaN'],
    ['double', 'Infinity', 'Infinity'],
    ['decimal(5,2)', '1.50', 1.5],
    ['decimal', '12345678901234567890.5', '12345678901234567890.5'],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['date', '2026-01-31', '2026-01-31'],
    ['timestamp', '2026-01-31 12:00:00.000', '2026-01-31T12:00:00.000Z'],
    ['timestamp(3)', '2026-01-31 12:00:00.123', '2026-01-31T12:00:00.123Z'],
    ['timestamp', '2026-01-31 12:00:00', '2026-01-31T12:00:00.000Z'],
    ['timestamp', '2026-01-31 12:00:00.123456', '2026-01-31T12:00:00.123456Z'],
    ['timestamp with time zone', '2026-01-31 12:00:00.000 UTC', '2026-01-31T12:00:00.000Z'],
    ['timestamp', '+12026-01-31 12:00:00.000', '+12026-01-31 12:00:00.000'],
    ['array', '[a, b]', '[a, b]'],
    ['map', '{a=1}', '{a=1}'],
])('Athena’s %s %j is parsed as %j', (type, text, value) => {
    expect(parseAthenaValue(text, type)).toEqual(value);
});

test('isNumberType is true only for numeric types', () => {
    expect(
        ['bigint', 'double', 'real', 'decimal(5,2)', 'integer', 'varchar', 'boolean', 'date', 'timestamp'].filter(
            isNumberType,
        ),
    ).toEqual(['bigint', 'double', 'real', 'decimal(5,2)', 'integer']);
});
