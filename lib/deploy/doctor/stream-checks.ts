/** Checks of the two streams: that they are written to, by what, and where they write. */
import type { DeliveryStreamDescription, ExtendedS3DestinationDescription, Tag } from '@aws-sdk/client-firehose';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { streamCalls, type StreamCalls } from '../account/stream-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { errorsPrefix, rowsPrefix } from '../config/lake-prefixes.ts';
import { judged, untold, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, aws, quoted, remake, type Room, type Scope } from './scope.ts';

type Stream = Partial<DeliveryStreamDescription>;

const LOGICAL_IDS: Readonly<Record<TableName, string>> = {
    user_activity: 'ActivityStream',
    user_notification: 'NotificationStream',
};

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html */
const TAG = { Key: 'LogDeliveryEnabled', Value: 'true' } as const;

const tagFindings = (scope: Scope, name: string, tags: readonly Tag[]): readonly Finding[] => {
    if (tags.some(({ Key, Value }) => Key === TAG.Key && Value === TAG.Value)) return [];
    return wrong(
        `lacks the tag ${TAG.Key}=${TAG.Value}: Cognito delivers nothing to it, and nothing says so`,
        aws(
            scope,
            `firehose tag-delivery-stream --delivery-stream-name ${name} --tags Key=${TAG.Key},Value=${TAG.Value}`,
        ),
    );
};

const statusFindings = ({ DeliveryStreamStatus: status, FailureDescription }: Stream): readonly Finding[] => {
    if (status === undefined) return untold('its status');
    return status === 'ACTIVE'
        ? []
        : wrong(
              `is ${status}${FailureDescription?.Details === undefined ? '' : `: ${FailureDescription.Details}`}`,
              'Wait where it is being made, and run doctor again; else look at it in the console.',
          );
};

const update = (scope: Scope, { DeliveryStreamName, VersionId, Destinations }: Stream, change: object): string =>
    aws(
        scope,
        `firehose update-destination --delivery-stream-name ${DeliveryStreamName ?? ''} --current-delivery-stream-version-id ${VersionId ?? '1'} --destination-id ${Destinations?.[0]?.DestinationId ?? 'destinationId-000000000001'} --extended-s3-destination-update ${quoted(change)}`,
    );

/** What of a destination is one text, and may be set back by itself. */
const textFindings = (
    scope: Scope,
    stream: Stream,
    destination: ExtendedS3DestinationDescription,
    table: TableName,
): readonly Finding[] => {
    const { names, place } = scope;
    const expected = {
        BucketARN: `arn:${place.partition}:s3:::${names.lakeBucket}`,
        Prefix: rowsPrefix(table),
        ErrorOutputPrefix: errorsPrefix(names.streams[table]),
    };
    const found = {
        BucketARN: destination.BucketARN,
        Prefix: destination.Prefix,
        ErrorOutputPrefix: destination.ErrorOutputPrefix,
    };
    return (
        [
            ['BucketARN', expected.BucketARN, found.BucketARN],
            ['Prefix', expected.Prefix, found.Prefix],
            ['ErrorOutputPrefix', expected.ErrorOutputPrefix, found.ErrorOutputPrefix],
        ] as const
    ).flatMap(([name, right, is]) =>
        is === right
            ? []
            : wrong(`its ${name} is ${is ?? 'not set'}, not ${right}`, update(scope, stream, { [name]: right })),
    );
};

const lambdaOf = ({ ProcessingConfiguration }: ExtendedS3DestinationDescription): string | undefined =>
    ProcessingConfiguration?.Processors?.find(({ Type }) => Type === 'Lambda')?.Parameters?.find(
        ({ ParameterName }) => ParameterName === 'LambdaArn',
    )?.ParameterValue;

const processingFindings = (
    { names, place }: Scope,
    destination: ExtendedS3DestinationDescription,
    table: TableName,
): readonly Finding[] => {
    const right = arnIn(place)('lambda', `function:${names.transformFunction}`);
    const lambda = lambdaOf(destination);
    const fix = asInTemplate(LOGICAL_IDS[table], 'ProcessingConfiguration');
    if (destination.ProcessingConfiguration === undefined) return untold('its transform');
    if (destination.ProcessingConfiguration.Enabled !== true || lambda === undefined)
        return wrong('runs no transform: records are written as they come', fix);
    return lambda === right || lambda.startsWith(`${right}:`) ? [] : wrong(`runs ${lambda}, not ${right}`, fix);
};

const conversionFindings = (
    { names }: Scope,
    { DataFormatConversionConfiguration: conversion }: ExtendedS3DestinationDescription,
    table: TableName,
): readonly Finding[] => {
    const fix = asInTemplate(LOGICAL_IDS[table], 'DataFormatConversionConfiguration');
    if (conversion === undefined) return untold('whether it writes Parquet');
    if (conversion.Enabled !== true) return wrong('writes no Parquet', fix);
    const { DatabaseName: database = 'no database', TableName: name = 'no table' } =
        conversion.SchemaConfiguration ?? {};
    return database === names.database && name === table
        ? []
        : wrong(`writes Parquet by ${database}.${name}, not by ${names.database}.${table}`, fix);
};

/** It can't be switched off on a stream that has it. */
const partitioningFindings = ({
    DynamicPartitioningConfiguration: partitioning,
}: ExtendedS3DestinationDescription): readonly Finding[] => {
    if (partitioning === undefined) return untold('whether it partitions');
    return partitioning.Enabled === true
        ? []
        : wrong(
              'does not partition',
              'Dynamic partitioning can only be set when a stream is made: delete the stream, and deploy the stack under another stage.',
          );
};

const backupFindings = (
    { config }: Scope,
    { S3BackupMode }: ExtendedS3DestinationDescription,
    table: TableName,
): readonly Finding[] =>
    config.rawBackup && S3BackupMode === 'Disabled'
        ? wrong('keeps no raw backup, which the settings ask for', asInTemplate(LOGICAL_IDS[table], 'S3BackupMode'))
        : [];

const streamFindings = (scope: Scope, stream: Stream, table: TableName): readonly Finding[] => {
    const destination = stream.Destinations?.[0]?.ExtendedS3DestinationDescription;
    if (destination === undefined) return [...statusFindings(stream), ...untold('where it writes')];
    return [
        ...statusFindings(stream),
        ...textFindings(scope, stream, destination, table),
        ...processingFindings(scope, destination, table),
        ...partitioningFindings(destination),
        ...conversionFindings(scope, destination, table),
        ...backupFindings(scope, destination, table),
    ];
};

const checksOf = async (scope: Scope, calls: StreamCalls, table: TableName): Promise<readonly Check[]> => {
    const name = scope.names.streams[table];
    const [stream, tags] = await Promise.all([calls.describe(name), calls.tags(name)]);
    return [
        ...judged({ part: 'stream', name }, stream, {
            fine: 'active, with the transform, its table and its place',
            gone: remake(scope),
            findings: (found) => streamFindings(scope, found, table),
        }),
        ...(stream.kind === 'gone'
            ? []
            : judged({ part: 'stream’s tag', name }, tags, {
                  fine: `${TAG.Key}=${TAG.Value}`,
                  gone: remake(scope),
                  findings: (found) => tagFindings(scope, name, found),
              })),
    ];
};

export const streamChecks: Room = async (scope) => {
    const calls = await streamCalls(scope.client);
    return (await Promise.all(TABLE_NAMES.map(async (table) => checksOf(scope, calls, table)))).flat();
};
