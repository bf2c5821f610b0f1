/** The table of the known exceptions as Glue has it: texts from the CSV files in the lake's folder `known_exceptions/`, no rows while there are none. */
import { KNOWN_EXCEPTIONS, KNOWN_EXCEPTION_COLUMNS } from '../../schemas/known-exceptions.ts';

/** docs.aws.amazon.com/athena/latest/ug/csv-serde.html: every column is a text, and the header line is passed over. */
export const glueKnownExceptions = <Text>(location: Text) => ({
    Name: KNOWN_EXCEPTIONS,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'csv', 'skip.header.line.count': '1' },
    PartitionKeys: [],
    StorageDescriptor: {
        Location: location,
        Columns: KNOWN_EXCEPTION_COLUMNS.map((name) => ({ Name: name, Type: 'string' })),
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde', Parameters: { separatorChar: ',', quoteChar: '"' } },
    },
});
