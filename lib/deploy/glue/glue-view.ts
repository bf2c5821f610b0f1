/** The Glue TableInput of a view, in the format that Athena and Trino share (trino.io, Hive connector, views). */
import type { View } from '../../lake/read-views.ts';
import { VIEW_COLUMNS, type ViewColumnType } from './view-columns.ts';

/** Glue uses Hive types, the view definition Trino types. */
export const TRINO_TYPES: Record<ViewColumnType, string> = {
    string: 'varchar',
    timestamp: 'timestamp(3)',
    boolean: 'boolean',
    bigint: 'bigint',
    'array<string>': 'array(varchar)',
};

/** Athena's name for the account's Data Catalog; Trino needs it in lower case. */
const CATALOG = 'awsdatacatalog';

/** For the API and for AWS::Glue::Table. Names without a database in the SQL resolve to `database`. */
export const glueView = ({ name, sql }: View, database: string) => {
    const columns = VIEW_COLUMNS[name];
    const definition = {
        originalSql: sql,
        catalog: CATALOG,
        schema: database,
        columns: columns.map((column) => ({ name: column.name, type: TRINO_TYPES[column.type] })),
    };
    return {
        Name: name,
        TableType: 'VIRTUAL_VIEW',
        // A view without an owner must run as the caller.
        Owner: 'cognito-log-lake',
        Parameters: { presto_view: 'true', comment: 'Presto View' },
        PartitionKeys: [],
        StorageDescriptor: {
            Columns: columns.map((column) => ({ Name: column.name, Type: column.type })),
            SerdeInfo: {},
        },
        ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
        ViewExpandedText: '/* Presto View */',
    };
};
