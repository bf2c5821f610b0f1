/** Every case of every query on Trino: the same text of SQL, and the same answer as on DuckDB, with names, types, order and values. */
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { caseValues } from '../athena/case/case-values.ts';
import { casesOf, columnsOf, queriesWithCases } from '../athena/case/given-case.ts';
import { caseFolder } from './case-folder.ts';
import { publishLake } from './glue-lake.ts';
import { askTrino } from './trino.ts';

const catalogue = readCatalogue();
let databases = 0;

describe.concurrent.each(catalogue.filter(({ name }) => queriesWithCases().includes(name)))('$name', (query) => {
    test.concurrent.each(casesOf(query.name).map((one) => [one.name, one] as const))('%s', async (_, one) => {
        const { folder, userPoolIds } = await caseFolder(one);
        const database = `case_${process.pid}_${(databases += 1)}`;
        await publishLake(folder, database, userPoolIds);

        const found = await askTrino(renderQuery(query, caseValues(one)), database);

        expect(found.rows).toEqual(one.rows);
        expect(Object.entries(found.columns)).toEqual(Object.entries(columnsOf(query.name)));
    });
});
