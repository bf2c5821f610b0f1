/** A view of the lake as Glue has it: its text and columns in the form that Athena and Trino write and read (trino.io, Hive connector, views). */
import type { View } from '../../lake/views.ts';
import { VIEW_COLUMNS, type ViewColumnType } from './view-columns.ts';

/** Glue speaks Hive, the view's own form Trino. */
export const TRINO_TYPES: Record<ViewColumnType, string> = {
    string: 'varchar',
    timestamp: 'timestamp(3)',
    boolean: 'boolean',
    bigint: 'bigint',
    'array<string>': 'array(varchar)',
};

/** Athena's name for the account's Data Catalog; Trino wants it in small letters. */
const CATALOG = 'awsdatacatalog';

/** The TableInput of Glue's API, and of AWS::Glue::Table. Names in the text without a database are those of `database`. */
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
        // A view without an owner has to run as who asks.
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
