/** Asks a lake of given rows one question. */
import { openLake, type Lake } from '../../lib/lake/open-lake.ts';
import { readResult } from '../../lib/query/result.ts';
import type { Plain } from '../../lib/query/plain-value.ts';
import { givenLake, type GivenRows } from './given-lake.ts';

/** Row objects of a statement on an open lake. */
export const rowsOf = async ({ connection }: Lake, sql: string): Promise<Readonly<Record<string, Plain>>[]> => {
    const { columns, batches } = await readResult(connection, sql);
    const found: Readonly<Record<string, Plain>>[] = [];
    for await (const rows of batches) {
        for (const row of rows)
            found.push(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
    }
    return found;
};

/** Row objects of a statement on a lake of these rows. */
export const ask = async (rows: GivenRows, sql: string): Promise<Readonly<Record<string, Plain>>[]> => {
    const lake = await openLake(await givenLake(rows));
    try {
        return await rowsOf(lake, sql);
    } finally {
        lake.close();
    }
};
