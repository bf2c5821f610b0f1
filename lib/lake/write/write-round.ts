/** Writes a round of rows as Parquet: one file per partition, named by a hash of its content. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type TableName, TABLES } from '../../../schemas/columns.ts';
import type { Spool } from './spool.ts';
import { withoutErased } from '../erasures/without-erased.ts';
import type { Tombstones } from '../erasures/tombstones.ts';
import { parquetTarget, PARQUET_TYPES } from '../parquet-target.ts';
import { quoted } from '../sql-text.ts';
import { copyRowsSql, hashFile, rewrittenName } from './rewritten-file.ts';

/** Half the reader's buffer. A line is shorter: a whole reply has at most 6 MB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** A select of NDJSON lines, without the partition columns: the path has them. */
const selectLinesSql = (table: TableName, lines: string): string => {
    const names = TABLES[table].map(({ name }) => name);
    const types = TABLES[table].map(({ name, type }) => `${name}: '${PARQUET_TYPES[type]}'`);
    return (
        `select ${names.join(', ')} from read_json(${quoted(lines)}, format = 'newline_delimited', ` +
        `maximum_object_size = ${MAX_LINE_BYTES}, columns = {${types.join(', ')}})`
    );
};

/** The statement that writes NDJSON lines as Parquet. */
export const copyLinesSql = (table: TableName, lines: string, target: string): string =>
    `copy (${selectLinesSql(table, lines)}) ${parquetTarget(target)}`;

export type Round = {
    readonly table: TableName;
    /** The number of the round within its table, from 1. */
    readonly number: number;
    readonly spool: Spool;
    /** The folder of the table's finished files. */
    readonly target: string;
    /** The folder for temporary files. */
    readonly workFolder: string;
    readonly tombstones: Tombstones;
    /** Whether the files appear as soon as the tombstones are compared. An upload to S3 takes time. */
    readonly isPublishedAtOnce: boolean;
    readonly signal: AbortSignal;
};

type PartitionRows = { readonly partition: string; readonly rows: number };

/** DuckDB must have written every row: the totals of the summary depend on it. */
const checkRows = (partition: PartitionRows, written: unknown): void => {
    if (Number(written) === partition.rows) return;
    throw new Error(
        `${partition.partition} has ${partition.rows} rows, but DuckDB wrote ${String(written)}. ` +
            'This is a bug: please report it.',
    );
};

/** The statement that writes a partition of a round as compact does, with erased persons pseudonymised. */
const copyPartitionSql = async (
    { table, tombstones }: Round,
    partitionPath: string,
    { connection, linesPath, parquetPath }: RoundWorker,
): Promise<string> => {
    const rows = selectLinesSql(table, linesPath);
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
    return copyRowsSql(table, await withoutErased({ table, partitionPath, rows }, tombstones, read), parquetPath);
};

const hasEachRecordOnce = async ({ connection, parquetPath }: RoundWorker, rows: number): Promise<boolean> => {
    const result = await connection.runAndReadAll(
        `select count(distinct record_id) from read_parquet(${quoted(parquetPath)})`,
    );
    return Number(result.getRows()[0]?.[0]) === rows;
};

/**
 * A partition of the first round that has each record once is what compact would write, and has that name. A later
 * round has its number in the name: files of two rounds with the same rows are two files. During an upload an erasure
 * may begin: what arrives after it has another name, so that the next compact pseudonymises it.
 */
const fileName = async (
    { number, isPublishedAtOnce }: Round,
    { rows }: PartitionRows,
    worker: RoundWorker,
): Promise<string> =>
    number === 1 && isPublishedAtOnce && (await hasEachRecordOnce(worker, rows))
        ? rewrittenName(worker.parquetPath)
        : `${await hashFile(worker.parquetPath)}-${number}.parquet`;

/** The same rows make the same file: DuckDB works in one thread, and the file contains no date of writing. */
const writePartition = async (round: Round, partition: PartitionRows, worker: RoundWorker): Promise<void> => {
    const { connection, linesPath, parquetPath } = worker;
    round.spool.extract(partition.partition, linesPath);
    const result = await connection.runAndReadAll(await copyPartitionSql(round, partition.partition, worker));
    checkRows(partition, result.getRows()[0]?.[0]);
    const path = join(round.target, partition.partition, await fileName(round, partition, worker));
    await mkdir(dirname(path), { recursive: true });
    await rename(parquetPath, path);
};

/** A connection, and the paths of its temporary files. */
type RoundWorker = { readonly connection: DuckDBConnection; readonly linesPath: string; readonly parquetPath: string };

const toRoundWorker = (connection: DuckDBConnection, { workFolder, table }: Round, index: number): RoundWorker => {
    const name = join(workFolder, `${table}-${index}`);
    return { connection, linesPath: `${name}.ndjson`, parquetPath: `${name}.parquet` };
};

/** Writes the partitions of a round, one per connection at a time. Throws the first error when all have ended. */
export const writeRound = async (round: Round, connections: readonly DuckDBConnection[]): Promise<void> => {
    const remaining = round.spool.partitions();
    const work = async (worker: RoundWorker): Promise<void> => {
        for (let next = remaining.next(); next.done !== true; next = remaining.next()) {
            round.signal.throwIfAborted();
            await writePartition(round, next.value, worker);
        }
        await rm(worker.linesPath, { force: true });
    };
    const results = await Promise.allSettled(
        connections.map(async (connection, index) =>
            work(toRoundWorker(connection, round, index)).catch((error: unknown) => {
                remaining.return(undefined);
                throw error;
            }),
        ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    round.spool.remove();
};
