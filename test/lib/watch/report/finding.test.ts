/** Tests of what a row becomes as a finding, and rows of one identity together. */
import { expect, test } from 'vitest';
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import type { Plain } from '../../../../lib/query/plain-value.ts';
import { findingOf, type Finding } from '../../../../lib/watch/report/finding.ts';
import type { FindingForm } from '../../../../lib/watch/report/finding-form.ts';
import { foundRows } from '../../../../lib/watch/report/found-rows.ts';
import { givenLedger } from '../../../../lib/watch/report/given-ledger.ts';
import { messageText } from '../../../../lib/watch/report/message-text.ts';
import { reportText } from '../../../../lib/watch/report/report-text.ts';

const query = findQuery(readCatalogue(), 'brute_force_by_address');
const form: FindingForm = { about: ['user'], from: 'first_at', to: 'last_at', only: null };

async function* inBatches(rows: readonly (readonly Plain[])[]): AsyncIterable<readonly (readonly Plain[])[]> {
    yield rows;
}

const found = async (rows: readonly Readonly<Record<string, Plain>>[], given: Partial<FindingForm> = {}) => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const result = {
        columns: names.map((name) => ({ name, isNumber: false })),
        batches: inBatches(rows.map((row) => names.map((name) => row[name] ?? null))),
    };
    return (await foundRows(query, { ...form, ...given }, result)).found;
};

const findingsOf = async (...args: Parameters<typeof found>): Promise<readonly Finding[]> =>
    (await found(...args)).map((each) => findingOf(each, { query, nowMs: 0, result: 'here' }));

test('a row without times, counts or names is a finding all the same', async () => {
    const [finding] = await findingsOf([{ note: 'odd' }]);

    expect(finding).toMatchObject({
        subject: expect.stringMatching(/brute_force_by_address$/),
        first_at: null,
        last_at: null,
        how_many: {},
        who: {},
        also: { note: 'odd' },
    });
    expect(messageText(finding!)).not.toMatch(/^When:/m);
});

test('one of something is told in the singular, a moment as one moment', async () => {
    const at = '2026-01-09T12:00:00.000Z';

    const [finding] = await findingsOf([{ user_name: 'ana', attempt_count: 1, first_at: at, last_at: at }]);

    expect(finding?.subject).toMatch(/ana.* 1 attempt$/);
    expect(messageText(finding!)).toContain(`When:         ${at}\n`);
});

test('rows of one identity are one finding, with all addresses of theirs', async () => {
    const row = { user_pool_id: null, user_sub: null, attempt_count: 2 };

    const findings = await findingsOf([
        { ...row, ip_address: '203.0.113.1' },
        { ...row, ip_address: '203.0.113.2', client_id: 'a' },
        { ...row, ip_address: null },
    ]);

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ who: {}, how_many: { attempt_count: 2 } });
    const two = await findingsOf([
        { ...row, ip_address: '203.0.113.1', client_id: null },
        { ...row, ip_address: '203.0.113.2', client_id: 'a' },
    ]);
    expect(two[0]).toMatchObject({
        subject: expect.stringMatching(/2 addresses, 2 attempts$/),
        who: { ip_address: ['203.0.113.1', '203.0.113.2'], client_id: ['a'] },
    });
});

test.each<[Plain, number]>([
    [true, 1],
    [3, 1],
    [false, 0],
    [0, 0],
    [null, 0],
])('where only some rows are findings, %j makes %i of its row', async (value, count) => {
    expect(await found([{ user_name: 'ana', is_over: value }], { only: 'is_over' })).toHaveLength(count);
});

test('of two episodes of one key only the one that goes on is followed', () => {
    const key = 'a'.repeat(32);
    const ledger = givenLedger(`${key} 900 100-200\n${key} 900 500-600\n`, { nowMs: 1000, quietMs: 5000 });

    expect(ledger.isQuiet({ key, episode: { fromMs: 550, toMs: 700 } })).toBe(true);

    expect(ledger.text()).toBe(`${key} 900 100-200\n${key} 900 500-700\n`);
});

test('a report without messages says so, and tells rows that are known', () => {
    const outcome = {
        query: 'q',
        severity: 'low',
        rows: 3,
        known_rows: 2,
        findings: 0,
        new_findings: 0,
        failure: null,
        result: 'r',
    } as const;

    const text = reportText(
        {
            asked_at: '2026-01-10T06:00:00.000Z',
            folder: 'reports/2026-01-10/',
            outcomes: [outcome],
            given: [],
            messages: [],
        } as never,
        'out',
        null,
    );

    expect(text).toContain('3 rows, 2 known\n');
    const some = reportText(
        {
            asked_at: '2026-01-10T06:00:00.000Z',
            folder: 'reports/2026-01-10/',
            outcomes: [{ ...outcome, known_rows: 0, findings: 3, new_findings: 1 }],
            given: [],
            messages: [],
        } as never,
        'out',
        null,
    );
    expect(some).toContain('3 rows, 3 findings, 1 new\n');
    expect(text).toContain('\nNo message was given today\n');
});
