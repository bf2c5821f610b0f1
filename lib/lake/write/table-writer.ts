/** Collects the rows of a table in rounds, and writes each round as Parquet while the next one fills. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import type { Tombstones } from '../erasures/tombstones.ts';
import { Spool } from './spool.ts';
import { writeRound, type Round } from './write-round.ts';

/** A round needs about 1 KB of disk per row until it is written as one file per partition. */
const ROUND_ROWS = 1_000_000;
/** With many partitions, a round collects more rows, so that the files are not too small. */
const ROUND_ROWS_PER_PARTITION = 100;
/** Rows may be large: limits the disk usage. */
const MAX_ROUND_BYTES = 4 * 1024 * 1024 * 1024;

const isFull = ({ rows, partitionCount, bytes }: Spool): boolean =>
    rows >= Math.max(ROUND_ROWS, partitionCount * ROUND_ROWS_PER_PARTITION) || bytes >= MAX_ROUND_BYTES;

/** The characters of pools, event types and days: a value from a record cannot lead out of its folder. */
const PARTITION_VALUE = /^[\w-]+$/;

const partitionOf = (keys: Readonly<Record<string, string>>): string =>
    PARTITION_COLUMNS.map(({ name }) => {
        const value = keys[name];
        if (!PARTITION_VALUE.test(String(value)))
            throw new Error(
                `The transform returned ${JSON.stringify(value)} for the partition key ${name}. ` +
                    'This is a bug: please report it.',
            );
        return `${name}=${value}`;
    }).join('/');

export type TableWriterOptions = {
    /** A folder of this run in the staging folder. */
    readonly folder: string;
    /** The folder for finished files. */
    readonly target: string;
    readonly connections: readonly [DuckDBConnection, ...DuckDBConnection[]];
    readonly tombstones: Tombstones;
    readonly isPublishedAtOnce: boolean;
    readonly signal: AbortSignal;
};

/** Writes the rows of one table, round by round. */
export class TableWriter {
    readonly #table: TableName;
    readonly #options: TableWriterOptions;
    #round: Round;
    #pendingWrite: Promise<void> = Promise.resolve();

    constructor(table: TableName, options: TableWriterOptions) {
        this.#table = table;
        this.#options = options;
        this.#round = this.#newRound(1);
    }

    /** Adds the lines of a record, in base64, to the partition of its keys. Returns the number of rows. */
    add(keys: Readonly<Record<string, string>>, data: string): number {
        return this.#round.spool.add(partitionOf(keys), data);
    }

    /** Starts writing a full round. Waits for DuckDB if it is still writing the round before. */
    async catchUp(): Promise<void> {
        if (!isFull(this.#round.spool)) return;
        await this.#pendingWrite;
        this.#pendingWrite = writeRound(this.#round, this.#options.connections.slice(0, 1));
        // Errors are handled where the write is awaited.
        this.#pendingWrite.catch(() => undefined);
        this.#round = this.#newRound(this.#round.number + 1);
    }

    /** Writes the last round, on all connections: nothing else uses them now. */
    async finish(): Promise<void> {
        await this.#pendingWrite;
        await writeRound(this.#round, this.#options.connections);
    }

    /** Waits until DuckDB no longer uses the files. */
    async waitUntilIdle(): Promise<void> {
        await this.#pendingWrite.catch(() => undefined);
    }

    #newRound(number: number): Round {
        const { folder, target, tombstones, isPublishedAtOnce, signal } = this.#options;
        const spool = new Spool(join(folder, `${this.#table}-${number}.spool`));
        return {
            table: this.#table,
            number,
            spool,
            target: join(target, this.#table),
            workFolder: folder,
            tombstones,
            isPublishedAtOnce,
            signal,
        };
    }
}
