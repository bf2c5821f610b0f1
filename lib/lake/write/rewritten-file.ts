/** The statement that writes rows as one sorted file of a partition, and the name of such a file. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { parquetTarget, WRITTEN_TYPES } from '../parquet-target.ts';

/** A cast alone would round; what replay writes has whole milliseconds. */
const written = ({ name, type }: Column): string =>
    type === 'timestamp'
        ? `date_trunc('millisecond', ${name})::${WRITTEN_TYPES[type]} as ${name}`
        : `${name}::${WRITTEN_TYPES[type]} as ${name}`;

/** The columns of a table, for a select: in the types and with the milliseconds that a file has. */
export const columnsAsWritten = (table: TableName): string => TABLES[table].map(written).join(', ');

/**
 * Writes the rows of a select, in the types and the form of every file of a lake, by the time of the event.
 *
 * @param rows a select with all columns of the table; others are left out
 */
export const copyRows = (table: TableName, rows: string, path: string): string =>
    `copy (select ${columnsAsWritten(table)} from (${rows}) order by event_at, record_id) ${parquetTarget(path)}`;

const PREFIX = 'compact-';
const NAME = new RegExp(`^${PREFIX}[0-9a-f]{16}\\.parquet$`);

/** Whether a file, by its path, is one that holds each record once. */
export const isRewritten = (path: string): boolean => NAME.test(path.slice(path.lastIndexOf('/') + 1));

/** The name that the content of a file gives it: the same rows have the same one again, and no other rows have it. */
export const rewrittenName = async (path: string): Promise<string> => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return `${PREFIX}${hash.digest('hex').slice(0, 16)}.parquet`;
};
