import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { Complaint } from '../../../lib/basics/complaint.ts';
import { selectOnly } from '../../../lib/query/select-only.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
});

const complaintOf = async (sql: string): Promise<unknown> => {
    try {
        return await selectOnly(connection, sql);
    } catch (error) {
        return error;
    }
};

describe('one SELECT is let through', () => {
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
    ])('%s', async (sql) => {
        expect(await complaintOf(sql)).toBeUndefined();
    });
});

describe('anything else is refused', () => {
    test.each([
        ['', 'there is none.'],
        ['   -- nothing', 'there is none.'],
        ['select 1; select 2', 'there are 2.'],
        ['selec 1', 'syntax error at or near "selec" (character 1).'],
        ['select 1 from', 'syntax error at end of input (character 14).'],
        ['select', 'SELECT clause without selection list'],
        ['select 1e9999', 'it has a number that is too large to be one.'],
        ['select \0 1', 'it has a NUL character.'],
        ['select ?', 'it has a placeholder (? or $1), and there is no value for it.'],
        ['select $pool', 'it has a placeholder (? or $1), and there is no value for it.'],
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
        ].map((sql): [string, string] => [sql, 'this is another kind of statement.']),
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
            `the function ${name} is not for a lake; of the functions that give rows only unnest, range, generate_series, json_each, json_tree are.`,
        ]),
    ])('%j', async (sql, reason) => {
        expect(await complaintOf(sql)).toEqual(new Complaint(`--sql takes one SELECT statement: ${reason}`, 2));
    });

    test('nothing is run while it is looked at', async () => {
        await complaintOf('create table made (i integer)');

        expect((await connection.runAndReadAll('show tables')).getRows()).toEqual([]);
    });
});
