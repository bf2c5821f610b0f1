/** Tests of what is said of queries: the list for people, the one for machines, the help of one. */
import { expect, test } from 'vitest';
import { queryHelp } from '../../../lib/query/query-help.ts';
import { queryList } from '../../../lib/query/query-list.ts';
import type { Result } from '../../../lib/query/result.ts';
import { givenQuery } from '../../support/given-query.ts';

const given = givenQuery(
    [":first_day date = date '2026-01-01'", ":last_day date = date '2026-01-02'", ':min_failures integer = 20'],
    'select 1',
);
const bare = givenQuery([], 'select 1');

const rowsOf = async ({ columns, batches }: Result): Promise<readonly object[]> => {
    const rows: object[] = [];
    for await (const batch of batches)
        rows.push(...batch.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))));
    return rows;
};

test('a person is shown the question and the options with their defaults', async () => {
    expect(await rowsOf(queryList([given, bare], false))).toEqual([
        {
            name: 'given',
            asks: 'Asks for a row.',
            parameters: "--first-day (date '2026-01-01'), --last-day (date '2026-01-02'), --min-failures (20)",
        },
        { name: 'given', asks: 'Asks for a row.', parameters: '' },
    ]);
});

test('a machine is given all that the header says', async () => {
    const [row] = await rowsOf(queryList([given], true));

    expect(row).toMatchObject({
        name: 'given',
        group: 'given',
        severity: 'info',
        parameters: [
            { name: 'first_day', option: '--first-day', type: 'date' },
            { name: 'last_day' },
            { name: 'min_failures', type: 'integer' },
        ],
    });
});

test('the help of a query has examples, with days where it takes them', () => {
    expect(queryHelp(given)).toContain(
        '  $ npm run -s lake -- query given --lake my-lake --first-day 2026-01-01 --last-day 2026-01-31 --format csv\n',
    );
    expect(queryHelp(bare)).toContain('  $ npm run -s lake -- query given --lake my-lake --format csv\n');
});
