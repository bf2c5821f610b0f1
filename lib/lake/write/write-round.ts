/** Writes a round of rows as Parquet: one file a partition, named by its content. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type TableName, TABLES } from '../../../schemas/columns.ts';
import type { Spool } from './spool.ts';
import { parquetTarget, quoted, WRITTEN_TYPES } from '../parquet-target.ts';

/** Half a reader's buffer; a line is shorter, as all of them fit in a reply of 6 MB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** What a line has besides the columns, the partition's, is dropped as Firehose drops it: the folder says it. */
export const parquetCopy = (table: TableName, lines: string, target: string): string => {
    const names = TABLES[table].map(({ name }) => name);
    const types = TABLES[table].map(({ name, type }) => `${name}: '${WRITTEN_TYPES[type]}'`);
    return (
        `copy (select ${names.join(', ')} from read_json(${quoted(lines)}, format = 'newline_delimited', ` +
        `maximum_object_size = ${MAX_LINE_BYTES}, columns = {${types.join(', ')}})) ` +
        parquetTarget(target)
    );
};

export type Round = {
    readonly table: TableName;
    /** Of the rounds of a table, from 1. */
    readonly number: number;
    readonly spool: Spool;
    /** Where the files of the table go, and where they are made. */
    readonly target: string;
    readonly workshop: string;
    readonly signal: AbortSignal;
};

type Partition = { readonly partition: string; readonly rows: number };

const digestOf = async (path: string): Promise<string> => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex').slice(0, 16);
};

/** DuckDB must have written every row: the sum of the summary rests on it. */
const checkRows = (partition: Partition, written: unknown): void => {
    if (Number(written) === partition.rows) return;
    throw new Error(
        `${partition.partition} has ${partition.rows} rows, and DuckDB wrote ${String(written)}. This is a bug: please report it.`,
    );
};

/** The same rows make the same file again: DuckDB works in one thread, and nothing in the file tells of the day. */
const writePartition = async (round: Round, partition: Partition, lane: Lane): Promise<void> => {
    round.spool.extract(partition.partition, lane.lines);
    const result = await lane.connection.runAndReadAll(parquetCopy(round.table, lane.lines, lane.parquet));
    checkRows(partition, result.getRows()[0]?.[0]);
    const path = join(round.target, partition.partition, `${await digestOf(lane.parquet)}-${round.number}.parquet`);
    await mkdir(dirname(path), { recursive: true });
    await rename(lane.parquet, path);
};

/** One of the hands that work at a time. */
type Lane = { readonly connection: DuckDBConnection; readonly lines: string; readonly parquet: string };

const laneOf = (connection: DuckDBConnection, { workshop, table }: Round, index: number): Lane => {
    const name = join(workshop, `${table}-${index}`);
    return { connection, lines: `${name}.ndjson`, parquet: `${name}.parquet` };
};

/** Writes the partitions of a round with as many hands as there are connections; the first failure ends the others' work too. */
export const writeRound = async (round: Round, connections: readonly DuckDBConnection[]): Promise<void> => {
    const left = round.spool.partitions();
    const work = async (lane: Lane): Promise<void> => {
        for (let next = left.next(); next.done !== true; next = left.next()) {
            round.signal.throwIfAborted();
            await writePartition(round, next.value, lane);
        }
        await rm(lane.lines, { force: true });
    };
    const done = await Promise.allSettled(
        connections.map(async (connection, index) =>
            work(laneOf(connection, round, index)).catch((error: unknown) => {
                left.return(undefined);
                throw error;
            }),
        ),
    );
    const failed = done.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    round.spool.remove();
};
