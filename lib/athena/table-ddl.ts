/** The DDL of a table for Athena, made from its columns. */
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../schemas/columns.ts';
import { COLUMN_NOTES, PARTITION_NOTES } from '../../schemas/column-notes.ts';
import { DELIVERY_ERROR, EVENT_TYPES } from '../../schemas/vocabulary.ts';

const EVENT_TYPES_OF: Record<TableName, readonly string[]> = {
    user_activity: EVENT_TYPES,
    user_notification: [DELIVERY_ERROR],
};

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const columnLines = (columns: readonly Column[], notes: Readonly<Record<string, string>>): string =>
    columns.map(({ name, type }) => `    ${name} ${type} comment ${quoted(notes[name] ?? '')}`).join(',\n');

/** Projection, not partitions in Glue: docs.aws.amazon.com/athena/latest/ug/partition-projection.html. */
const propertiesOf = (table: TableName): readonly (readonly [string, string])[] => [
    ['projection.enabled', 'true'],
    ['projection.user_pool_id.type', 'enum'],
    ['projection.user_pool_id.values', 'USER_POOL_IDS'],
    ['projection.event_type.type', 'enum'],
    ['projection.event_type.values', EVENT_TYPES_OF[table].join(',')],
    ['projection.dt.type', 'date'],
    ['projection.dt.format', 'yyyy-MM-dd'],
    ['projection.dt.range', '2020-01-01,NOW+1DAYS'],
];

/** The statement of `athena/tables/<table>.sql`; BUCKET and USER_POOL_IDS (comma-separated) are to be filled in by hand. */
export const tableDdl = (table: TableName): string => `-- ${table}: one row is one delivery of a record; a record delivered twice is there twice, the views show it once.
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
${propertiesOf(table).map(([name, value]) => `    ${quoted(name)} = ${quoted(value)}`).join(',\n')}
)
`;
