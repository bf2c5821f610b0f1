/** Writes a case as a lake folder, with the SQL that replay writes Parquet with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { stringify } from 'csv-stringify/sync';
import type { Line } from '../../lib/transform/to-line.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';
import { caseLines } from '../athena/case/case-lines.ts';
import { csvLinesOf, type QueryCase } from '../athena/case/read-cases.ts';
import { temporaryFolder } from '../support/make-sample-lake.ts';
import { copyLinesSql } from '../../lib/lake/write/write-round.ts';

const partitionFolderOf = ({ table, partition }: Line): string =>
    join(table, ...Object.entries(partition).map(([name, value]) => `${name}=${value}`));

const writePartition = async (connection: DuckDBConnection, folder: string, lines: readonly Line[]): Promise<void> => {
    const [first] = lines;
    if (first === undefined) return;
    const path = join(folder, partitionFolderOf(first));
    mkdirSync(path, { recursive: true });
    const spool = join(temporaryFolder(), 'lines.ndjson');
    writeFileSync(spool, lines.flatMap(({ line }) => line).join(''));
    await connection.run(copyLinesSql(first.table, spool, join(path, 'case.parquet')));
};

let connection: Promise<DuckDBConnection> | undefined;
const openDuckdb = async (): Promise<DuckDBConnection> =>
    (await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' })).connect();

/** Returns the folder, and the pools that have rows in it. */
export const writeCaseLake = async (
    queryCase: QueryCase,
): Promise<{ readonly folder: string; readonly userPoolIds: readonly string[] }> => {
    connection ??= openDuckdb();
    const folder = temporaryFolder();
    const lines = caseLines(queryCase);
    for (const partition of new Set(lines.map(partitionFolderOf)))
        await writePartition(
            await connection,
            folder,
            lines.filter((line) => partitionFolderOf(line) === partition),
        );
    for (const table of CSV_TABLE_NAMES.filter((name) => csvLinesOf(queryCase)[name].length > 0)) {
        mkdirSync(join(folder, table));
        writeFileSync(
            join(folder, table, 'case.csv'),
            stringify([CSV_TABLES[table].columns, ...csvLinesOf(queryCase)[table]].map((line) => [...line])),
        );
    }
    return {
        folder,
        userPoolIds: [...new Set(['us-west-2_EXAMPLE', ...lines.map(({ partition }) => partition.user_pool_id)])],
    };
};
