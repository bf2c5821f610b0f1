/** The DDL of a table for Athena, made from its columns. */
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLES, type CsvTableName } from '../../../schemas/csv-tables.ts';
import { COLUMN_NOTES, PARTITION_NOTES } from '../../../schemas/column-notes.ts';
import { projection } from './projection.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const columnLines = (columns: readonly Column[], notes: Readonly<Record<string, string>>): string =>
    columns.map(({ name, type }) => `    ${name} ${type} comment ${quoted(String(notes[name]))}`).join(',\n');

/** The statement of `athena/tables/<table>.sql`; BUCKET and USER_POOL_IDS (comma-separated) are to be filled in by hand. */
export const tableDdl = (
    table: TableName,
): string => `-- ${table}: one row is one delivery of a record; a record delivered twice is there twice, the views show it once.
-- Made from schemas/columns.ts. Put the lake's bucket for BUCKET and the pools' ids, with commas between them, for USER_POOL_IDS.
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
    .map(([name, value]) => `    ${quoted(name)} = ${quoted(value)}`)
    .join(',\n')}
)
`;

/** The same of a table of CSV files. */
export const csvTableDdl = (table: CsvTableName): string => `-- ${table}: one row is ${CSV_TABLES[table].row}.
-- Made from schemas/csv-tables.ts. Put the lake's bucket for BUCKET.
create external table if not exists ${table} (
${CSV_TABLES[table].columns.map((name) => `    ${name} string`).join(',\n')}
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = ',', 'quoteChar' = '"')
stored as textfile
location 's3://BUCKET/${table}/'
tblproperties ('skip.header.line.count' = '1')
`;
