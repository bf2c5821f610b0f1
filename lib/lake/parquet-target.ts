/** The format of every Parquet file of a lake: column types, compression and row groups. */
import type { ColumnType } from '../../schemas/columns.ts';
import { quoted } from './sql-text.ts';

/** The DuckDB type to write for each Glue type. */
export const PARQUET_TYPES = {
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP_MS',
    boolean: 'BOOLEAN',
    'array<string>': 'VARCHAR[]',
} as const satisfies Record<ColumnType, string>;

/** Limited by bytes, not rows: a row may have 1 MB. */
const ROW_GROUP_BYTES = '32MB';

/**
 * The end of a COPY statement, from `to` on. Row groups by bytes need `preserve_insertion_order = false`; with a single
 * thread the order is kept anyway.
 */
export const parquetTarget = (path: string): string =>
    `to ${quoted(path)} (format parquet, compression zstd, row_group_size_bytes ${quoted(ROW_GROUP_BYTES)})`;
