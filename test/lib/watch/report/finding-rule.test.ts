/** Tests that the table of finding rules matches the catalogue, and of preparing the queries of a report. */
import { expect, test } from 'vitest';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { lakeRunner } from '../../../../lib/watch/report/lake-runner.ts';
import { findingRule } from '../../../../lib/watch/report/finding-rule.ts';
import { prepareQueries, defaultQueries } from '../../../../lib/query/prepare-queries.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { NOW_MS } from '../../../support/run-sample-report.ts';

/** Queries that count or list: their rows are not findings. */
const QUERIES_WITHOUT_FINDINGS = new Set([
    'address_timeline',
    'completeness',
    'data_quality',
    'delivery_errors_vs_signup_dropoff',
    'feedback_precision',
    'federated_vs_local',
    'mfa_coverage',
    'risk_decision_report',
    'sign_ins_by_day',
    'threat_protection_tuning',
    'user_timeline',
]);

test('every query of the catalogue has a finding rule or is listed as one without findings', () => {
    const without = readCatalogue()
        .filter(({ name }) => findingRule(name) === null)
        .map(({ name }) => name);

    expect(without.toSorted()).toEqual([...QUERIES_WITHOUT_FINDINGS].toSorted());
});

test('the columns of each finding rule are columns of the result', async () => {
    const runQuery = lakeRunner(await makeSampleLake({}));

    for (const prepared of prepareQueries(readCatalogue(), new Map(), NOW_MS)) {
        const rule = findingRule(prepared.query.name);
        const { columns, batches } = await runQuery(prepared);
        for await (const _ of batches) expect(_).toEqual([]);
        const expected =
            rule === null
                ? []
                : [
                      'user_pool_id',
                      rule.startColumn,
                      rule.endColumn,
                      ...(rule.conditionColumn === null ? [] : [rule.conditionColumn]),
                      ...rule.identityColumns.flatMap((name) => (name === 'user' ? ['user_sub', 'user_name'] : [name])),
                  ];
        expect(
            columns.map(({ name }) => name),
            prepared.query.name,
        ).toEqual(expect.arrayContaining(expected));
    }
});

test('every default query has a finding rule', () => {
    const names = defaultQueries(readCatalogue()).map(({ name }) => name);

    expect(names.length).toBeGreaterThan(10);
    expect(names).toContain('delivery_error_patterns_new');
    expect(names.filter((name) => findingRule(name) === null)).toEqual([]);
});

test.each([
    [new Map([['first_day', ['2026-02-30']]]), /--first-day takes a UTC day/],
    [
        new Map([
            ['first_day', ['2026-02-03']],
            ['last_day', ['2026-02-02']],
        ]),
        /--first-day 2026-02-03 is after --last-day 2026-02-02/,
    ],
    [new Map([['colour', ['red']]]), /--colour is not a parameter of brute_force_by_address/],
])('invalid values and unknown parameters are rejected: %j', (values, message) => {
    const [query] = readCatalogue();

    expect(() => prepareQueries(query === undefined ? [] : [query], values, NOW_MS)).toThrow(message);
});

test('a query that is named twice runs once', () => {
    const [query] = readCatalogue();

    expect(prepareQueries(query === undefined ? [] : [query, query], new Map(), NOW_MS)).toHaveLength(1);
});
