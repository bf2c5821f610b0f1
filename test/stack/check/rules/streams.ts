/** Rules about delivery streams: docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html and others. */
import { PARTITION_COLUMNS, TABLE_NAMES } from '../../../../schemas/columns.ts';
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import { get, list, resourcesOfType, text, texts, type Json, type NamedResource, type Template } from '../template.ts';

const DESTINATION = 'ExtendedS3DestinationConfiguration';
const destinationOf = ({ properties }: NamedResource): Json => get(properties, DESTINATION) ?? {};
const streamsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream');

const forEachStream =
    (
        find: (stream: NamedResource, destination: Json, template: Template) => readonly TemplateProblem[],
    ): TemplateRule['findProblems'] =>
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

const DESTINATION_SECTIONS = [
    'ProcessingConfiguration',
    'DynamicPartitioningConfiguration',
    'DataFormatConversionConfiguration',
];
const PROCESSOR_PARAMETERS = new Set([
    'LambdaArn',
    'BufferSizeInMBs',
    'BufferIntervalInSeconds',
    'NumberOfRetries',
    'RoleArn',
]);

/**
 * A folder for each partition column, in the order of the table, and a timestamp in the file name: without one,
 * Firehose adds folders (docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html).
 */
const expectedPrefixOf = (table: string): string => {
    const folders = PARTITION_COLUMNS.map(({ name }) => `${name}=!{partitionKeyFromLambda:${name}}/`);
    return `${table}/${folders.join('')}!{timestamp:yyyy}-`;
};

