/** Runs every case of every query on Trino: the same SQL, columns, types and rows as on DuckDB. */
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { caseValues } from '../athena/case/case-values.ts';
import { readCases, readCaseColumns, queriesWithCases } from '../athena/case/read-cases.ts';
import { writeCaseLake } from './write-case-lake.ts';
import { publishLake } from './publish-lake.ts';
import { queryTrino } from './query-trino.ts';

const catalogue = readCatalogue();
let databases = 0;

describe.concurrent.each(catalogue.filter(({ name }) => queriesWithCases().includes(name)))('$name', (query) => {
    test.concurrent.each(readCases(query.name))('$name: $about', async (queryCase) => {
        const { folder, userPoolIds } = await writeCaseLake(queryCase);
        const database = `case_${process.pid}_${(databases += 1)}`;
        await publishLake(folder, database, userPoolIds);

        const result = await queryTrino(renderQuery(query, caseValues(queryCase)), database);

        expect(result.rows).toEqual(queryCase.rows);
        expect(Object.entries(result.columns)).toEqual(Object.entries(readCaseColumns(query.name)));
    });
});
