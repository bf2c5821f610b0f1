/** The SQL of a DuckDB view over a table's files: always with the columns and types of the Glue table. */
import { PARTITION_COLUMNS, TABLES, type Column, type ColumnType, type TableName } from '../../schemas/columns.ts';

/** The DuckDB type of each Glue type. */
export const DUCKDB_TYPES: Record<ColumnType, string> = {
    string: 'varchar',
    timestamp: 'timestamp',
    boolean: 'boolean',
    'array<string>': 'varchar[]',
};

/** The variable with a table's files. It keeps the view's SQL short, which is parsed at each use. */
export const filesVariable = (table: TableName): string => `${table}_files`;

const columnsOf = (table: TableName): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

/** Gives every column its name and type, even without files, or with only files from before the column existed. */
const typedNulls = (table: TableName): string =>
    `select ${columnsOf(table)
        .map(({ name, type }) => `cast(null as ${DUCKDB_TYPES[type]}) as ${name}`)
        .join(', ')} where false`;

/** Partition columns stay text; a filter on them still skips files (test/lib/lake/open-lake.test.ts). */
const filesOf = (table: TableName): string =>
    `select * from read_parquet(getvariable('${filesVariable(table)}'), ` +
    'hive_partitioning = true, hive_types_autocast = false, union_by_name = true)';

/** Casts each column: another writer may have used another type (such as a timestamp with a time zone). */
const typedColumns = (table: TableName): string =>
    columnsOf(table)
        .map(({ name, type }) => `cast(${name} as ${DUCKDB_TYPES[type]}) as ${name}`)
        .join(', ');

/** The statement that creates the table's view: over its files, or empty if it has none. */
export const tableView = (table: TableName, hasFiles: boolean): string => {
    const rows = hasFiles ? `${typedNulls(table)} union all by name ${filesOf(table)}` : typedNulls(table);
    return `create or replace view ${table} as select ${typedColumns(table)} from (${rows})`;
};
