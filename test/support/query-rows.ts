/** Runs one SQL statement on a lake with given rows. */
import { openLake, type Lake } from '../../lib/lake/open-lake.ts';
import { makeSampleLake, type LakeRows } from './make-sample-lake.ts';
import type { JsonValue } from '../../lib/query/json-value.ts';
import { runStatement } from '../../lib/query/run-statement.ts';

/** The result rows of a statement on an open lake, as objects. */
export const queryOpenLake = async (
    { connection }: Lake,
    sql: string,
): Promise<Readonly<Record<string, JsonValue>>[]> => {
    const { columns, batches } = await runStatement(connection, sql);
    const objects: Readonly<Record<string, JsonValue>>[] = [];
    for await (const rows of batches) {
        for (const row of rows)
            objects.push(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
    }
    return objects;
};

/** The result rows of a statement on a lake with these rows, as objects. */
export const queryRows = async (rows: LakeRows, sql: string): Promise<Readonly<Record<string, JsonValue>>[]> => {
    const lake = await openLake(await makeSampleLake(rows));
    try {
        return await queryOpenLake(lake, sql);
    } finally {
        lake.close();
    }
};
