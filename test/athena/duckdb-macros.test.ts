/** Tests that each DuckDB macro returns what the Trino function returns. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { queryRows } from '../support/query-rows.ts';

const macros = readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8');

describe('the DuckDB macros return what Trino returns', () => {
    test.each([
        ["date_add('day', -1, date '2026-03-01')", '2026-02-28'],
        ["date_add('month', 1, date '2026-01-31')", '2026-02-28'],
        ["date_add('week', 1, date '2026-01-31')", '2026-02-07'],
        ["date_add('minute', -30, timestamp '2026-01-01 00:10:00')", '2025-12-31T23:40:00.000Z'],
        ["date_add('millisecond', 5, timestamp '2026-01-01 00:00:00.000')", '2026-01-01T00:00:00.005Z'],
        ["date_diff('day', timestamp '2026-01-01 23:00:00', timestamp '2026-01-02 01:00:00')", 0],
        ["date_diff('day', date '2026-01-01', date '2026-01-31')", 30],
        ["date_diff('millisecond', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:01.500')", 1500],
        ["date_format(timestamp '2026-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')", '2026-01-02 03:04:05'],
        ["date_format(date '2026-01-02', '%Y-%m-%d')", '2026-01-02'],
        ["date_format(timestamp '2026-01-02 15:04:05', '%W %M %T %h')", 'Friday January 15:04:05 03'],
        ["date_parse('2026-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')", '2026-01-02T03:04:05.000Z'],
        ["date_parse('20260102', '%Y%m%d')", '2026-01-02T00:00:00.000Z'],
        ["from_iso8601_timestamp('2026-01-01T02:00:00+02:00')", '2026-01-01T00:00:00.000Z'],
        ['from_unixtime(1767225600)', '2026-01-01T00:00:00.000Z'],
        ["to_unixtime(timestamp '2026-01-01 00:00:00')", 1_767_225_600],
        ["day_of_week(date '2026-01-04')", 7],
        ["concat('a', null)", null],
        ["concat('a', 'b', 'c', 'd', 'e', 'f')", 'abcdef'],
        ["format('%s is %d of %.2f', 'a', 5, 1.234e0)", 'a is 5 of 1.23'],
        ["regexp_like('abc', 'b')", true],
        ["regexp_replace('a1b2', '[0-9]')", 'ab'],
        ["regexp_replace('a1b2', '([a-z])([0-9])', '$2$1')", '1a2b'],
        ["url_extract_host('https://user@www.example.com:8443/a?b#c')", 'www.example.com'],
        ["url_extract_host('no url')", null],
        [`json_extract_scalar('{"a": {"b": "c"}}', '$.a.b')`, 'c'],
        [`json_extract_scalar('{"a": {"b": "c"}}', '$.a')`, null],
        [`json_extract_scalar('{"a": 5}', '$.a')`, '5'],
        [`json_extract_scalar('{"a": null}', '$.a')`, null],
        ["array_join(array['a', null, 'b'], '-')", 'a-b'],
        ["cardinality(array['a', 'b'])", 2],
        ['cardinality(cast(null as varchar[]))', null],
        ["element_at(array['a', 'b'], 2)", 'b'],
        ["element_at(array['a', 'b'], -1)", 'b'],
        ["element_at(array['a', 'b'], 3)", null],
        ["element_at(array['a', 'b'], null)", null],
        ["element_at(map_agg('k', 1), 'k')", 1],
        ["element_at(map_agg('k', 1), 'l')", null],
        ["reverse(array['a', 'b'])", ['b', 'a']],
        ["reverse('ab')", 'ba'],
        ['sequence(1, 3)', [1, 2, 3]],
        ["sequence(date '2026-01-30', date '2026-02-01')", ['2026-01-30', '2026-01-31', '2026-02-01']],
        [
            "sequence(date '2026-01-01', date '2026-01-05', interval '2' day)",
            ['2026-01-01', '2026-01-03', '2026-01-05'],
        ],
        [
            "sequence(timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 02:00:00', interval '1' hour)",
            ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z'],
        ],
        ["regexp_extract_all('', 'x')", []],
    ])('%s', async (expression, value) => {
        const rows = await queryRows({}, `select ${expression} as value`);

        expect(rows).toEqual([{ value }]);
    });

    test.each([
        ['approx_distinct(x)', 3],
        ['approx_percentile(x, 0.5)', 2],
        ['every(x > 0)', true],
        ['every(x > 1)', false],
        ["map_agg(concat('k', cast(x as varchar)), x)", { k1: 1, k2: 2, k3: 3 }],
        ['count_if(x > 1)', 2],
        ['count_if(cast(null as boolean))', 0],
        ['max_by(x, -x) filter (where x > 1)', 2],
    ])('the aggregate %s', async (expression, value) => {
        const rows = await queryRows({}, `select ${expression} as value from (values (1), (2), (3)) as t(x)`);

        expect(rows).toEqual([{ value }]);
    });

    test('date_parse rejects an unsupported format and names it', async () => {
        await expect(queryRows({}, "select date_parse('x', '%Q')")).rejects.toThrow(
            'format not supported by athena/duckdb-macros.sql: %Q',
        );
    });

    test('DuckDB’s own commands work with the macros loaded', async () => {
        expect(await queryRows({}, 'describe select 1 as a')).toHaveLength(1);
        expect(await queryRows({}, 'summarize select 1 as a')).toHaveLength(1);
        expect((await queryRows({}, 'show tables')).map((row) => row['name'])).toEqual([
            'allowlist',
            'attempts',
            'auth_events',
            'cognito_metrics',
            'delivery_errors',
            'user_activity',
            'user_notification',
        ]);
    });
});

test('every macro has a case', () => {
    const names = [...macros.matchAll(/^create or replace macro (\w+)\(/gm)].map(([, name]) => name);
    const cases = readFileSync(import.meta.filename, 'utf8');

    expect(names.filter((name) => name !== 'mysql_format' && !cases.includes(`${name}(`))).toEqual([]);
});
