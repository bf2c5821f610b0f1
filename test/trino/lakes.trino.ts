/** Runs every query with its defaults on edge-case lakes: Trino and DuckDB return the same rows. */
import { describe, expect, test } from 'vitest';
import { openLake } from '../../lib/lake/open-lake.ts';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { queryOpenLake } from '../support/query-rows.ts';
import { EDGE_LAKES, EDGE_POOL } from '../support/edge-lakes.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { publishLake } from './publish-lake.ts';
import { queryTrino } from './query-trino.ts';

const catalogue = readCatalogue();

describe.each(Object.entries(EDGE_LAKES))('on %s', (name, rows) => {
    const database = `${name}_${process.pid}`;
    let folder: Promise<string> | undefined;
    const publish = async (): Promise<string> => {
        const lakeFolder = await makeSampleLake(rows);
        await publishLake(lakeFolder, database, [EDGE_POOL]);
        return lakeFolder;
    };

    test.concurrent.each(catalogue.map((query) => [query.name, query] as const))(
        '%s returns the rows that DuckDB returns',
        async (_, query) => {
            const sql = renderQuery(query);
            const lake = await openLake(await (folder ??= publish()));

            const onDuckdb = await queryOpenLake(lake, sql).finally(() => lake.close());
            const onTrino = await queryTrino(sql, database);

            expect(onTrino.rows).toEqual(onDuckdb);
        },
    );
});
