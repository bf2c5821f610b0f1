/** Writes what a replay keeps and what it refuses into a lake: all of it first in the staging folder, then published. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { cacheFolder } from '../cache-folder.ts';
import { openStore } from '../../store/open-store.ts';
import { isS3 } from '../../store/s3-address.ts';
import { ErrorObjects, type FailedRecord } from '../../firehose/error-objects.ts';
import { publish } from './publish.ts';
import { closeStaging, openStaging, type Staging } from './staging.ts';
import { TableWriter, type Workplace } from './table-writer.ts';

/** A bound for two partitions of rows of 1 MB; the usual ones take a tenth. */
const ENGINE_MEMORY = '512MB';

/** One thread a connection: the order of the rows, and with it the bytes of a file, are the same each time. */
const openEngine = async (folder: string): Promise<DuckDBInstance> =>
    DuckDBInstance.create(':memory:', {
        memory_limit: ENGINE_MEMORY,
        temp_directory: join(folder, 'spill'),
        preserve_insertion_order: 'false',
        threads: '1',
        // Gives memory back to the system after a partition of some size: measured, 80 MB a connection. With less it gives
        // back what the next partition asks for again.
        allocator_bulk_deallocation_flush_threshold: '64MB',
    });

/** A lake in S3 is staged on this machine. That its bucket can be reached is found out before the work. */
const stagingOf = async (lake: string): Promise<string> => {
    await (await openStore(lake)).folders('');
    return cacheFolder('staging');
};

export class LakeWriter {
    readonly #lake: string;
    readonly #staging: Staging;
    readonly #instance: DuckDBInstance;
    readonly #target: string;
    readonly #stop = new AbortController();
    readonly #writers: Readonly<Record<TableName, TableWriter>>;
    readonly #errors: ErrorObjects;

    private constructor(
        lake: string,
        staging: Staging,
        engine: Pick<Workplace, 'connections'> & { instance: DuckDBInstance },
    ) {
        this.#lake = lake;
        this.#staging = staging;
        this.#instance = engine.instance;
        this.#target = join(staging.folder, 'finished');
        const workplace = {
            folder: staging.folder,
            target: this.#target,
            connections: engine.connections,
            signal: this.#stop.signal,
        };
        this.#writers = {
            user_activity: new TableWriter('user_activity', workplace),
            user_notification: new TableWriter('user_notification', workplace),
        };
        this.#errors = new ErrorObjects(this.#target);
    }

    /** Opens a lake for writing; makes it if it is not there. Throws a Complaint when the folder is something else. */
    static async open(lake: string): Promise<LakeWriter> {
        const staging = await openStaging(isS3(lake) ? await stagingOf(lake) : lake);
        await mkdir(join(staging.folder, 'finished'));
        const instance = await openEngine(staging.folder);
        return new LakeWriter(lake, staging, {
            instance,
            connections: [await instance.connect(), await instance.connect()],
        });
    }

    /** Keeps the lines of a record, in base64, in the partition that the keys of its answer name. Returns how many rows these are. */
    keep(table: TableName, keys: Readonly<Record<string, string>>, data: string): number {
        return this.#writers[table].add(keys, data);
    }

    /** Lets the writers catch up, between batches. */
    async settle(): Promise<void> {
        for (const table of TABLE_NAMES) await this.#writers[table].settle();
    }

    /** Writes a record to errors/, as Firehose would. */
    async refuse(table: TableName, record: FailedRecord): Promise<void> {
        await this.#errors.add(table, record);
    }

    /** Finishes every file and publishes it. Returns the paths of those on this machine. */
    async finish(): Promise<readonly string[]> {
        for (const table of TABLE_NAMES) await this.#writers[table].finish();
        await this.#errors.close();
        this.#stop.signal.throwIfAborted();
        const published = await publish(this.#target, this.#lake, this.#stop.signal);
        await this.close();
        return published;
    }

    /** Ends the work of DuckDB as soon as may be. */
    stop(): void {
        this.#stop.abort();
    }

    /** Leaves the lake as it was but for what is published; nothing that is not finished stays. */
    async close(): Promise<void> {
        this.stop();
        for (const table of TABLE_NAMES) await this.#writers[table].rest();
        this.#instance.closeSync();
        await closeStaging(this.#staging);
    }
}
