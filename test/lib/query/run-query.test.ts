/** Tests of running queries on a lake in this process. The command's output is tested in test/cli. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { findFormat } from '../../../lib/query/format/formats.ts';
import { runQuery, runSql, type FormattedResult, extentText } from '../../../lib/query/run-query.ts';
import { makeSampleLake, temporaryFolder } from '../../support/make-sample-lake.ts';
import { makeQuery } from '../../support/make-query.ts';
import { assertDayOrder } from '../../../lib/query/render-query.ts';

const NOW = Date.UTC(2026, 0, 5);
const DAYS = [":first_day date = current_date - interval '7' day", ':last_day date = current_date'];
const query = makeQuery(
    DAYS,
    `select user_name from auth_events
where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')`,
);

const textOf = async (result: FormattedResult): Promise<string> => {
    let text = '';
    for await (const piece of result) text += piece;
    return text;
};

const errorOf = async (result: FormattedResult): Promise<unknown> => textOf(result).catch((error: unknown) => error);
const optionsOf = (lake: string) => ({ lake, format: findFormat('ndjson'), width: null });

const run = async (
    lake: string,
    overrides: Readonly<Record<string, string>> = {},
): Promise<{ text: string; notes: readonly string[] }> => {
    const notes: string[] = [];
    const values = new Map(Object.entries(overrides).map(([name, value]) => [name, [value]]));
    return {
        text: await textOf(
            runQuery(query, values, { ...optionsOf(lake), nowMs: NOW, printNote: (line) => notes.push(line) }),
        ),
        notes,
    };
};

describe('runQuery', () => {
    test('a query without values runs with its defaults', async () => {
        expect(await run(await makeSampleLake({ user_activity: [{}] }))).toEqual({
            text: '{"user_name":"ana"}\n',
            notes: [],
        });
    });

    test('a result without rows is noted, with the values and the days of the lake', async () => {
        const { text, notes } = await run(await makeSampleLake({ user_activity: [{}] }), { first_day: '2026-01-02' });

        expect(text).toBe('');
        expect(notes).toHaveLength(1);
        expect(notes[0]).toMatch(/^No rows for first_day 2026-01-02, last_day 2026-01-05\. .*2026-01-01/);
    });

    test('a first day after the last is rejected before the lake is opened', async () => {
        const error = await run('/no/such/lake', { first_day: '2026-01-09', last_day: '2026-01-02' }).catch(
            (thrown: unknown) => thrown,
        );

        expect(error).toEqual(new UserError('--first-day 2026-01-09 is after --last-day 2026-01-02', 2));
    });

    test('a folder that is not a lake is a user error', async () => {
        expect(await run(temporaryFolder()).catch((error: unknown) => error)).toBeInstanceOf(UserError);
    });
});

test('assertDayOrder accepts days in order, and values without days', () => {
    expect(() => {
        assertDayOrder(
            new Map([
                ['first_day', ['2026-01-01']],
                ['last_day', ['2026-01-01']],
            ]),
        );
        assertDayOrder(new Map());
    }).not.toThrow();
});

describe('runSql', () => {
    test('a SELECT returns its rows', async () => {
        const lake = await makeSampleLake({ user_activity: [{}] });

        expect(await textOf(runSql('select count(*) as n from auth_events', optionsOf(lake)))).toBe('{"n":1}\n');
    });

    test('a statement that is not a SELECT, and one that fails, are user errors', async () => {
        const lake = await makeSampleLake({ user_activity: [{}] });

        const errors = await Promise.all(
            [
                'drop table auth_events',
                'select nothing from nowhere',
                'select cast(user_name as integer) from auth_events',
            ].map(async (sql) => errorOf(runSql(sql, optionsOf(lake)))),
        );

        expect(errors.map((error) => error instanceof UserError)).toEqual([true, true, true]);
    });
});

test('extentText names the days and user pools of each table, and only counts more than five pools', () => {
    const userPoolIds = ['a_1', 'a_2', 'a_3', 'a_4', 'a_5'];

    expect(
        extentText([
            { table: 'user_activity', days: ['2026-01-01', '2026-01-02', '2026-01-05'], userPoolIds },
            { table: 'user_notification', days: [], userPoolIds: [] },
        ]),
    ).toBe(
        'The lake has user_activity from 2026-01-01 to 2026-01-05 of a_1, a_2, a_3, a_4, a_5, ' +
            'and no user_notification.',
    );
    expect(extentText([{ table: 'user_activity', days: ['2026-01-01'], userPoolIds: [...userPoolIds, 'a_6'] }])).toBe(
        'The lake has user_activity from 2026-01-01 to 2026-01-01 of 6 pools.',
    );
});
