/** Tests of grouping rows into findings, and of their text. */
import { expect, test } from 'vitest';
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import { toFinding, type Finding } from '../../../../lib/watch/report/finding.ts';
import type { FindingRule } from '../../../../lib/watch/report/finding-rule.ts';
import { groupFindings } from '../../../../lib/watch/report/group-findings.ts';
import { sentLedger } from '../../../../lib/watch/report/sent-ledger.ts';
import { messageText } from '../../../../lib/watch/report/message-text.ts';
import { reportText } from '../../../../lib/watch/report/report-text.ts';
import type { JsonValue } from '../../../../lib/query/json-value.ts';

const query = findQuery(readCatalogue(), 'brute_force_by_address');
const RULE: FindingRule = {
    identityColumns: ['user'],
    startColumn: 'first_at',
    endColumn: 'last_at',
    conditionColumn: null,
};

async function* inBatches(rows: readonly (readonly JsonValue[])[]): AsyncIterable<readonly (readonly JsonValue[])[]> {
    yield rows;
}

const groupRows = async (rows: readonly Readonly<Record<string, JsonValue>>[], rule: Partial<FindingRule> = {}) => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const result = {
        columns: names.map((name) => ({ name, isNumber: false })),
        batches: inBatches(rows.map((row) => names.map((name) => row[name] ?? null))),
    };
    return (await groupFindings(query, { ...RULE, ...rule }, result)).groups;
};

const findingsOf = async (...args: Parameters<typeof groupRows>): Promise<readonly Finding[]> =>
    (await groupRows(...args)).map((group) => toFinding(group, { query, nowMs: 0, result: 'here' }));

test('a row without times, counts or names is a finding too', async () => {
    const [finding] = await findingsOf([{ note: 'odd' }]);

    expect(finding).toMatchObject({
        subject: expect.stringMatching(/brute_force_by_address$/),
        first_at: null,
        last_at: null,
        counts: {},
        who: {},
        details: { note: 'odd' },
    });
    expect(messageText(finding!)).not.toMatch(/^When:/m);
});

test('a count of one is in the singular, and equal times are shown once', async () => {
    const at = '2026-01-09T12:00:00.000Z';

    const [finding] = await findingsOf([{ user_name: 'ana', attempt_count: 1, first_at: at, last_at: at }]);

    expect(finding?.subject).toMatch(/ana.* 1 attempt$/);
    expect(messageText(finding!)).toMatch(new RegExp(`^When: +${at}$`, 'm'));
});

test('rows of one identity are one finding with all their IP addresses', async () => {
    const row = { user_pool_id: null, user_sub: null, attempt_count: 2 };

    const findings = await findingsOf([
        { ...row, ip_address: '203.0.113.1' },
        { ...row, ip_address: '203.0.113.2', client_id: 'a' },
        { ...row, ip_address: null },
    ]);

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ who: {}, counts: { attempt_count: 2 } });
    const two = await findingsOf([
        { ...row, ip_address: '203.0.113.1', client_id: null },
        { ...row, ip_address: '203.0.113.2', client_id: 'a' },
    ]);
    expect(two[0]).toMatchObject({
        subject: expect.stringMatching(/2 addresses, 2 attempts$/),
        who: { ip_address: ['203.0.113.1', '203.0.113.2'], client_id: ['a'] },
    });
});

test.each<[JsonValue, number]>([
    [true, 1],
    [3, 1],
    [false, 0],
    [0, 0],
    [null, 0],
])('a condition column of %j makes %i findings', async (value, count) => {
    expect(await groupRows([{ user_name: 'ana', is_over: value }], { conditionColumn: 'is_over' })).toHaveLength(count);
});

test('of two episodes of one key only the overlapping one is extended', () => {
    const key = 'a'.repeat(32);
    const ledger = sentLedger(`${key} 900 100-200\n${key} 900 500-600\n`, { nowMs: 1000, quietMs: 5000 });

    expect(ledger.isQuiet({ key, episode: { fromMs: 550, toMs: 700 } })).toBe(true);

    expect(ledger.text()).toBe(`${key} 900 100-200\n${key} 900 500-700\n`);
});

test('a report without findings says so and shows allowlisted rows', () => {
    const outcome = {
        query: 'q',
        severity: 'low',
        rows: 3,
        allowlisted_rows: 2,
        findings: 0,
        new_findings: 0,
        failure: null,
        result: 'r',
    } as const;

    const text = reportText(
        {
            run_at: '2026-01-10T06:00:00.000Z',
            folder: 'reports/2026-01-10/',
            outcomes: [outcome],
            sent: [],
            messages: [],
        },
        'out',
        null,
    );

    expect(text).toContain('3 rows, 2 allowlisted\n');
    const withFindings = reportText(
        {
            run_at: '2026-01-10T06:00:00.000Z',
            folder: 'reports/2026-01-10/',
            outcomes: [{ ...outcome, allowlisted_rows: 0, findings: 3, new_findings: 1 }],
            sent: [],
            messages: [],
        },
        'out',
        null,
    );
    expect(withFindings).toContain('3 rows, 3 findings, 1 new\n');
    expect(text).toContain('\nNo new findings\n');
});
