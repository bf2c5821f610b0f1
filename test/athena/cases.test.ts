/** Runs every case of every query on DuckDB; test/trino/ runs the same cases on Trino. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { formatCase, formatCaseColumns } from './case/format-case.ts';
import { caseValues } from './case/case-values.ts';
import { DuckdbLake } from './case/duckdb-lake.ts';
import { readCases, readCaseColumns, caseColumnsPath, queriesWithCases } from './case/read-cases.ts';

const catalogue = readCatalogue();
/**
 * `UPDATE_CASES=NAME npx vitest run test/athena/cases.test.ts` rewrites the expected rows of a query.
 * Review the diff before you commit it.
 */
const update = process.env['UPDATE_CASES'];

let lake: DuckdbLake;
beforeAll(async () => {
    lake = await DuckdbLake.open();
});
afterAll(() => lake.close());

test('every query has a folder of cases, and every folder has a query', () => {
    expect(queriesWithCases()).toEqual(catalogue.map(({ name }) => name).toSorted());
});

const WINDOW_CASES = ['at-threshold', 'below-threshold', 'across-midnight'];

describe.each(catalogue.filter(({ name }) => queriesWithCases().includes(name)))('$name', (query) => {
    const cases = readCases(query.name);

    test('has cases with rows, without rows, and the three window cases', () => {
        const names = cases.map(({ name }) => name);

        expect(cases.some(({ rows }) => rows.length > 0) && cases.some(({ rows }) => rows.length === 0)).toBe(true);
        expect(query.parameters.some(({ name }) => name === 'window_minutes') ? names : WINDOW_CASES).toEqual(
            expect.arrayContaining(WINDOW_CASES),
        );
    });

    test.each(cases)('$name: $about', async (queryCase) => {
        await lake.load(queryCase);

        const result = await lake.query(renderQuery(query, caseValues(queryCase)));

        if (update === query.name) {
            writeFileSync(queryCase.filePath, formatCase(queryCase, result.rows));
            writeFileSync(caseColumnsPath(query.name), formatCaseColumns(result));
            return;
        }
        expect(result.rows).toEqual(queryCase.rows);
        expect(Object.entries(result.columns)).toEqual(
            Object.entries(existsSync(caseColumnsPath(query.name)) ? readCaseColumns(query.name) : {}),
        );
    });
});
