/** Parses every view, query and check with the grammars of both engines, and lints it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readChecks } from '../../lib/watch/check/read-checks.ts';
import { readViews } from '../../lib/lake/read-views.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { lintSql } from './sql-lint.ts';

const templates = [...readCatalogue(), ...readChecks()];
const views = readViews();
/** Name, SQL as written for the lint, SQL with default parameters for the grammars. */
const texts = [
    ...views.map(({ name, sql }) => [name, sql, sql] as const),
    ...templates.map((template) => [template.name, template.sql, renderQuery(template)] as const),
];

test('every file of views, queries and checks is tested', () => {
    const files = ['views', 'queries', 'checks'].flatMap((folder) =>
        readdirSync(join(packageRoot(), 'athena', folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
            name.endsWith('.sql'),
        ),
    );

    expect(texts).toHaveLength(files.length);
});

describe('the SQL of', () => {
    const trino = new TrinoSQL();
    let connection: DuckDBConnection;
    beforeAll(async () => {
        connection = await (await DuckDBInstance.create(':memory:')).connect();
    });
    afterAll(() => connection.closeSync());

    test.each(texts)('%s passes the lint', (_, sql) => {
        expect(lintSql(sql)).toEqual([]);
    });

    test.each(texts)('%s is valid Trino SQL', (_, _sql, rendered) => {
        expect(trino.validate(rendered)).toEqual([]);
    });

    test.each(texts)('%s is one valid DuckDB statement', async (_, _sql, rendered) => {
        const { count } = await connection.extractStatements(rendered);

        expect(count).toBe(1);
    });

    test('the grammars reject invalid SQL', async () => {
        expect(trino.validate('select from where')).not.toEqual([]);
        await expect(connection.extractStatements('select from where')).rejects.toThrow('syntax error');
    });
});

describe('the lint', () => {
    test.each([
        ['select any_match(x, y -> y > 1) from t', 2],
        ['select transform(x, f) from t', 1],
        ['select a from t cross join unnest(x, y) as u(a, b)', 1],
        ['select a from t cross join unnest(array[1, 2], f(y)) as u(a, b)', 1],
        ["select a from t cross join unnest(map(array['a'], array[1])) as u(a, b)", 1],
        ['select a from t cross join unnest(array[row(1, 2)]) as u(a, b)', 1],
        ['select a from (values 1, 2) as t(a)', 1],
        ["select day - interval '1' day from t", 1],
        ["select x at time zone 'UTC' from t", 1],
        ['select cast(x as varchar(5)) from t', 1],
        ['select a from t match_recognize (pattern (a b))', 1],
        ['select count_if(f(x) > 1) filter (where y) from t', 1],
        ['select count_if(x) over (partition by y) from t', 1],
        ['select map_agg(k, v order by k) from t', 1],
        ['select approx_percentile(x, 0.5) from t', 1],
        ["select array_position(x, 'a') from t", 1],
        ["select from_iso8601_timestamp('x') from t", 1],
        ['select x::varchar from t', 1],
        ['select * from t', 1],
        ['select t.* from t', 1],
        ['select a from t group by all', 1],
        ['select 1;', 1],
        ['select\t1', 1],
        ['SELECT 1', 1],
        ['select min_by(x, y) from t', 1],
        ["select date_add('millisecond', max(x), y) from t", 1],
        ['select max_by(x, concat(y, f(z))) filter (where y is not null) from t', 1],
    ])('rejects %s', (sql, reasons) => {
        expect(lintSql(sql)).toHaveLength(reasons);
    });

    test.each([
        ["select 'x -> y; a::b' from t -- select *; ->"],
        [
            "select element_at(x, nullif(array_position(x, 'a'), 0)) from t " +
                "cross join unnest(array['a', 'b']) with ordinality as u(x, n)",
        ],
        ['select count(*) filter (where x), max_by(a, b) filter (where a is not null) from t'],
        [
            "select date_add('millisecond', max(x) % 86400000, date_add('day', max(x) / 86400000, y)), " +
                "date_add('millisecond', -:x, y) from t",
        ],
        ["select nullif(min_by(coalesce(a, ''), concat(b, f(c))), '') from t"],
        ["select cast(current_date - interval '7' day as date), count_if(x) as n from (values (1), (2)) as t(x)"],
        ["select sum(x) over (order by y range between :m * interval '1' minute preceding and current row) from t"],
    ])('accepts %s', (sql) => {
        expect(lintSql(sql)).toEqual([]);
    });
});

test('no query or check is longer than an Athena named query may be', () => {
    const longest = Math.max(...templates.map((template) => Buffer.byteLength(renderQuery(template))));

    // docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
    expect(longest).toBeLessThan(262_144);
    expect(readFileSync(join(packageRoot(), 'athena', 'duckdb-macros.sql'), 'utf8')).toContain('count_if');
});
