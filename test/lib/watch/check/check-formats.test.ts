/** Tests of the output formats of check. */
import { describe, expect, test } from 'vitest';
import { CHECK_FORMAT_NAMES, findCheckFormat } from '../../../../lib/watch/check/check-formats.ts';
import type { CheckRun } from '../../../../lib/watch/check/run-checks.ts';
import { rowsText } from '../../../../lib/watch/check/rows-text.ts';
import { UserError } from '../../../../lib/basics/user-error.ts';
import type { ResultRow } from '../../../../lib/query/query-result.ts';
import { findCheck, repeatRow } from '../../../support/find-failing-rows.ts';

const EVIL = '\u001b[31m\u009bx';

async function* batchesOf(rows: readonly ResultRow[]): AsyncIterable<readonly ResultRow[]> {
    yield rows.slice(0, 2);
    yield [];
    yield rows.slice(2);
}

const makeRun = (name: string, rows: readonly ResultRow[]): CheckRun => ({
    check: findCheck(name),
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

async function* all(...checks: readonly CheckRun[]): AsyncIterable<CheckRun> {
    yield* checks;
}

const report = async (name: string, width: number | null, ...checks: readonly CheckRun[]): Promise<string> => {
    let text = '';
    for await (const piece of findCheckFormat(name)(all(...checks), width)) text += piece;
    return text;
};

describe('check results as text', () => {
    test('say that there is nothing to check without checks', async () => {
        expect(await report('text', null)).toBe('\nNothing to check: the lake has no rows.\n');
    });

    test('show passed and failed checks, the failing rows, and the next step', async () => {
        const text = await report(
            'text',
            null,
            makeRun('record_id_unique', []),
            makeRun(
                'words_known',
                repeatRow(7, (n) => [n === 0 ? EVIL : `w${n}`, n]),
            ),
        );

        const [unique, words] = [findCheck('record_id_unique'), findCheck('words_known')];
        expect(text).toBe(`passed  error    record_id_unique          ${unique.title}
FAILED  warning  words_known               ${words.title}: 7 failing rows

words_known (warning), 2026-01-01 to 2026-01-31
  Each row:                 ${words.grain}
  ┌───────────────┬─────────────┐
  │ word          │ event_count │
  ├───────────────┼─────────────┤
  │ \\x1b[31m\\x9bx │           0 │
  │ w1            │           1 │
  │ w2            │           2 │
  │ w3            │           3 │
  │ w4            │           4 │
  └───────────────┴─────────────┘
  and 2 more rows; --json shows all
  Typical false positives:  ${words.falsePositives}
  Next:                     ${words.nextStep}

1 of 2 checks failed: 1 of severity warning.
`);
    });

    test.each([[80], [60], [120]])('fit a terminal of %i columns', async (width) => {
        const text = await report(
            'text',
            width,
            makeRun('counts_like_weekday', []),
            makeRun('words_known', [
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
        [[makeRun('words_known', [])], '\nThe check passed, 2026-01-01 to 2026-01-31.\n'],
        [
            [{ ...makeRun('words_known', []), hasData: false }],
            '\nNothing to check: the lake has no rows from 2026-01-01 to 2026-01-31.\n',
        ],
        [
            [{ ...makeRun('words_known', [['x', 1]]), hasData: false }],
            '\n1 of 1 check failed: 1 of severity warning.\n',
        ],
        [[makeRun('words_known', []), makeRun('fields_fit', [])], '\nAll 2 checks passed, 2026-01-01 to 2026-01-31.\n'],
        [
            [
                makeRun('words_known', [['x', 1]]),
                makeRun('fields_fit', [['x', 1]]),
                makeRun('fields_known', [['x', 1]]),
            ],
            '\n3 of 3 checks failed: 2 of severity warning, 1 of severity info.\n',
        ],
    ])('end with a summary', async (checks, end) => {
        const text = await report('text', 80, ...checks);

        expect(text.endsWith(end)).toBe(true);
    });
});

test('rows that do not fit as a grid become pairs, and no pair is wrapped that fits a line', async () => {
    const columns = ['name', 'value', 'missing', 'record_id'].map((name) => ({ name, isNumber: false }));

    const text = await rowsText(
        {
            columns,
            firstRows: [
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

describe('check results as JSON', () => {
    const rows: readonly ResultRow[] = [
        ['a', 1],
        [EVIL, 2],
        [null, 3],
    ];
    const object = (name: string, count: number) => ({
        name,
        first_day: '2026-01-01',
        last_day: '2026-01-31',
        title: findCheck(name).title,
        severity: findCheck(name).severity,
        description: findCheck(name).description,
        row: findCheck(name).grain,
        false_positives: findCheck(name).falsePositives,
        next: findCheck(name).nextStep,
        row_count: count,
        is_passed: count === 0,
        has_data: true,
        rows: rows.slice(0, count).map(([word, event_count]) => ({ word, event_count })),
    });

    test('have every row, safe to print', async () => {
        const checks = () => [makeRun('record_id_unique', []), makeRun('words_known', rows)];

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

    test('are an empty list without checks', async () => {
        expect([await report('json', null), await report('ndjson', null)]).toEqual(['[]\n', '']);
    });
});

test('a table has the results without failing rows', async () => {
    const text = await report(
        'csv',
        null,
        makeRun('words_known', [
            ['a', 1],
            ['b', 2],
        ]),
        makeRun('record_id_unique', []),
    );

    expect(text).toBe(
        [
            'name,severity,is_passed,row_count,has_data,first_day,last_day,title',
            `words_known,warning,false,2,true,2026-01-01,2026-01-31,"${findCheck('words_known').title}"`,
            `record_id_unique,error,true,0,true,2026-01-01,2026-01-31,${findCheck('record_id_unique').title}`,
        ]
            .map((line) => `${line}\r\n`)
            .join(''),
    );
});

test('an unknown format is rejected with all formats', () => {
    expect(CHECK_FORMAT_NAMES).toEqual(['text', 'json', 'ndjson', 'table', 'csv', 'markdown']);
    expect(() => findCheckFormat('x\u001b')).toThrow(
        new UserError('--format is one of text, json, ndjson, table, csv, markdown, not "x\\x1b"', 2),
    );
});

test('one hidden row is shown in the singular', async () => {
    expect(
        await report(
            'text',
            null,
            makeRun(
                'words_known',
                repeatRow(6, (n) => [`w${n}`, n]),
            ),
        ),
    ).toContain('  and 1 more row; --json shows all\n');
});
