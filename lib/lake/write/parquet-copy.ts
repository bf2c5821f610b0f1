/** The statement that writes the lines of one partition as Parquet, in the types of the Glue table. */
import { TABLES, type TableName } from '../../../schemas/columns.ts';
import { parquetTarget, quoted, WRITTEN_TYPES } from '../parquet-target.ts';

/** Half a reader's buffer; a line is shorter, as all of them fit in a reply of 6 MB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** What a line has besides the columns, the partition's, is dropped as Firehose drops it: the folder says it. */
export const parquetCopy = (table: TableName, lines: string, target: string): string => {
    const names = TABLES[table].map(({ name }) => name);
    const types = TABLES[table].map(({ name, type }) => `${name}: '${WRITTEN_TYPES[type]}'`);
    return (
        `copy (select ${names.join(', ')} from read_json(${quoted(lines)}, format = 'newline_delimited', ` +
        `maximum_object_size = ${MAX_LINE_BYTES}, columns = {${types.join(', ')}})) ` +
        parquetTarget(target)
    );
};
