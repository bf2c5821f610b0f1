/** Tests of the check of a user's own SQL. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { assertSelect } from '../../../lib/query/assert-select.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
});

const errorOf = async (sql: string): Promise<unknown> => {
    try {
        return await assertSelect(connection, sql);
    } catch (error) {
        return error;
    }
};

describe('assertSelect', () => {
    test.each([
        ['select 1'],
        ['select 1;'],
        ['-- a comment; with a semicolon\nselect 1'],
        ['with a as (select 1) select * from a'],
        ['from auth_events'],
        ['values (1), (2)'],
        ['describe auth_events'],
        ['show tables'],
        ['summarize attempts'],
        ['select * from auth_events cross join unnest(challenge_names) with ordinality as t(name, n)'],
        ['select x from range(3) as t(x)'],
        ["select ';' as a, 'copy x to y' as b"],
    ])('one SELECT is accepted: %s', async (sql) => {
        expect(await errorOf(sql)).toBeUndefined();
    });

    test.each([
        ['', 'found no statement.'],
        ['   -- nothing', 'found no statement.'],
        ['select 1; select 2', 'found 2 statements.'],
        ['selec 1', 'syntax error at or near "selec" (character 1).'],
        ['select 1 from', 'syntax error at end of input (character 14).'],
        ['select', 'SELECT clause without selection list'],
        ['select 1e9999', 'it has a number too large for a double.'],
        ['select \0 1', 'it has a NUL character.'],
        ['select ?', 'it has a placeholder (? or $1). Write the value instead.'],
        ['select $pool', 'it has a placeholder (? or $1). Write the value instead.'],
        ...[
            "copy (select 1) to 'x.csv'",
            "attach 'x.db'",
            'set threads = 1',
            'pragma enable_profiling',
            "import database '/tmp'",
            'create table t (i integer)',
            'explain analyze select 1',
            'insert into t values (1)',
            'install httpfs',
            'call enable_logging()',
            'checkpoint',
            'begin',
            'use memory',
            'drop view auth_events',
            'update t set i = 1',
            "export database 'x'",
        ].map((sql): [string, string] => [sql, 'this is not a SELECT.']),
        ...[
            'enable_logging',
            'enable_profiling',
            'read_text',
            'glob',
            'query',
            'duckdb_settings',
            'read_parquet',
            'checkpoint',
        ].map((name): [string, string] => [
            `select * from (with a as (from ${name.toUpperCase()}('x')) select (select 1 from a)) b`,
            `the table function ${name} is not allowed. ` +
                'Use one of unnest, range, generate_series, json_each, json_tree.',
        ]),
    ])('anything else is rejected with the reason: %j', async (sql, reason) => {
        expect(await errorOf(sql)).toEqual(new UserError(`--sql takes one SELECT statement: ${reason}`, 2));
    });

    test('a rejected statement does not run', async () => {
        await errorOf('create table made (i integer)');

        expect((await connection.runAndReadAll('show tables')).getRows()).toEqual([]);
    });
});
