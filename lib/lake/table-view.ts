/** The SQL that makes a table of the lake a view of DuckDB, with the columns and types of the Glue table whatever its files hold. */
import { PARTITION_COLUMNS, TABLES, type Column, type ColumnType, type TableName } from '../../schemas/columns.ts';

/** The types of Glue in DuckDB's words. */
export const DUCKDB_TYPES: Record<ColumnType, string> = {
    string: 'varchar',
    timestamp: 'timestamp',
    boolean: 'boolean',
    'array<string>': 'varchar[]',
};

/** The variable that holds a table's files: the view's own text stays short, and is parsed at each use. */
export const filesVariable = (table: TableName): string => `${table}_files`;

const columnsOf = (table: TableName): readonly Column[] => [...TABLES[table], ...PARTITION_COLUMNS];

/** Gives every column its name and type also when there are no files, or only files written before the column existed. */
const typedNulls = (table: TableName): string =>
    `select ${columnsOf(table)
        .map(({ name, type }) => `cast(null as ${DUCKDB_TYPES[type]}) as ${name}`)
        .join(', ')} where false`;

/** Partition columns stay texts; a filter on them still leaves files out (test/lib/lake/open-lake.test.ts). */
const filesOf = (table: TableName): string =>
    `select * from read_parquet(getvariable('${filesVariable(table)}'), hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`;

/** Another writer may have given a column another type (a time with a zone, say): the views are made over these and no others. */
const typedColumns = (table: TableName): string =>
    columnsOf(table)
        .map(({ name, type }) => `cast(${name} as ${DUCKDB_TYPES[type]}) as ${name}`)
        .join(', ');

/** The statement that makes the table's view: over its files, or empty when it has none. */
export const tableView = (table: TableName, hasFiles: boolean): string => {
    const rows = hasFiles ? `${typedNulls(table)} union all by name ${filesOf(table)}` : typedNulls(table);
    return `create or replace view ${table} as select ${typedColumns(table)} from (${rows})`;
};
