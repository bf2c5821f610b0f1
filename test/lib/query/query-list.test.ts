/** Tests of the catalogue's lists and of the help of a query. */
import { expect, test } from 'vitest';
import { optionHelp } from '../../../lib/query/parameter-list.ts';
import { queryHelp } from '../../../lib/query/query-help.ts';
import { queryList, queryListText } from '../../../lib/query/query-list.ts';
import type { QueryResult } from '../../../lib/query/query-result.ts';
import { makeQuery } from '../../support/make-query.ts';

const withParameters = makeQuery(
    [
        ":first_day date = date '2026-01-01'",
        '    First day, inclusive (UTC).',
        ":last_day date = date '2026-01-02'",
        ':min_failures integer = 20',
    ],
    'select 1',
);
const bare = makeQuery([], 'select 1');

const rowsOf = async ({ columns, batches }: QueryResult): Promise<readonly object[]> => {
    const rows: object[] = [];
    for await (const batch of batches)
        rows.push(...batch.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))));
    return rows;
};

test('the text list has a heading per group, and one line per query with name, title and severity', () => {
    const other = { ...bare, group: 'others', name: 'another_name', title: 'Other' };

    expect(queryListText([withParameters, bare, other])).toBe(
        [
            'samples',
            '  sample        Sample rows  info',
            '  sample        Sample rows  info',
            '',
            'others',
            '  another_name  Other        info',
            '',
        ].join('\n'),
    );
});

test('the full list has every field of the header', async () => {
    expect(await rowsOf(queryList([withParameters]))).toEqual([
        {
            group: 'samples',
            name: 'sample',
            title: 'Sample rows',
            severity: 'info',
            description: 'Rows for a test. Look at it in tests.',
            parameters: [
                {
                    name: 'first_day',
                    option: '--first-day',
                    type: 'date',
                    default: "date '2026-01-01'",
                    description: 'First day, inclusive (UTC).',
                },
                expect.objectContaining({ name: 'last_day' }),
                expect.objectContaining({ name: 'min_failures', type: 'integer', default: '20' }),
            ],
            row: 'a row.',
            false_positives: 'none.',
            not_detected: null,
            next: 'nothing.',
        },
    ]);
});

test('the help of a query has examples, with days if it has these parameters', () => {
    expect(queryHelp(withParameters, 80)).toContain(
        '  $ npm run -s lake -- query sample --lake my-lake ' +
            '--first-day 2026-01-01 --last-day 2026-01-31 --format csv\n',
    );
    expect(queryHelp(bare, 80)).toContain('  $ npm run -s lake -- query sample --lake my-lake --format csv\n');
});

test('the help of a query says what the query does not detect', () => {
    const query = makeQuery([], 'select 1', ['-- not detected: rows of others.']);

    expect(queryHelp(query, 80)).toMatch(/^Does not detect: +rows of others\.$/m);
    expect(queryHelp(bare, 80)).not.toContain('Does not detect');
});

test('the help of a query explains an episode once', () => {
    const query = { ...bare, grain: 'one episode of one user.' };
    const gap = {
        name: 'gap',
        type: 'integer',
        default: '5',
        description: 'Sign-ins this close are one episode.',
    } as const;
    const run = 'a run of events close enough in time to be one incident';

    expect(queryHelp(query, 200)).toContain(`${run}: overlapping time windows that each reach the minimums below.\n`);
    expect(queryHelp({ ...query, parameters: [gap] }, 200)).toContain(`${run}.\n`);
    expect(queryHelp({ ...query, grain: 'one episode (a journey) of one user.' }, 200)).not.toContain(run);
});

test.each([
    ['date', "current_date - interval '7' day", 'First day (UTC).', 'First day (UTC, YYYY-MM-DD; default: 7 days ago)'],
    ['date', "current_date - interval '1' day", 'A day.', 'A day (YYYY-MM-DD; default: 1 day ago)'],
    ['date', 'current_date', 'A day.', 'A day (YYYY-MM-DD; default: today)'],
    ['date', "date '2026-01-02'", 'A day.', 'A day (YYYY-MM-DD; default: 2026-01-02)'],
    ['timestamp', 'current_timestamp', 'A time.', 'A time (UTC, such as 2026-01-31T12:00:00Z; default: now)'],
    ['timestamp', 'current_timestamp', 'A time (UTC).', 'A time (UTC, such as 2026-01-31T12:00:00Z; default: now)'],
    ['string', "'all'", 'A pool.', 'A pool (default: all)'],
    ['integer', '20', 'A number.', 'A number (default: 20)'],
    ['list of strings', '', 'Countries.', 'Countries (repeat for each value; default: none)'],
    ['list of strings', "'a', 'b'", 'Countries.', 'Countries (repeat for each value; default: a, b)'],
] as const)('the help of an option of type %s with the default %j is readable', (type, written, description, help) => {
    expect(optionHelp({ name: 'x', type, default: written, description })).toBe(help);
});