const PREFIX_EXPRESSION =
    /!\{(firehose:(error-output-type|random-string)|timestamp:[yMdHms/'-]+|partitionKeyFromLambda:[a-z_]+)\}/g;

export const streamRules: readonly TemplateRule[] = [
    {
        name: 'each table has one stream with direct put',
        findProblems: (template) => {
            const names = streamsOf(template).map(({ properties }) => text(get(properties, 'DeliveryStreamName')));
            return [
                ...TABLE_NAMES.flatMap((table) =>
                    problemIf(
                        !names.some((name) => name.endsWith(`-${table.replace('_', '-')}`)),
                        'Template',
                        `has no stream for ${table}`,
                    ),
                ),
                ...streamsOf(template).flatMap(({ id, properties }) =>
                    problemIf(get(properties, 'DeliveryStreamType') !== 'DirectPut', id, 'is not of type DirectPut'),
                ),
            ];
        },
    },
    {
        name: 'processing, partitioning and conversion are explicitly enabled',
        findProblems: forEachStream(({ id }, destination) =>
            DESTINATION_SECTIONS.flatMap((part) =>
                problemIf(get(destination, part, 'Enabled') !== true, id, `${part} is not enabled`),
            ),
        ),
    },
    {
        name: 'the prefix of a stream has a folder for each partition key, and no other folders',
        findProblems: forEachStream(({ id }, destination) =>
            problemIf(
                !TABLE_NAMES.some((table) => get(destination, 'Prefix') === expectedPrefixOf(table)),
                id,
                `has the prefix ${text(get(destination, 'Prefix'))}`,
            ),
        ),
    },
    {
        name: 'the error prefix has the error type and no partition key',
        findProblems: forEachStream(({ id, properties }, destination) => {
            const prefix = text(get(destination, 'ErrorOutputPrefix'));
            const stream = text(get(properties, 'DeliveryStreamName'));
            const expected = `errors/${stream}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`;
            return problemIf(prefix !== expected, id, `has the error prefix ${prefix}`);
        }),
    },
    {
        name: 'the buffer of a stream is 64 to 128 MiB and 60 to 900 s',
        findProblems: forEachStream(({ id }, destination) => {
            const [size, seconds] = ['SizeInMBs', 'IntervalInSeconds'].map((name) =>
                Number(get(destination, 'BufferingHints', name)),
            );
            return problemIf(
                !(size! >= 64 && size! <= 128 && seconds! >= 60 && seconds! <= 900),
                id,
                `buffers ${size} MiB for ${seconds} s`,
            );
        }),
    },
    {
        name: 'a stream with conversion does not compress',
        findProblems: forEachStream(({ id }, destination) =>
            problemIf(
                get(destination, 'CompressionFormat') !== 'UNCOMPRESSED',
                id,
                'compresses in addition to Parquet',
            ),
        ),
    },
    {
        name: 'the batches for the transform are small enough for its reply',
        findProblems: forEachStream(({ id }, destination, template) => {
            const size = Number(lambdaParameter(destination, 'BufferSizeInMBs'));
            const isGzip = resourcesOfType(template, 'AWS::Logs::SubscriptionFilter').length > 0;
            const functionArns = resourcesOfType(template, 'AWS::Lambda::Function').map(({ properties }) =>
                text(get(properties, 'FunctionName')),
            );
            const unknown = list(get(destination, 'ProcessingConfiguration', 'Processors', 0, 'Parameters'))
                .map((each) => text(get(each, 'ParameterName')))
                .filter((name) => !PROCESSOR_PARAMETERS.has(name));
            return [
                ...problemIf(
                    !(
                        size >= 0.2 &&
                        size <= (isGzip && text(get(destination, 'Prefix')).startsWith('user_notification') ? 0.2 : 1)
                    ),
                    id,
                    `sends ${size} MB to the transform at once`,
                ),
                ...problemIf(
                    !functionArns.some((name) =>
                        lambdaParameter(destination, 'LambdaArn').endsWith(`:function:${name}:$LATEST`),
                    ),
                    id,
                    `calls ${lambdaParameter(destination, 'LambdaArn')}`,
                ),
                ...unknown.flatMap((name) => problemIf(true, id, `has the unknown parameter ${name}`)),
            ];
        }),
    },
    {
        name: 'the bucket and roles of a stream are ARNs',
        findProblems: forEachStream(({ id }, destination) => [
            ...problemIf(
                !/^arn:aws:s3:::[a-z0-9.-]{3,63}$/.test(text(get(destination, 'BucketARN'))),
                id,
                `writes to ${text(get(destination, 'BucketARN'))}`,
            ),
            ...[
                get(destination, 'RoleARN'),
                get(destination, 'DataFormatConversionConfiguration', 'SchemaConfiguration', 'RoleARN'),
            ].flatMap((role) => problemIf(!text(role).startsWith('arn:aws:iam::'), id, `has the role ${text(role)}`)),
        ]),
    },
    {
        name: 'a stream converts with the newest version of its table',
        findProblems: forEachStream(({ id }, destination, template) => {
            const schema = get(destination, 'DataFormatConversionConfiguration', 'SchemaConfiguration');
            const tables = resourcesOfType(template, 'AWS::Glue::Table').map(
                ({ properties }) =>
                    `${text(get(properties, 'DatabaseName'))}.${text(get(properties, 'TableInput', 'Name'))}`,
            );
            const table = `${text(get(schema, 'DatabaseName'))}.${text(get(schema, 'TableName'))}`;
            return [
                ...problemIf(!tables.includes(table), id, `converts with ${table}, which is not in the stack`),
                ...problemIf(
                    !text(get(destination, 'Prefix')).startsWith(`${text(get(schema, 'TableName'))}/`),
                    id,
                    `writes rows of ${table} to another prefix`,
                ),
                ...problemIf(
                    text(get(schema, 'VersionId') ?? 'LATEST') !== 'LATEST',
                    id,
                    'converts with an old version of its table',
                ),
                ...problemIf(
                    get(
                        destination,
                        'DataFormatConversionConfiguration',
                        'InputFormatConfiguration',
                        'Deserializer',
                        'OpenXJsonSerDe',
                    ) === undefined,
                    id,
                    'does not read JSON with the OpenX SerDe',
                ),
                ...problemIf(
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
        name: 'a stream is encrypted, and has the tag that log delivery needs',
        findProblems: forEachStream(({ id, properties }) => {
            const tags = new Map(
                list(get(properties, 'Tags')).map((tag) => [text(get(tag, 'Key')), text(get(tag, 'Value'))]),
            );
            const encryption = get(properties, 'DeliveryStreamEncryptionConfigurationInput');
            return [
                ...problemIf(tags.get('LogDeliveryEnabled') !== 'true', id, 'lacks the tag LogDeliveryEnabled=true'),
                ...problemIf(encryption === undefined, id, 'is not encrypted'),
                ...problemIf(
                    (get(encryption, 'KeyType') === 'CUSTOMER_MANAGED_CMK') !==
                        (get(encryption, 'KeyARN') !== undefined),
                    id,
                    'has a key type that does not match its key',
                ),
            ];
        }),
    },
    {
        name: 'a stream logs to log streams that it depends on',
        findProblems: forEachStream(({ id, resource }, destination, template) => {
            const logStreams = resourcesOfType(template, 'AWS::Logs::LogStream').map((each) => ({
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
                    ...problemIf(get(option, 'Enabled') !== true, id, 'does not log'),
                    ...problemIf(
                        found === undefined || !texts([resource.DependsOn ?? []].flat()).includes(found.id),
                        id,
                        `logs to ${name} without depending on it`,
                    ),
                ];
            });
        }),
    },
    {
        name: 'the raw backup is under raw/ and not compressed',
        findProblems: forEachStream(({ id, properties }, destination) => {
            const backup = get(destination, 'S3BackupConfiguration');
            const isOn = get(destination, 'S3BackupMode') === 'Enabled';
            return [
                ...problemIf(
                    isOn !== (backup !== undefined),
                    id,
                    'has a backup mode that does not match its configuration',
                ),
                ...problemIf(
                    isOn && get(backup, 'Prefix') !== `raw/${text(get(properties, 'DeliveryStreamName'))}/`,
                    id,
                    `has the backup prefix ${text(get(backup, 'Prefix'))}`,
                ),
                ...problemIf(
                    isOn && get(backup, 'CompressionFormat') !== 'UNCOMPRESSED',
                    id,
                    'compresses the raw backup',
                ),
            ];
        }),
    },
    {
        name: 'the expressions in prefixes are valid',
        findProblems: forEachStream(({ id }, destination) =>
            ['Prefix', 'ErrorOutputPrefix'].flatMap((name) => {
                const rest = text(get(destination, name)).replace(PREFIX_EXPRESSION, '');
                return problemIf(/[!{}]/.test(rest), id, `${name} has an unknown expression: ${rest}`);
            }),
        ),
    },
];
