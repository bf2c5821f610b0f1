/** Asks a lake, and asks again if a file vanishes between listing and reading: `compact` may run at the same time. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { errorCode } from '../basics/thrown.ts';
import { openLake, type Lake, type TableExtent } from '../lake/open-lake.ts';
import type { PartitionFilter } from '../lake/partitions/list-table-files.ts';
import { toEngineError, VanishedFileError } from './engine-error.ts';

/** A partition is compacted once, so that the second listing succeeds; the third is for a rebuild right after it. */
const MAX_TRIES = 3;

/** A folder that is gone while the lake is listed: `rebuild` exchanges the folders of the tables. */
const isVanished = (error: unknown): boolean => error instanceof VanishedFileError || errorCode(error) === 'ENOENT';

const tryAgain = async <T>(run: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
        try {
            return await run();
        } catch (error) {
            if (!isVanished(error) || tries >= MAX_TRIES) throw error;
        }
    }
};

/** Opening a lake can already find a missing or damaged file. */
const openOnce = async (folder: string, filter: PartitionFilter): Promise<Lake> => {
    try {
        return await openLake(folder, filter);
    } catch (error) {
        if (errorCode(error) === 'ENOENT') throw error;
        throw toEngineError(error);
    }
};

export class LakeReader {
    readonly #open: () => Promise<Lake>;
    #lake: Lake;

    private constructor(open: () => Promise<Lake>, lake: Lake) {
        this.#open = open;
        this.#lake = lake;
    }

    /** Opens a lake, a folder or S3 address. Throws a UserError if it is not one. The caller closes the reader. */
    static async open(lake: string, filter: PartitionFilter): Promise<LakeReader> {
        const open = async (): Promise<Lake> => openOnce(lake, filter);
        return new LakeReader(open, await tryAgain(open));
    }

    get extents(): readonly TableExtent[] {
        return this.#lake.extents;
    }

    /**
     * Runs `question` on the lake. If a file vanished, opens the lake anew and runs it again, twice at most. Results of
     * earlier questions must have been read.
     *
     * @throws UserError for an error of DuckDB
     */
    async ask<T>(question: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
        let isFirst = true;
        return tryAgain(async () => {
            if (!isFirst) await this.#reopen();
            isFirst = false;
            return question(this.#lake.connection).catch((error: unknown) => {
                throw toEngineError(error);
            });
        });
    }

    close(): void {
        this.#lake.close();
    }

    async #reopen(): Promise<void> {
        const lake = await this.#open();
        this.#lake.close();
        this.#lake = lake;
    }
}
