/** How every Parquet file of a lake is written: the types of its columns, its compression, its row groups. */
import type { ColumnType } from '../../schemas/columns.ts';

/** The types that DuckDB writes for those of Glue. */
export const WRITTEN_TYPES = {
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP_MS',
    boolean: 'BOOLEAN',
    'array<string>': 'VARCHAR[]',
} as const satisfies Record<ColumnType, string>;

/** By bytes and not by rows: a row may have 1 MB. */
const ROW_GROUP_BYTES = '32MB';

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The end of a COPY statement, from `to` on. Row groups by bytes need `preserve_insertion_order = false`; one thread keeps the order all the same. */
export const parquetTarget = (path: string): string =>
    `to ${quoted(path)} (format parquet, compression zstd, row_group_size_bytes ${quoted(ROW_GROUP_BYTES)})`;
