/** Tests of running queries on a lake, in this process; what the command prints of it is tested with the command. */
import { describe, expect, test } from 'vitest';
import { Complaint } from '../../../lib/basics/complaint.ts';
import { formatNamed } from '../../../lib/query/format/formats.ts';
import { runQuery, runSql, type Answer, extentText } from '../../../lib/query/run-query.ts';
import { givenLake, temporaryFolder } from '../../support/given-lake.ts';
import { givenQuery } from '../../support/given-query.ts';
import { refuseReversed } from '../../../lib/query/render.ts';

const NOW = Date.UTC(2026, 0, 5);
const DAYS = [":first_day date = current_date - interval '7' day", ':last_day date = current_date'];
const query = givenQuery(
    DAYS,
    "select user_name from auth_events\nwhere dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')",
);

const gathered = async (answer: Answer): Promise<string> => {
    let text = '';
    for await (const piece of answer) text += piece;
    return text;
};

const failureOf = async (answer: Answer): Promise<unknown> => gathered(answer).catch((error: unknown) => error);
const placeOf = (lake: string) => ({ lake, format: formatNamed('ndjson'), width: null });

const ran = async (
    lake: string,
    given: Readonly<Record<string, string>> = {},
): Promise<{ text: string; told: readonly string[] }> => {
    const told: string[] = [];
    const values = new Map(Object.entries(given).map(([name, value]) => [name, [value]]));
    return {
        text: await gathered(
            runQuery(query, values, { ...placeOf(lake), nowMs: NOW, tell: (line) => told.push(line) }),
        ),
        told,
    };
};

describe('a query', () => {
    test('answers with its defaults', async () => {
        expect(await ran(await givenLake({ user_activity: [{}] }))).toEqual({
            text: '{"user_name":"ana"}\n',
            told: [],
        });
    });

    test('tells of an answer without rows, and of the days that there are', async () => {
        const { text, told } = await ran(await givenLake({ user_activity: [{}] }), { first_day: '2026-01-02' });

        expect(text).toBe('');
        expect(told).toHaveLength(1);
        expect(told[0]).toMatch(/^No rows for first_day 2026-01-02, last_day 2026-01-05\. .*2026-01-01/);
    });

    test('refuses a first day after the last, before anything is opened', async () => {
        const failure = await ran('/no/such/lake', { first_day: '2026-01-09', last_day: '2026-01-02' }).catch(
            (error: unknown) => error,
        );

        expect(failure).toEqual(new Complaint('--first-day 2026-01-09 is after --last-day 2026-01-02', 2));
    });

    test('of a folder that is no lake is a complaint', async () => {
        expect(await ran(temporaryFolder()).catch((error: unknown) => error)).toBeInstanceOf(Complaint);
    });
});

test('days in order, and a query without them, are not refused', () => {
    expect(() => {
        refuseReversed(
            new Map([
                ['first_day', ['2026-01-01']],
                ['last_day', ['2026-01-01']],
            ]),
        );
        refuseReversed(new Map());
    }).not.toThrow();
});

describe('one’s own SQL', () => {
    test('answers', async () => {
        const lake = await givenLake({ user_activity: [{}] });

        expect(await gathered(runSql('select count(*) as n from auth_events', placeOf(lake)))).toBe('{"n":1}\n');
    });

    test('that is no select, or can not be run, is a complaint', async () => {
        const lake = await givenLake({ user_activity: [{}] });

        const failures = await Promise.all(
            [
                'drop table auth_events',
                'select nothing from nowhere',
                'select cast(user_name as integer) from auth_events',
            ].map(async (sql) => failureOf(runSql(sql, placeOf(lake)))),
        );

        expect(failures.map((failure) => failure instanceof Complaint)).toEqual([true, true, true]);
    });
});

test('a lake is told by its tables’ days and pools; more than five pools are counted', () => {
    const userPoolIds = ['a_1', 'a_2', 'a_3', 'a_4', 'a_5'];

    expect(
        extentText([
            { table: 'user_activity', days: ['2026-01-01', '2026-01-02', '2026-01-05'], userPoolIds },
            { table: 'user_notification', days: [], userPoolIds: [] },
        ]),
    ).toBe(
        'The lake has user_activity of 2026-01-01 to 2026-01-05 of a_1, a_2, a_3, a_4, a_5, and nothing in user_notification.',
    );
    expect(extentText([{ table: 'user_activity', days: ['2026-01-01'], userPoolIds: [...userPoolIds, 'a_6'] }])).toBe(
        'The lake has user_activity of 2026-01-01 to 2026-01-01 of 6 pools.',
    );
});
