/** Every query answers each of its cases as it is written there; on Trino, the same cases are test/trino/. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { caseText, columnsText } from './case/case-text.ts';
import { caseValues } from './case/case-values.ts';
import { DuckdbLake } from './case/duckdb-lake.ts';
import { casesOf, columnsOf, columnsPath, queriesWithCases } from './case/given-case.ts';

const catalogue = readCatalogue();
/** `UPDATE_CASES=NAME npx vitest run test/athena/cases.test.ts` writes the rows of a query's cases anew: read them before you keep them. */
const update = process.env['UPDATE_CASES'];

let lake: DuckdbLake;
beforeAll(async () => {
    lake = await DuckdbLake.open();
});
afterAll(() => lake.close());

test('every query has cases, and no cases are of none', () => {
    expect(queriesWithCases()).toEqual(catalogue.map(({ name }) => name).toSorted());
});

const WINDOW_CASES = ['at-threshold', 'below-threshold', 'across-midnight'];

describe.each(catalogue.filter(({ name }) => queriesWithCases().includes(name)))('$name', (query) => {
    const cases = casesOf(query.name);

    test('is shown with an answer and without, and its window at the threshold, just below, and across midnight', () => {
        const names = cases.map(({ name }) => name);

        expect(cases.some(({ rows }) => rows.length > 0) && cases.some(({ rows }) => rows.length === 0)).toBe(true);
        expect(query.parameters.some(({ name }) => name === 'window_minutes') ? names : WINDOW_CASES).toEqual(
            expect.arrayContaining(WINDOW_CASES),
        );
    });

    test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
        await lake.fill(one);

        const found = await lake.answer(renderQuery(query, caseValues(one)));

        if (update === query.name) {
            writeFileSync(one.path, caseText(one, found.rows));
            writeFileSync(columnsPath(query.name), columnsText(found));
            return;
        }
        expect(found.rows).toEqual(one.rows);
        expect(Object.entries(found.columns)).toEqual(
            Object.entries(existsSync(columnsPath(query.name)) ? columnsOf(query.name) : {}),
        );
    });
});
