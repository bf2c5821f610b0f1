/** What a stream needs beyond its schema: docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html, record-format-conversion.html, s3-prefixes.html. */
import { PARTITION_COLUMNS, TABLE_NAMES } from '../../../../schemas/columns.ts';
import { when, type Finding, type Rule } from '../finding.ts';
import { get, list, ofType, text, texts, type Json, type Named, type Template } from '../template.ts';

const DESTINATION = 'ExtendedS3DestinationConfiguration';
const destinationOf = ({ properties }: Named): Json => get(properties, DESTINATION) ?? {};
const streamsOf = (template: Template): readonly Named[] => ofType(template, 'AWS::KinesisFirehose::DeliveryStream');

const perStream =
    (find: (stream: Named, destination: Json, template: Template) => readonly Finding[]): Rule['find'] =>
    (template) =>
        streamsOf(template).flatMap((stream) => find(stream, destinationOf(stream), template));

const lambdaParameter = (destination: Json, name: string): string =>
    text(
        get(
            list(get(destination, 'ProcessingConfiguration', 'Processors', 0, 'Parameters')).find(
                (each) => get(each, 'ParameterName') === name,
            ),
            'ParameterValue',
        ),
    );

const PARTS = ['ProcessingConfiguration', 'DynamicPartitioningConfiguration', 'DataFormatConversionConfiguration'];
const PROCESSOR_PARAMETERS = new Set([
    'LambdaArn',
    'BufferSizeInMBs',
    'BufferIntervalInSeconds',
    'NumberOfRetries',
    'RoleArn',
]);

/** What a prefix of the lake has to be: each partition column once, as a folder of its own, in the order of the table; and a time in the file's name, or Firehose adds folders of times. */
const prefixOf = (table: string): string =>
    `${table}/${PARTITION_COLUMNS.map(({ name }) => `${name}=!{partitionKeyFromLambda:${name}}/`).join('')}!{timestamp:yyyy}-`;

