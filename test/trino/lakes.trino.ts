/** Every query as it is deployed, its defaults put in, on lakes at the edge of what there is: both engines run it, and answer alike. */
import { describe, expect, test } from 'vitest';
import { openLake } from '../../lib/lake/open-lake.ts';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { rowsOf } from '../support/ask.ts';
import { EDGE_LAKES, EDGE_POOL } from '../support/edge-lakes.ts';
import { givenLake } from '../support/given-lake.ts';
import { publishLake } from './glue-lake.ts';
import { askTrino } from './trino.ts';

const catalogue = readCatalogue();

describe.each(Object.entries(EDGE_LAKES))('on %s', (name, rows) => {
    const database = `${name}_${process.pid}`;
    let folder: Promise<string> | undefined;
    const publish = async (): Promise<string> => {
        const made = await givenLake(rows);
        await publishLake(made, database, [EDGE_POOL]);
        return made;
    };

    test.concurrent.each(catalogue.map((query) => [query.name, query] as const))(
        '%s answers as it is deployed, as on DuckDB',
        async (_, query) => {
            const sql = renderQuery(query);
            const lake = await openLake(await (folder ??= publish()));

            const onDuckdb = await rowsOf(lake, sql).finally(() => lake.close());
            const onTrino = await askTrino(sql, database);

            expect(onTrino.rows).toEqual(onDuckdb);
        },
    );
});
