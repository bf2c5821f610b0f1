/** The Athena DDL of a table, generated from its columns. */
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLES, type CsvTableName } from '../../../schemas/csv-tables.ts';
import { COLUMN_NOTES, PARTITION_NOTES } from '../../../schemas/column-notes.ts';
import { projection } from './projection.ts';

const quoteSql = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const columnLines = (columns: readonly Column[], notes: Readonly<Record<string, string>>): string =>
    columns.map(({ name, type }) => `    ${name} ${type} comment ${quoteSql(String(notes[name]))}`).join(',\n');

/** The statement of `athena/tables/<table>.sql`, with the placeholders BUCKET and USER_POOL_IDS. */
export const tableDdl = (
    table: TableName,
): string => `-- ${table}: one row is one delivery of an event. A duplicate is another row; the views deduplicate.
-- Generated from schemas/columns.ts. Replace BUCKET with the lake bucket and USER_POOL_IDS with the pool ids,
-- separated by commas.
create external table if not exists ${table} (
${columnLines(TABLES[table], COLUMN_NOTES[table])}
)
partitioned by (
${columnLines(PARTITION_COLUMNS, PARTITION_NOTES)}
)
stored as parquet
location 's3://BUCKET/${table}/'
tblproperties (
${Object.entries(projection(table, 'USER_POOL_IDS'))
    .map(([name, value]) => `    ${quoteSql(name)} = ${quoteSql(value)}`)
    .join(',\n')}
)
`;

/** The statement for a table of CSV files. */
export const csvTableDdl = (table: CsvTableName): string => `-- ${table}: one row is ${CSV_TABLES[table].row}.
-- Generated from schemas/csv-tables.ts. Replace BUCKET with the lake bucket.
create external table if not exists ${table} (
${CSV_TABLES[table].columns.map((name) => `    ${name} string`).join(',\n')}
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = ',', 'quoteChar' = '"')
stored as textfile
location 's3://BUCKET/${table}/'
tblproperties ('skip.header.line.count' = '1')
`;
