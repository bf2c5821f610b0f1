/** Writes a case as the folder of a lake, by the statement with which replay writes Parquet. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { stringify } from 'csv-stringify/sync';
import type { Line } from '../../lib/transform/answerable.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';
import { caseLines } from '../athena/case/case-lines.ts';
import { csvLines, type Case } from '../athena/case/given-case.ts';
import { temporaryFolder } from '../support/given-lake.ts';
import { parquetCopy } from '../../lib/lake/write/write-round.ts';

const folderOf = ({ table, partition }: Line): string =>
    join(table, ...Object.entries(partition).map(([name, value]) => `${name}=${value}`));

const writePartition = async (connection: DuckDBConnection, folder: string, lines: readonly Line[]): Promise<void> => {
    const [first] = lines;
    if (first === undefined) return;
    const path = join(folder, folderOf(first));
    mkdirSync(path, { recursive: true });
    const spool = join(temporaryFolder(), 'lines.ndjson');
    writeFileSync(spool, lines.flatMap(({ line }) => line).join(''));
    await connection.run(parquetCopy(first.table, spool, join(path, 'case.parquet')));
};

let connection: Promise<DuckDBConnection> | undefined;
const connect = async (): Promise<DuckDBConnection> =>
    (await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' })).connect();

/** The folder, and the pools that have rows in it. */
export const caseFolder = async (
    given: Case,
): Promise<{ readonly folder: string; readonly userPoolIds: readonly string[] }> => {
    connection ??= connect();
    const folder = temporaryFolder();
    const lines = caseLines(given);
    for (const partition of new Set(lines.map(folderOf)))
        await writePartition(
            await connection,
            folder,
            lines.filter((line) => folderOf(line) === partition),
        );
    for (const table of CSV_TABLE_NAMES.filter((name) => csvLines(given)[name].length > 0)) {
        mkdirSync(join(folder, table));
        writeFileSync(
            join(folder, table, 'case.csv'),
            stringify([CSV_TABLES[table].columns, ...csvLines(given)[table]].map((line) => [...line])),
        );
    }
    return {
        folder,
        userPoolIds: [...new Set(['us-west-2_EXAMPLE', ...lines.map(({ partition }) => partition.user_pool_id)])],
    };
};
