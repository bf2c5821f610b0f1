/** Writes the rows and error objects of a replay into a lake: first into the staging folder, then published. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { cacheFolder } from '../cache-folder.ts';
import { readTombstones, type Tombstones } from '../erasures/tombstones.ts';
import { openDuckDb } from '../open-duckdb.ts';
import { openStore } from '../../store/open-store.ts';
import { isS3Address } from '../../store/s3-address.ts';
import { ErrorObjects, type FailedRecord } from '../../firehose/error-objects.ts';
import { publish } from './publish.ts';
import { closeStaging, openStaging, type Staging } from './staging.ts';
import { TableWriter, type TableWriterOptions } from './table-writer.ts';

/** Enough for two partitions with rows of 1 MB; typical partitions need a tenth. */
const ENGINE_MEMORY = '512MB';

/** One thread per connection: the order of the rows, and so the bytes of a file, are the same each time. */
const openEngine = async (folder: string): Promise<DuckDBInstance> =>
    openDuckDb(folder, {
        memory_limit: ENGINE_MEMORY,
        preserve_insertion_order: 'false',
        threads: '1',
        // Returns memory to the system after a large partition: measured, 80 MB per connection. A lower threshold would
        // return memory that the next partition needs again.
        allocator_bulk_deallocation_flush_threshold: '64MB',
    });

/** A lake in S3 is staged locally. Checks first that its bucket can be reached. */
const prepareS3Staging = async (lake: string): Promise<string> => {
    await (await openStore(lake)).folders('');
    return cacheFolder('staging');
};

export class LakeWriter {
    readonly #lake: string;
    readonly #staging: Staging;
    readonly #instance: DuckDBInstance;
    readonly #target: string;
    readonly #tombstones: Tombstones;
    readonly #stop = new AbortController();
    readonly #writers: Readonly<Record<TableName, TableWriter>>;
    readonly #errors: ErrorObjects;

    private constructor(
        lake: string,
        staging: Staging,
        engine: Pick<TableWriterOptions, 'connections' | 'tombstones'> & { instance: DuckDBInstance },
    ) {
        this.#lake = lake;
        this.#staging = staging;
        this.#instance = engine.instance;
        this.#target = join(staging.folder, 'finished');
        this.#tombstones = engine.tombstones;
        const options = {
            folder: staging.folder,
            target: this.#target,
            connections: engine.connections,
            tombstones: engine.tombstones,
            isPublishedAtOnce: !isS3Address(lake),
            signal: this.#stop.signal,
        };
        this.#writers = {
            user_activity: new TableWriter('user_activity', options),
            user_notification: new TableWriter('user_notification', options),
        };
        this.#errors = new ErrorObjects(this.#target);
    }

    /**
     * Opens a lake for writing, or creates it if it does not exist. Throws a UserError if the folder is no lake, or if a
     * tombstone is damaged.
     *
     * @param known the tombstones to honour; by default those of the lake
     */
    static async open(lake: string, known?: Tombstones): Promise<LakeWriter> {
        const parent = isS3Address(lake) ? await prepareS3Staging(lake) : lake;
        const tombstones = known ?? (await readTombstones(lake));
        const staging = await openStaging(parent);
        await mkdir(join(staging.folder, 'finished'));
        const instance = await openEngine(staging.folder);
        return new LakeWriter(lake, staging, {
            instance,
            connections: [await instance.connect(), await instance.connect()],
            tombstones,
        });
    }

    /** Adds the lines of a record, in base64, to the partition of its keys. Returns the number of rows. */
    write(table: TableName, keys: Readonly<Record<string, string>>, data: string): number {
        return this.#writers[table].add(keys, data);
    }

    /** Waits for the writers, between batches, if they are too far behind. */
    async catchUp(): Promise<void> {
        for (const table of TABLE_NAMES) await this.#writers[table].catchUp();
    }

    /** Writes a record to errors/, as Firehose would. */
    async reject(table: TableName, record: FailedRecord): Promise<void> {
        await this.#errors.add(table, record);
    }

    /** Finishes and publishes every file. Returns the paths of the local ones. */
    async finish(): Promise<readonly string[]> {
        for (const table of TABLE_NAMES) await this.#writers[table].finish();
        await this.#errors.close();
        this.#stop.signal.throwIfAborted();
        await this.#tombstones.checkUnchanged('Nothing was written. Run the command again.');
        const published = await publish(this.#target, this.#lake, this.#stop.signal);
        await this.close();
        return published;
    }

    /** Ends DuckDB's work as soon as possible. */
    stop(): void {
        this.#stop.abort();
    }

    /** Removes all unfinished files. The lake keeps only what was published. */
    async close(): Promise<void> {
        this.stop();
        for (const table of TABLE_NAMES) await this.#writers[table].waitUntilIdle();
        this.#instance.closeSync();
        await closeStaging(this.#staging);
    }
}
