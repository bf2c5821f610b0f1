/** The two delivery streams: transform, dynamic partitioning, Parquet conversion and raw backup. */
import { kmsKeyOf } from '../lib/deploy/config/lake-config.ts';
import { errorsPrefix, rowsPrefix } from '../lib/deploy/config/lake-prefixes.ts';
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { bucketArn, isAnySentTo, type Blueprint } from './blueprint.ts';
import { LAKE_BUCKET } from './lake-bucket.ts';
import { STREAM_GRANTS } from './lake-formation.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { STREAM_ROLES } from './stream-roles.ts';
import { GLUE_TABLES } from './tables.ts';
import { TRANSFORM_FUNCTION } from './transform.ts';

export const STREAMS = { user_activity: 'ActivityStream', user_notification: 'NotificationStream' } as const;
const LOG_GROUPS = {
    user_activity: 'ActivityStreamLogGroup',
    user_notification: 'NotificationStreamLogGroup',
} as const;
const LOG_RETENTION_DAYS = 30;
/** The error logs of a stream: docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html. */
const LOG_STREAMS = { DeliveryLog: 'DestinationDelivery', BackupLog: 'BackupDelivery' } as const;

/** Dynamic partitioning allows 64 to 128 MiB; larger means fewer files. Rows arrive up to the interval late. */
const bufferingOf = ({ config }: Blueprint) => ({ SizeInMBs: 128, IntervalInSeconds: config.bufferSeconds });

/** A reply holds at most 6 MB. Plain records double in size; gzip envelopes and parcels grow tenfold. */
const PLAIN_BUFFER_MIB = '1';
const GZIP_BUFFER_MIB = '0.2';

const bufferOf = (blueprint: Blueprint, table: TableName): string =>
    isAnySentTo(blueprint, table, 'cloudwatch') || isAnySentTo(blueprint, table, 's3')
        ? GZIP_BUFFER_MIB
        : PLAIN_BUFFER_MIB;

const parameter = (ParameterName: string, ParameterValue: unknown) => ({ ParameterName, ParameterValue });

const processing = (blueprint: Blueprint, table: TableName) => ({
    Enabled: true,
    Processors: [
        {
            Type: 'Lambda',
            Parameters: [
                parameter('LambdaArn', sub(`\${${TRANSFORM_FUNCTION}.Arn}:$LATEST`)),
                parameter('BufferSizeInMBs', bufferOf(blueprint, table)),
                parameter('BufferIntervalInSeconds', '60'),
                parameter('NumberOfRetries', '3'),
                parameter('RoleArn', attribute(STREAM_ROLES[table], 'Arn')),
            ],
        },
    ],
});

/** Uses the newest version of the table; fields without a column are dropped. Snappy, because Firehose has no ZSTD. */
const conversion = ({ names }: Blueprint, table: TableName) => ({
    Enabled: true,
    InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
    OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
    SchemaConfiguration: {
        CatalogId: sub('${AWS::AccountId}'),
        Region: sub('${AWS::Region}'),
        DatabaseName: names.database,
        TableName: ref(GLUE_TABLES[table]),
        VersionId: 'LATEST',
        RoleARN: attribute(STREAM_ROLES[table], 'Arn'),
    },
});

const logging = (table: TableName, logStream: keyof typeof LOG_STREAMS) => ({
    Enabled: true,
    LogGroupName: ref(LOG_GROUPS[table]),
    LogStreamName: LOG_STREAMS[logStream],
});

/** Every raw record. Firehose adds `yyyy/MM/dd/HH/` to a prefix without an expression. */
const backup = (blueprint: Blueprint, table: TableName) =>
    blueprint.config.rawBackup
        ? {
              S3BackupMode: 'Enabled',
              S3BackupConfiguration: {
                  BucketARN: sub(bucketArn(blueprint.names.lakeBucket)),
                  RoleARN: attribute(STREAM_ROLES[table], 'Arn'),
                  Prefix: `raw/${blueprint.names.streams[table]}/`,
                  BufferingHints: bufferingOf(blueprint),
                  // Records are partly gzip and partly plain JSON: compressing all would nest gzip in gzip.
                  CompressionFormat: 'UNCOMPRESSED',
                  CloudWatchLoggingOptions: logging(table, 'BackupLog'),
              },
          }
        : { S3BackupMode: 'Disabled' };

const destination = (blueprint: Blueprint, table: TableName) => ({
    BucketARN: sub(bucketArn(blueprint.names.lakeBucket)),
    RoleARN: attribute(STREAM_ROLES[table], 'Arn'),
    Prefix: rowsPrefix(table),
    ErrorOutputPrefix: errorsPrefix(blueprint.names.streams[table]),
    BufferingHints: bufferingOf(blueprint),
    // Parquet compresses itself; with format conversion, no other value is allowed.
    CompressionFormat: 'UNCOMPRESSED',
    CloudWatchLoggingOptions: logging(table, 'DeliveryLog'),
    DynamicPartitioningConfiguration: { Enabled: true, RetryOptions: { DurationInSeconds: 300 } },
    ProcessingConfiguration: processing(blueprint, table),
    DataFormatConversionConfiguration: conversion(blueprint, table),
    ...backup(blueprint, table),
});

const encryptionOf = (kmsKey: string | null) =>
    kmsKey === null ? { KeyType: 'AWS_OWNED_CMK' } : { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: kmsKey };

/** The tag lets the log delivery service write to the stream. Without it, delivery stops without an error. */
const stream = (blueprint: Blueprint, table: TableName): Resource => ({
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    DependsOn: [
        ...Object.keys(LOG_STREAMS).map((name) => `${LOG_GROUPS[table]}${name}`),
        ...(blueprint.config.existingLakeBucket === undefined ? [LAKE_BUCKET] : []),
        ...(blueprint.config.lakeFormation === true ? [STREAM_GRANTS[table]] : []),
    ],
    Properties: {
        DeliveryStreamName: blueprint.names.streams[table],
        DeliveryStreamType: 'DirectPut',
        DeliveryStreamEncryptionConfigurationInput: encryptionOf(kmsKeyOf(blueprint.config)),
        ExtendedS3DestinationConfiguration: destination(blueprint, table),
        Tags: [{ Key: 'LogDeliveryEnabled', Value: 'true' }],
    },
});

const logsOf = ({ names }: Blueprint, table: TableName): Resources => ({
    [LOG_GROUPS[table]]: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: names.streamLogGroups[table], RetentionInDays: LOG_RETENTION_DAYS },
    },
    ...Object.fromEntries(
        Object.entries(LOG_STREAMS).map(
            ([name, LogStreamName]) =>
                [
                    `${LOG_GROUPS[table]}${name}`,
                    {
                        Type: 'AWS::Logs::LogStream',
                        Properties: { LogGroupName: ref(LOG_GROUPS[table]), LogStreamName },
                    },
                ] as const,
        ),
    ),
});

/** The streams and their error logs. */
export const streams = (blueprint: Blueprint): Resources =>
    Object.assign(
        {},
        ...TABLE_NAMES.map((table) => ({ ...logsOf(blueprint, table), [STREAMS[table]]: stream(blueprint, table) })),
    );
