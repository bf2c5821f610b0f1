import { describe, expect, test } from 'vitest';
import { REPORT_FORMAT_NAMES, reportFormatNamed } from '../../../../lib/watch/check/report-formats.ts';
import type { Checked } from '../../../../lib/watch/check/run-checks.ts';
import { rowsText } from '../../../../lib/watch/check/rows-text.ts';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import type { Row } from '../../../../lib/query/result.ts';
import { checkNamed, times } from '../../../support/broken-by.ts';

const EVIL = '\u001b[31m\u009bx';

async function* batchesOf(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows.slice(0, 2);
    yield [];
    yield rows.slice(2);
}

const checked = (name: string, rows: readonly Row[]): Checked => ({
    check: checkNamed(name),
    firstDay: '2026-01-01',
    lastDay: '2026-01-31',
    hasData: true,
    result: {
        columns: [
            { name: 'word', isNumber: false },
            { name: 'event_count', isNumber: true },
        ],
        batches: batchesOf(rows),
    },
});

async function* all(...checks: readonly Checked[]): AsyncIterable<Checked> {
    yield* checks;
}

const report = async (name: string, width: number | null, ...checks: readonly Checked[]): Promise<string> => {
    let text = '';
    for await (const piece of reportFormatNamed(name)(all(...checks), width)) text += piece;
    return text;
};

describe('a report as text', () => {
    test('of no checks says that nothing was put to the test', async () => {
        expect(await report('text', null)).toBe('\nNothing was put to the test: the lake has no record.\n');
    });

    test('says what is kept, what is broken by which rows, and what to do', async () => {
        const text = await report(
            'text',
            null,
            checked('record_id_unique', []),
            checked(
                'words_known',
                times(7, (n) => [n === 0 ? EVIL : `w${n}`, n]),
            ),
        );

        expect(text)
            .toBe(`kept    error    record_id_unique          A record is in the views once, however often it was delivered.
BROKEN  warning  words_known               Every event type, response and risk decision is a known word. 7 rows break it.

words_known (warning), 2026-01-01 to 2026-01-31
  Each row:     one pool, column and word that the lake does not know.
  ┌───────────────┬─────────────┐
  │ word          │ event_count │
  ├───────────────┼─────────────┤
  │ \\x1b[31m\\x9bx │           0 │
  │ w1            │           1 │
  │ w2            │           2 │
  │ w3            │           3 │
  │ w4            │           4 │
  └───────────────┴─────────────┘
  and 2 more rows, which --json shows
  False alarm:  AWS adds words without notice; nothing is lost, an unknown word stands as it was written.
  Next:         look the word up in the documentation of Cognito; reports that count known words alone leave these records out.

1 of 2 promises broken: 1 of severity warning.
`);
    });

    test.each([[80], [60], [120]])('fits a terminal of %i columns', async (width) => {
        const text = await report(
            'text',
            width,
            checked('counts_like_weekday', []),
            checked('words_known', [
                ['word '.repeat(60), 1],
                [EVIL, 2],
                ['x'.repeat(300), 3],
            ]),
        );

        expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u001b\u009b]/);
        expect(text).toContain('words_known');
    });

    test.each([
        [[checked('words_known', [])], '\nThe promise is kept, 2026-01-01 to 2026-01-31.\n'],
        [
            [{ ...checked('words_known', []), hasData: false }],
            '\nNothing was put to the test: the lake has no record of 2026-01-01 to 2026-01-31.\n',
        ],
        [
            [{ ...checked('words_known', [['x', 1]]), hasData: false }],
            '\n1 of 1 promise broken: 1 of severity warning.\n',
        ],
        [
            [checked('words_known', []), checked('fields_fit', [])],
            '\nAll 2 promises are kept, 2026-01-01 to 2026-01-31.\n',
        ],
        [
            [
                checked('words_known', [['x', 1]]),
                checked('fields_fit', [['x', 1]]),
                checked('fields_known', [['x', 1]]),
            ],
            '\n3 of 3 promises broken: 2 of severity warning, 1 of severity info.\n',
        ],
    ])('ends with the sum', async (checks, end) => {
        const text = await report('text', 80, ...checks);

        expect(text.endsWith(end)).toBe(true);
    });
});

test('rows that do not fit as a grid stand as pairs, none broken that fits a line', async () => {
    const columns = ['name', 'value', 'missing', 'record_id'].map((name) => ({ name, isNumber: false }));

    const text = await rowsText(
        {
            columns,
            first: [
                ['a "b" c', '', null, 'f'.repeat(32)],
                ['long', 'x'.repeat(60), null, 'short'],
            ],
        },
        50,
    );

    expect(text).toBe(`  - name="a \\"b\\" c"  value=""  missing=NULL
    record_id=${'f'.repeat(32)}
  - name=long
    value=${'x'.repeat(40)}
    ${'x'.repeat(20)}  missing=NULL
    record_id=short
`);
});

describe('a report for machines', () => {
    const rows: readonly Row[] = [
        ['a', 1],
        [EVIL, 2],
        [null, 3],
    ];
    const object = (name: string, count: number) => ({
        name,
        first_day: '2026-01-01',
        last_day: '2026-01-31',
        severity: checkNamed(name).severity,
        promise: expect.any(String),
        row: checkNamed(name).grain,
        false_alarm: checkNamed(name).falseAlarm,
        next: checkNamed(name).next,
        row_count: count,
        is_kept: count === 0,
        has_data: true,
        rows: rows.slice(0, count).map(([word, event_count]) => ({ word, event_count })),
    });

    test('has every row, safe to show', async () => {
        const checks = () => [checked('record_id_unique', []), checked('words_known', rows)];

        const [json, ndjson] = [await report('json', null, ...checks()), await report('ndjson', null, ...checks())];

        const expected = [object('record_id_unique', 0), object('words_known', 3)];
        expect(JSON.parse(json)).toEqual(expected);
        expect(
            ndjson
                .trimEnd()
                .split('\n')
                .map((line) => JSON.parse(line) as unknown),
        ).toEqual(expected);
        // oxlint-disable-next-line no-control-regex
        expect(json + ndjson).not.toMatch(/[\u001b\u009b]/);
    });

    test('without a check is an empty list', async () => {
        expect([await report('json', null), await report('ndjson', null)]).toEqual(['[]\n', '']);
    });
});

test('a table has the verdicts alone', async () => {
    const text = await report(
        'csv',
        null,
        checked('words_known', [
            ['a', 1],
            ['b', 2],
        ]),
        checked('record_id_unique', []),
    );

    expect(text).toBe(`name,severity,is_kept,row_count,has_data,first_day,last_day,promise\r
words_known,warning,false,2,true,2026-01-01,2026-01-31,"Every event type, response and risk decision is a known word."\r
record_id_unique,error,true,0,true,2026-01-01,2026-01-31,"A record is in the views once, however often it was delivered."\r
`);
});

test('an unknown format is answered with all', () => {
    expect(REPORT_FORMAT_NAMES).toEqual(['text', 'json', 'ndjson', 'table', 'csv', 'markdown']);
    expect(() => reportFormatNamed('x\u001b')).toThrow(
        new Complaint('--format is one of text, json, ndjson, table, csv, markdown, not "x\\x1b"', 2),
    );
});

test('one row more than is shown is told in the singular', async () => {
    expect(
        await report(
            'text',
            null,
            checked(
                'words_known',
                times(6, (n) => [`w${n}`, n]),
            ),
        ),
    ).toContain('  and 1 more row, which --json shows\n');
});