export const streamRules: readonly Rule[] = [
    {
        name: 'there is one stream a table, for whoever puts records',
        find: (template) => {
            const names = streamsOf(template).map(({ properties }) => text(get(properties, 'DeliveryStreamName')));
            return [
                ...TABLE_NAMES.flatMap((table) =>
                    when(
                        !names.some((name) => name.endsWith(`-${table.replace('_', '-')}`)),
                        'Template',
                        `has no stream for ${table}`,
                    ),
                ),
                ...streamsOf(template).flatMap(({ id, properties }) =>
                    when(get(properties, 'DeliveryStreamType') !== 'DirectPut', id, 'takes no direct puts'),
                ),
            ];
        },
    },
    {
        name: 'processing, partitioning and conversion say that they are enabled: left out, some count as off',
        find: perStream(({ id }, destination) =>
            PARTS.flatMap((part) => when(get(destination, part, 'Enabled') !== true, id, `${part} is not enabled`)),
        ),
    },
    {
        name: 'the prefix has every partition key once, in the folders of the table, and no folder below them',
        find: perStream(({ id }, destination) =>
            when(
                !TABLE_NAMES.some((table) => get(destination, 'Prefix') === prefixOf(table)),
                id,
                `has the prefix ${text(get(destination, 'Prefix'))}`,
            ),
        ),
    },
    {
        name: 'the error prefix tells the kind of error and has no partition key',
        find: perStream(({ id, properties }, destination) => {
            const prefix = text(get(destination, 'ErrorOutputPrefix'));
            const wanted = `errors/${text(get(properties, 'DeliveryStreamName'))}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`;
            return when(prefix !== wanted, id, `has the error prefix ${prefix}`);
        }),
    },
    {
        name: 'the buffer is 64 to 128 MiB and 60 to 900 s',
        find: perStream(({ id }, destination) => {
            const [size, seconds] = ['SizeInMBs', 'IntervalInSeconds'].map((name) =>
                Number(get(destination, 'BufferingHints', name)),
            );
            return when(
                !(size! >= 64 && size! <= 128 && seconds! >= 60 && seconds! <= 900),
                id,
                `buffers ${size} MiB for ${seconds} s`,
            );
        }),
    },
    {
        name: 'nothing is compressed but by Parquet',
        find: perStream(({ id }, destination) =>
            when(get(destination, 'CompressionFormat') !== 'UNCOMPRESSED', id, 'compresses what is converted'),
        ),
    },
    {
        name: 'the transform is called with hints that its reply fits',
        find: perStream(({ id }, destination, template) => {
            const size = Number(lambdaParameter(destination, 'BufferSizeInMBs'));
            const isGzip = ofType(template, 'AWS::Logs::SubscriptionFilter').length > 0;
            const functionArns = ofType(template, 'AWS::Lambda::Function').map(({ properties }) =>
                text(get(properties, 'FunctionName')),
            );
            const unknown = list(get(destination, 'ProcessingConfiguration', 'Processors', 0, 'Parameters'))
                .map((each) => text(get(each, 'ParameterName')))
                .filter((name) => !PROCESSOR_PARAMETERS.has(name));
            return [
                ...when(
                    !(
                        size >= 0.2 &&
                        size <= (isGzip && text(get(destination, 'Prefix')).startsWith('user_notification') ? 0.2 : 1)
                    ),
                    id,
                    `hands ${size} MB to the transform at once`,
                ),
                ...when(
                    !functionArns.some((name) =>
                        lambdaParameter(destination, 'LambdaArn').endsWith(`:function:${name}:$LATEST`),
                    ),
                    id,
                    `calls ${lambdaParameter(destination, 'LambdaArn')}`,
                ),
                ...unknown.flatMap((name) => when(true, id, `gives the unknown parameter ${name}`)),
            ];
        }),
    },
    {
        name: 'bucket and roles are ARNs',
        find: perStream(({ id }, destination) => [
            ...when(
                !/^arn:aws:s3:::[a-z0-9.-]{3,63}$/.test(text(get(destination, 'BucketARN'))),
                id,
                `writes to ${text(get(destination, 'BucketARN'))}`,
            ),
            ...[
                get(destination, 'RoleARN'),
                get(destination, 'DataFormatConversionConfiguration', 'SchemaConfiguration', 'RoleARN'),
            ].flatMap((role) => when(!text(role).startsWith('arn:aws:iam::'), id, `has the role ${text(role)}`)),
        ]),
    },
    {
        name: 'rows are converted by the table of the same name, in its newest version',
        find: perStream(({ id }, destination, template) => {
            const schema = get(destination, 'DataFormatConversionConfiguration', 'SchemaConfiguration');
            const tables = ofType(template, 'AWS::Glue::Table').map(
                ({ properties }) =>
                    `${text(get(properties, 'DatabaseName'))}.${text(get(properties, 'TableInput', 'Name'))}`,
            );
            const table = `${text(get(schema, 'DatabaseName'))}.${text(get(schema, 'TableName'))}`;
            return [
                ...when(!tables.includes(table), id, `converts by ${table}, which is not in the stack`),
                ...when(
                    !text(get(destination, 'Prefix')).startsWith(`${text(get(schema, 'TableName'))}/`),
                    id,
                    `writes rows of ${table} elsewhere`,
                ),
                ...when(
                    text(get(schema, 'VersionId') ?? 'LATEST') !== 'LATEST',
                    id,
                    'converts by an old version of its table',
                ),
                ...when(
                    get(
                        destination,
                        'DataFormatConversionConfiguration',
                        'InputFormatConfiguration',
                        'Deserializer',
                        'OpenXJsonSerDe',
                    ) === undefined,
                    id,
                    'does not read JSON as OpenX does',
                ),
                ...when(
                    get(
                        destination,
                        'DataFormatConversionConfiguration',
                        'OutputFormatConfiguration',
                        'Serializer',
                        'ParquetSerDe',
                    ) === undefined,
                    id,
                    'does not write Parquet',
                ),
            ];
        }),
    },
    {
        name: 'a stream has the tag without which delivery to it stops, and is encrypted',
        find: perStream(({ id, properties }) => {
            const tags = new Map(
                list(get(properties, 'Tags')).map((tag) => [text(get(tag, 'Key')), text(get(tag, 'Value'))]),
            );
            const encryption = get(properties, 'DeliveryStreamEncryptionConfigurationInput');
            return [
                ...when(tags.get('LogDeliveryEnabled') !== 'true', id, 'lacks the tag LogDeliveryEnabled=true'),
                ...when(encryption === undefined, id, 'is not encrypted'),
                ...when(
                    (get(encryption, 'KeyType') === 'CUSTOMER_MANAGED_CMK') !==
                        (get(encryption, 'KeyARN') !== undefined),
                    id,
                    'names no key, or one too many',
                ),
            ];
        }),
    },
    {
        name: 'a stream logs to groups and streams that are made before it',
        find: perStream(({ id, resource }, destination, template) => {
            const logStreams = ofType(template, 'AWS::Logs::LogStream').map((each) => ({
                id: each.id,
                name: `${text(get(each.properties, 'LogGroupName'))} ${text(get(each.properties, 'LogStreamName'))}`,
            }));
            const options = [
                get(destination, 'CloudWatchLoggingOptions'),
                ...list(get(destination, 'S3BackupConfiguration')).map((backup) =>
                    get(backup, 'CloudWatchLoggingOptions'),
                ),
            ];
            return options.flatMap((option) => {
                const name = `${text(get(option, 'LogGroupName'))} ${text(get(option, 'LogStreamName'))}`;
                const found = logStreams.find((each) => each.name === name);
                return [
                    ...when(get(option, 'Enabled') !== true, id, 'does not log'),
                    ...when(
                        found === undefined || !texts([resource.DependsOn ?? []].flat()).includes(found.id),
                        id,
                        `logs to ${name}, which is not made before it`,
                    ),
                ];
            });
        }),
    },
    {
        name: 'the raw backup lies under raw/, and is not compressed again',
        find: perStream(({ id, properties }, destination) => {
            const backup = get(destination, 'S3BackupConfiguration');
            const isOn = get(destination, 'S3BackupMode') === 'Enabled';
            return [
                ...when(isOn !== (backup !== undefined), id, 'has half a backup'),
                ...when(
                    isOn && get(backup, 'Prefix') !== `raw/${text(get(properties, 'DeliveryStreamName'))}/`,
                    id,
                    `keeps what arrived under ${text(get(backup, 'Prefix'))}`,
                ),
                ...when(
                    isOn && get(backup, 'CompressionFormat') !== 'UNCOMPRESSED',
                    id,
                    'compresses gzip and JSON together',
                ),
            ];
        }),
    },
    {
        name: 'an expression is one that Firehose knows, and closed',
        find: perStream(({ id }, destination) =>
            ['Prefix', 'ErrorOutputPrefix'].flatMap((name) => {
                const rest = text(get(destination, name)).replace(
                    /!\{(firehose:error-output-type|firehose:random-string|timestamp:[yMdHms/'-]+|partitionKeyFromLambda:[a-z_]+)\}/g,
                    '',
                );
                return when(/[!{}]/.test(rest), id, `${name} has an expression that there is not: ${rest}`);
            }),
        ),
    },
];
