/** Opens DuckDB, with a bound for what it writes to disk when its memory is full. */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const GIB = 1024 ** 3;

/** Ten times the memory of a query: a statement that needs more has no filter on days. */
const MAX_SPILL_GIB = 20;

/** In bytes. At most half of the free space: DuckDB's default is 90 %, which other programs need too. */
const spillLimit = (folder: string): number => {
    const { bavail, bsize } = statfsSync(folder);
    return Math.floor(Math.min(MAX_SPILL_GIB * GIB, (bavail * bsize) / 2));
};

/** The option max_temp_directory_size of a new instance is shown but ignored (DuckDB 1.5.5): only `set` works. */
const limitSpill = async (instance: DuckDBInstance, bytes: number): Promise<void> => {
    const connection = await instance.connect();
    await connection.run(`set max_temp_directory_size = '${bytes}B'`);
    connection.closeSync();
};

/**
 * Opens an engine in memory.
 *
 * @param folder an existing folder of this run, for data that does not fit in memory
 */
export const openDuckDb = async (
    folder: string,
    settings: Readonly<Record<string, string>>,
    maxSpillBytes = spillLimit(folder),
): Promise<DuckDBInstance> => {
    // DuckDB makes its files readable by all (0644), and has no setting for it.
    process.umask(0o077);
    const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(folder, 'spill'), ...settings });
    await limitSpill(instance, maxSpillBytes);
    return instance;
};
