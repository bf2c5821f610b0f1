/** Checks the two delivery streams: status, tag, transform, conversion, partitioning, backup and destination. */
import type { DeliveryStreamDescription, ExtendedS3DestinationDescription, Tag } from '@aws-sdk/client-firehose';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { streamCalls, type StreamCalls } from '../account/stream-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { errorsPrefix, rowsPrefix } from '../config/lake-prefixes.ts';
import { streamEncryptionProblems } from './stream-encryption.ts';
import { toStackChecks, toUnknown, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import {
    resetToTemplateFix,
    awsCommand,
    quoteJson,
    redeployFix,
    type StackChecker,
    type DoctorContext,
} from './doctor-context.ts';

type StreamDescription = Partial<DeliveryStreamDescription>;

const STREAM_LOGICAL_IDS: Readonly<Record<TableName, string>> = {
    user_activity: 'ActivityStream',
    user_notification: 'NotificationStream',
};

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html */
const DELIVERY_TAG = { Key: 'LogDeliveryEnabled', Value: 'true' } as const;

const tagProblems = (context: DoctorContext, name: string, tags: readonly Tag[]): readonly StackProblem[] => {
    if (tags.some(({ Key, Value }) => Key === DELIVERY_TAG.Key && Value === DELIVERY_TAG.Value)) return [];
    return toProblem(
        `lacks the tag ${DELIVERY_TAG.Key}=${DELIVERY_TAG.Value}: Cognito delivers nothing to it, without an error`,
        awsCommand(
            context,
            `firehose tag-delivery-stream --delivery-stream-name ${name} ` +
                `--tags Key=${DELIVERY_TAG.Key},Value=${DELIVERY_TAG.Value}`,
        ),
    );
};

const statusProblems = ({
    DeliveryStreamStatus: status,
    FailureDescription,
}: StreamDescription): readonly StackProblem[] => {
    if (status === undefined) return toUnknown('its status');
    return status === 'ACTIVE'
        ? []
        : toProblem(
              `is ${status}${FailureDescription?.Details === undefined ? '' : `: ${FailureDescription.Details}`}`,
              'If it is being created, wait and run doctor again. Otherwise, check it in the console.',
          );
};

const updateDestinationFix = (
    context: DoctorContext,
    { DeliveryStreamName, VersionId, Destinations }: StreamDescription,
    change: object,
): string =>
    awsCommand(
        context,
        [
            `firehose update-destination --delivery-stream-name ${DeliveryStreamName ?? ''}`,
            `--current-delivery-stream-version-id ${VersionId ?? '1'}`,
            `--destination-id ${Destinations?.[0]?.DestinationId ?? 'destinationId-000000000001'}`,
            `--extended-s3-destination-update ${quoteJson(change)}`,
        ].join(' '),
    );

/** Bucket and prefixes: plain strings that can be updated one by one. */
const locationProblems = (
    context: DoctorContext,
    stream: StreamDescription,
    destination: ExtendedS3DestinationDescription,
    table: TableName,
): readonly StackProblem[] => {
    const { names, location } = context;
    const expected = {
        BucketARN: `arn:${location.partition}:s3:::${names.lakeBucket}`,
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
            : toProblem(
                  `its ${name} is ${is ?? 'not set'}, not ${right}`,
                  updateDestinationFix(context, stream, { [name]: right }),
              ),
    );
};

const transformArnOf = ({ ProcessingConfiguration }: ExtendedS3DestinationDescription): string | undefined =>
    ProcessingConfiguration?.Processors?.find(({ Type }) => Type === 'Lambda')?.Parameters?.find(
        ({ ParameterName }) => ParameterName === 'LambdaArn',
    )?.ParameterValue;

const processingProblems = (
    { names, location }: DoctorContext,
    destination: ExtendedS3DestinationDescription,
    table: TableName,
): readonly StackProblem[] => {
    const right = arnIn(location)('lambda', `function:${names.transformFunction}`);
    const lambda = transformArnOf(destination);
    const fix = resetToTemplateFix(STREAM_LOGICAL_IDS[table], 'ProcessingConfiguration');
    if (destination.ProcessingConfiguration === undefined) return toUnknown('its processing configuration');
    if (destination.ProcessingConfiguration.Enabled !== true || lambda === undefined)
        return toProblem('runs no transform: raw records are written', fix);
    return lambda === right || lambda.startsWith(`${right}:`) ? [] : toProblem(`runs ${lambda}, not ${right}`, fix);
};

const conversionProblems = (
    { names }: DoctorContext,
    { DataFormatConversionConfiguration: conversion }: ExtendedS3DestinationDescription,
    table: TableName,
): readonly StackProblem[] => {
    const fix = resetToTemplateFix(STREAM_LOGICAL_IDS[table], 'DataFormatConversionConfiguration');
    if (conversion === undefined) return toUnknown('its format conversion');
    if (conversion.Enabled !== true) return toProblem('writes no Parquet', fix);
    const { DatabaseName: database = 'no database', TableName: name = 'no table' } =
        conversion.SchemaConfiguration ?? {};
    return database === names.database && name === table
        ? []
        : toProblem(`uses the schema of ${database}.${name}, not of ${names.database}.${table}`, fix);
};

/** Dynamic partitioning can't be disabled on a stream that has it. */
const partitioningProblems = ({
    DynamicPartitioningConfiguration: partitioning,
}: ExtendedS3DestinationDescription): readonly StackProblem[] => {
    if (partitioning === undefined) return toUnknown('its dynamic partitioning');
    return partitioning.Enabled === true
        ? []
        : toProblem(
              'has no dynamic partitioning',
              'Dynamic partitioning can only be enabled when a stream is created. ' +
                  'Delete the stream, and deploy the stack under another stage.',
          );
};

const backupProblems = (
    { config }: DoctorContext,
    { S3BackupMode }: ExtendedS3DestinationDescription,
    table: TableName,
): readonly StackProblem[] =>
    config.rawBackup && S3BackupMode === 'Disabled'
        ? toProblem(
              'has no raw backup, but the config sets rawBackup',
              resetToTemplateFix(STREAM_LOGICAL_IDS[table], 'S3BackupMode'),
          )
        : [];

const streamProblems = (
    context: DoctorContext,
    stream: StreamDescription,
    table: TableName,
): readonly StackProblem[] => {
    const destination = stream.Destinations?.[0]?.ExtendedS3DestinationDescription;
    if (destination === undefined) return [...statusProblems(stream), ...toUnknown('its destination')];
    return [
        ...statusProblems(stream),
        ...streamEncryptionProblems(context, stream),
        ...locationProblems(context, stream, destination, table),
        ...processingProblems(context, destination, table),
        ...partitioningProblems(destination),
        ...conversionProblems(context, destination, table),
        ...backupProblems(context, destination, table),
    ];
};

const checkStream = async (
    context: DoctorContext,
    calls: StreamCalls,
    table: TableName,
): Promise<readonly StackCheck[]> => {
    const name = context.names.streams[table];
    const [stream, tags] = await Promise.all([calls.describe(name), calls.tags(name)]);
    return [
        ...toStackChecks({ part: 'stream', name }, stream, {
            passedMessage: 'active; encryption, transform, table and destination as configured',
            fixIfMissing: redeployFix(context),
            findProblems: (found) => streamProblems(context, found, table),
        }),
        ...(stream.kind === 'missing'
            ? []
            : toStackChecks({ part: 'stream’s tag', name }, tags, {
                  passedMessage: `${DELIVERY_TAG.Key}=${DELIVERY_TAG.Value}`,
                  fixIfMissing: redeployFix(context),
                  findProblems: (found) => tagProblems(context, name, found),
              })),
    ];
};

export const streamChecks: StackChecker = async (context) => {
    const calls = await streamCalls(context.clientOptions);
    return (await Promise.all(TABLE_NAMES.map(async (table) => checkStream(context, calls, table)))).flat();
};
