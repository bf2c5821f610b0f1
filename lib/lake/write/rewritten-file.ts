/** The statement that writes rows as one sorted file of a partition, and the file's name. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { parquetTarget, PARQUET_TYPES } from '../parquet-target.ts';

/** A cast alone would round, but replay truncates to whole milliseconds. */
const castColumn = ({ name, type }: Column): string =>
    type === 'timestamp'
        ? `date_trunc('millisecond', ${name})::${PARQUET_TYPES[type]} as ${name}`
        : `${name}::${PARQUET_TYPES[type]} as ${name}`;

/** The select list of a table's columns, with the types and milliseconds of a data file. */
export const columnsAsWritten = (table: TableName): string => TABLES[table].map(castColumn).join(', ');

/**
 * The statement that writes rows to a data file, sorted by event time.
 *
 * @param rows a select with all columns of the table; other columns are dropped
 */
export const copyRowsSql = (table: TableName, rows: string, path: string): string =>
    `copy (select ${columnsAsWritten(table)} from (${rows}) order by event_at, record_id) ${parquetTarget(path)}`;

const NAME_PREFIX = 'compact-';
const REWRITTEN_NAME = new RegExp(`^${NAME_PREFIX}[0-9a-f]{16}\\.parquet$`);

/** Whether a file, by its path, is a rewritten one, with each record once. */
export const isRewritten = (path: string): boolean => REWRITTEN_NAME.test(path.slice(path.lastIndexOf('/') + 1));

/** The first 64 bits of the SHA-256 of a file, in hex. */
export const hashFile = async (path: string): Promise<string> => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex').slice(0, 16);
};

/** The name of a rewritten file: a hash of its content, so the same rows have the same name. */
export const rewrittenName = async (path: string): Promise<string> => `${NAME_PREFIX}${await hashFile(path)}.parquet`;
