/** Opens DuckDB, with a bound for what it writes to disk when its memory is full. */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const GIB = 1024 ** 3;

/** Ten times the memory of a query: a statement that needs more has no filter on days. */
const MAX_SPILL_GIB = 20;

/** At most half of the free space: DuckDB's default is 90 %, which other programs need too. */
const spillLimit = (folder: string): string => {
    const { bavail, bsize } = statfsSync(folder);
    return `${Math.floor(Math.min(MAX_SPILL_GIB * GIB, (bavail * bsize) / 2))}B`;
};

/**
 * Opens an engine in memory.
 *
 * @param folder an existing folder of this run, for data that does not fit in memory
 */
export const openDuckDb = async (
    folder: string,
    settings: Readonly<Record<string, string>>,
): Promise<DuckDBInstance> => {
    // DuckDB makes its files readable by all (0644), and has no setting for it.
    process.umask(0o077);
    return DuckDBInstance.create(':memory:', {
        temp_directory: join(folder, 'spill'),
        max_temp_directory_size: spillLimit(folder),
        ...settings,
    });
};
