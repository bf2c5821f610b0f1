/** The Glue TableInput of a Parquet table, for the API and for AWS::Glue::Table. */
import { COLUMN_NOTES, PARTITION_NOTES } from '../../../schemas/column-notes.ts';
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { projection } from './projection.ts';

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';

const glueColumns = (columns: readonly Column[], notes: Readonly<Record<string, string>>) =>
    columns.map(({ name, type }) => ({ Name: name, Type: type, Comment: String(notes[name]) }));

/** `location` is the s3:// URL of the folder, without a trailing slash. Both may be CloudFormation functions. */
export const glueTable = <Text>(
    table: TableName,
    { location, userPoolIds }: { location: Text; userPoolIds: Text },
) => ({
    Name: table,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', ...projection(table, userPoolIds) },
    PartitionKeys: glueColumns(PARTITION_COLUMNS, PARTITION_NOTES),
    StorageDescriptor: {
        Location: location,
        Columns: glueColumns(TABLES[table], COLUMN_NOTES[table]),
        InputFormat: `${PARQUET}.MapredParquetInputFormat`,
        OutputFormat: `${PARQUET}.MapredParquetOutputFormat`,
        SerdeInfo: { SerializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe` },
    },
});
