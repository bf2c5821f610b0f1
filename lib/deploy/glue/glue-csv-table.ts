/** The Glue TableInput of a table of CSV files. */
import { CSV_TABLES, type CsvTableName } from '../../../schemas/csv-tables.ts';

/** All columns are strings, and the header line is skipped: docs.aws.amazon.com/athena/latest/ug/csv-serde.html. */
export const glueCsvTable = <Text>(table: CsvTableName, location: Text) => ({
    Name: table,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'csv', 'skip.header.line.count': '1' },
    PartitionKeys: [],
    StorageDescriptor: {
        Location: location,
        Columns: CSV_TABLES[table].columns.map((name) => ({ Name: name, Type: 'string' })),
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        SerdeInfo: {
            SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
            Parameters: { separatorChar: ',', quoteChar: '"' },
        },
    },
});
