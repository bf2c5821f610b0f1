/** Writes what a replay keeps and what it refuses into a lake: all of it first in the staging folder, then published. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import type { Arrival } from '../unwrap.ts';
import { ErrorObjects } from './error-objects.ts';
import { closeStaging, openStaging, publish } from './staging.ts';
import { TableWriter } from './table-writer.ts';

/** Enough for the files that are open at a time. */
const ENGINE_MEMORY = '256MB';

/** DuckDB works beside the replay itself: on the other cores, or on the one there is. */
const ENGINE_THREADS = Math.max(1, availableParallelism() - 1);

const FINISHED = 'finished';

export class LakeWriter {
    readonly #lake: string;
    readonly #folder: string;
    readonly #instance: DuckDBInstance;
    readonly #connection: DuckDBConnection;
    readonly #writers: Readonly<Record<TableName, TableWriter>>;
    readonly #errors: ErrorObjects;

    private constructor(lake: string, folder: string, instance: DuckDBInstance, connections: readonly [DuckDBConnection, DuckDBConnection]) {
        this.#lake = lake;
        this.#folder = folder;
        this.#instance = instance;
        this.#connection = connections[0];
        this.#writers = {
            user_activity: new TableWriter('user_activity', folder, connections[0]),
            user_notification: new TableWriter('user_notification', folder, connections[1]),
        };
        this.#errors = new ErrorObjects(join(folder, FINISHED));
    }

    /** Opens a lake for writing; makes it if it is not there. Throws a Complaint when the folder is something else. */
    static async open(lake: string): Promise<LakeWriter> {
        const folder = await openStaging(lake);
        const instance = await DuckDBInstance.create(':memory:', {
            memory_limit: ENGINE_MEMORY,
            temp_directory: join(folder, 'spill'),
            preserve_insertion_order: 'false',
            threads: String(ENGINE_THREADS),
            // Rows come sorted by partition: few files are open, and few rows wait for theirs.
            partitioned_write_flush_threshold: '2000',
            partitioned_write_max_open_files: '4',
        });
        const writer = new LakeWriter(lake, folder, instance, [await instance.connect(), await instance.connect()]);
        await mkdir(join(folder, FINISHED));
        return writer;
    }

    /** Keeps the lines of a record, in base64, in the partition that the keys of its answer name. Returns how many rows these are. */
    keep(table: TableName, keys: Readonly<Record<string, string>>, data: string): number {
        return this.#writers[table].add(keys, data);
    }

    /** Lets the writers catch up, between batches. */
    async settle(): Promise<void> {
        for (const table of TABLE_NAMES) await this.#writers[table].settle();
    }

    /** Writes a refused arrival to errors/, as Firehose would. */
    async refuse(table: TableName, arrival: Arrival): Promise<void> {
        await this.#errors.add(table, arrival);
    }

    /** Finishes every file and publishes it. */
    async finish(): Promise<void> {
        // Nothing else works by now.
        await this.#connection.run(`set threads = ${availableParallelism()}`);
        for (const table of TABLE_NAMES) await this.#writers[table].finish();
        await this.#errors.close();
        await publish(join(this.#folder, FINISHED), this.#lake);
        await this.close();
    }

    /** Leaves the lake as it was but for what is published; nothing that is not finished stays. */
    async close(): Promise<void> {
        this.#instance.closeSync();
        await closeStaging(this.#folder);
    }
}
