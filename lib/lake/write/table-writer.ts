/** Collects the kept records of a table in rounds, and writes each round as Parquet while the next one fills. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import { Spool } from './spool.ts';
import { writeRound, type Round } from './write-round.ts';

/** A round takes about 1 KB a row of the disk until it is written; a partition has a file for each. */
const ROUND_ROWS = 1_000_000;
/** Where there are many partitions, a round waits until it is worth a file for each; */
const ROUND_ROWS_OF_A_PARTITION = 100;
/** but not until the disk is full: rows may be large. */
const MAX_ROUND_BYTES = 4 * 1024 * 1024 * 1024;

const isFull = ({ rows, partitionCount, bytes }: Spool): boolean =>
    rows >= Math.max(ROUND_ROWS, partitionCount * ROUND_ROWS_OF_A_PARTITION) || bytes >= MAX_ROUND_BYTES;

/** What the patterns of pools, types and days allow: nothing from a record can leave its folder. */
const PARTITION_VALUE = /^[\w-]+$/;

const partitionOf = (keys: Readonly<Record<string, string>>): string =>
    PARTITION_COLUMNS.map(({ name }) => {
        const value = keys[name];
        if (!PARTITION_VALUE.test(String(value)))
            throw new Error(
                `The transform gave the partition key ${name} the value ${JSON.stringify(value)}. This is a bug: please report it.`,
            );
        return `${name}=${value}`;
    }).join('/');

export type Workplace = {
    /** A folder of this run in the staging folder; what is finished lies in `target`. */
    readonly folder: string;
    readonly target: string;
    readonly connections: readonly [DuckDBConnection, ...DuckDBConnection[]];
    readonly signal: AbortSignal;
};

/** The rows of one table on their way. */
export class TableWriter {
    readonly #table: TableName;
    readonly #workplace: Workplace;
    #round: Round;
    #work: Promise<void> = Promise.resolve();

    constructor(table: TableName, workplace: Workplace) {
        this.#table = table;
        this.#workplace = workplace;
        this.#round = this.#newRound(1);
    }

    /** Adds the lines of a kept record, in base64, under the partition keys of its answer. Returns how many rows these are. */
    add(keys: Readonly<Record<string, string>>, data: string): number {
        return this.#round.spool.add(partitionOf(keys), data);
    }

    /** Hands on a round that is full; waits for DuckDB when it is a round behind. */
    async settle(): Promise<void> {
        if (!isFull(this.#round.spool)) return;
        await this.#work;
        this.#work = writeRound(this.#round, this.#workplace.connections.slice(0, 1));
        // A failure is met where the work is awaited.
        this.#work.catch(() => undefined);
        this.#round = this.#newRound(this.#round.number + 1);
    }

    /** Writes all that is left. Nothing else works by now: all hands are free. */
    async finish(): Promise<void> {
        await this.#work;
        await writeRound(this.#round, this.#workplace.connections);
    }

    /** Waits until DuckDB has its hands off the files. */
    async rest(): Promise<void> {
        await this.#work.catch(() => undefined);
    }

    #newRound(number: number): Round {
        const { folder, target, signal } = this.#workplace;
        const spool = new Spool(join(folder, `${this.#table}-${number}.spool`));
        return { table: this.#table, number, spool, target: join(target, this.#table), workshop: folder, signal };
    }
}
