/** Tests that the table of findings and the catalogue say the same. */
import { expect, test } from 'vitest';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { askLake } from '../../../../lib/watch/report/ask-lake.ts';
import { findingForm } from '../../../../lib/watch/report/finding-form.ts';
import { questionsOf, standardQueries } from '../../../../lib/query/question.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { NOW_MS } from '../../../support/given-report.ts';

/** Their rows count or list: nobody is accused by one. */
const TELLS = new Set([
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

test('every question of the catalogue has a form of findings, or is known to have none', () => {
    const without = readCatalogue()
        .filter(({ name }) => findingForm(name) === null)
        .map(({ name }) => name);

    expect(without.toSorted()).toEqual([...TELLS].toSorted());
});

test('the columns of each form are columns of the answer', async () => {
    const ask = askLake(await givenLake({}));

    for (const question of questionsOf(readCatalogue(), new Map(), NOW_MS)) {
        const form = findingForm(question.query.name);
        const { columns, batches } = await ask(question);
        for await (const _ of batches) expect(_).toEqual([]);
        const wanted =
            form === null
                ? []
                : [
                      'user_pool_id',
                      form.from,
                      form.to,
                      ...(form.only === null ? [] : [form.only]),
                      ...form.about.flatMap((name) => (name === 'user' ? ['user_sub', 'user_name'] : [name])),
                  ];
        expect(
            columns.map(({ name }) => name),
            question.query.name,
        ).toEqual(expect.arrayContaining(wanted));
    }
});

test('what is asked when nothing is named all gives findings', () => {
    const names = standardQueries(readCatalogue()).map(({ name }) => name);

    expect(names.length).toBeGreaterThan(10);
    expect(names).toContain('delivery_error_patterns_new');
    expect(names.filter((name) => findingForm(name) === null)).toEqual([]);
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
    [new Map([['colour', ['red']]]), /--colour is not of brute_force_by_address/],
])('values that no question takes are refused: %j', (given, message) => {
    const [query] = readCatalogue();

    expect(() => questionsOf(query === undefined ? [] : [query], given, NOW_MS)).toThrow(message);
});

test('a query that is named twice is asked once', () => {
    const [query] = readCatalogue();

    expect(questionsOf(query === undefined ? [] : [query, query], new Map(), NOW_MS)).toHaveLength(1);
});
