/** The statement that writes the lines of one partition as Parquet, in the types of the Glue table. */
import { TABLES, type TableName } from '../../schemas/columns.ts';

const TYPES = { string: 'VARCHAR', timestamp: 'TIMESTAMP_MS', boolean: 'BOOLEAN', 'array<string>': 'VARCHAR[]' } as const;

/** Half a reader's buffer; a line is shorter, as all of them fit in a reply of 6 MB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** By bytes and not by rows: a row may have 1 MB. */
const ROW_GROUP_BYTES = '32MB';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What a line has besides the columns, the partition's, is dropped as Firehose drops it: the folder says it. */
export const parquetCopy = (table: TableName, lines: string, target: string): string => {
    const names = TABLES[table].map(({ name }) => name);
    const types = TABLES[table].map(({ name, type }) => `${name}: '${TYPES[type]}'`);
    return (
        `copy (select ${names.join(', ')} from read_json(${literal(lines)}, format = 'newline_delimited', ` +
        `maximum_object_size = ${MAX_LINE_BYTES}, columns = {${types.join(', ')}})) ` +
        `to ${literal(target)} (format parquet, compression zstd, row_group_size_bytes ${literal(ROW_GROUP_BYTES)})`
    );
};
