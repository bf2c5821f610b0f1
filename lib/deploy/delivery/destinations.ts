/** The three kinds of destinations that Cognito can write to, and their form in a request. */
import { parseArn, type Arn } from './arn.ts';
import type { LogConfiguration } from './log-configuration.ts';

/** One component of an ARN in the patterns of the API. */
const WORD = String.raw`[\w+=/,.@-]`;
const ARN_END = `${WORD}+(:${WORD}+)?(:${WORD}+)?`;

/**
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference: FirehoseConfigurationType,
 * CloudWatchLogsConfigurationType.
 */
const ARN_PATTERN = `arn:${WORD}+:${WORD}+:(${WORD}*)?:[0-9]+:${ARN_END}`;
const BUCKET_ARN_PATTERN = `arn:${WORD}+:${WORD}+:::${ARN_END}`;

export type DestinationKind = 'firehose' | 's3' | 'cloudwatch';

export type DestinationRule = {
    readonly label: string;
    readonly arnOf: (configuration: LogConfiguration) => string | undefined;
    /** The path of the ARN in messages of the API. */
    readonly path: string;
    readonly pattern: string;
    readonly minLength: number;
    readonly maxLength: number;
    readonly format: string;
    readonly isValidArn: (arn: Arn) => boolean;
};

export const DESTINATIONS: Readonly<Record<DestinationKind, DestinationRule>> = {
    firehose: {
        label: 'a Firehose stream',
        arnOf: ({ FirehoseConfiguration }) => FirehoseConfiguration?.StreamArn,
        path: 'firehoseConfiguration.streamArn',
        pattern: ARN_PATTERN,
        minLength: 20,
        maxLength: 2048,
        format: 'arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME',
        isValidArn: ({ service, resource }) => service === 'firehose' && resource.startsWith('deliverystream/'),
    },
    s3: {
        label: 'a bucket',
        arnOf: ({ S3Configuration }) => S3Configuration?.BucketArn,
        path: 's3Configuration.bucketArn',
        pattern: BUCKET_ARN_PATTERN,
        minLength: 3,
        maxLength: 1024,
        format: 'arn:aws:s3:::BUCKET',
        isValidArn: ({ service }) => service === 's3',
    },
    cloudwatch: {
        label: 'a log group',
        arnOf: ({ CloudWatchLogsConfiguration }) => CloudWatchLogsConfiguration?.LogGroupArn,
        path: 'cloudWatchLogsConfiguration.logGroupArn',
        pattern: ARN_PATTERN,
        minLength: 20,
        maxLength: 2048,
        format: 'arn:aws:logs:REGION:ACCOUNT:log-group:NAME',
        isValidArn: ({ service, resource }) => service === 'logs' && resource.startsWith('log-group:'),
    },
};

export const DESTINATION_KINDS: readonly DestinationKind[] = ['firehose', 's3', 'cloudwatch'];

const SERVICES: ReadonlyMap<string, DestinationKind> = new Map([
    ['firehose', 'firehose'],
    ['s3', 's3'],
    ['logs', 'cloudwatch'],
]);

/** The kind of destination of an ARN, by its service; null for other services. */
export const kindOfArn = (text: string): DestinationKind | null => SERVICES.get(parseArn(text)?.service ?? '') ?? null;

/** The member of a log configuration for a destination. */
export const toTargetConfiguration = (kind: DestinationKind, arn: string): Partial<LogConfiguration> => {
    if (kind === 'firehose') return { FirehoseConfiguration: { StreamArn: arn } };
    return kind === 's3'
        ? { S3Configuration: { BucketArn: arn } }
        : { CloudWatchLogsConfiguration: { LogGroupArn: arn } };
};

/** Whether a pattern matches a whole text, as the API checks it. */
export const isFullMatch = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`).test(text);

export type DeliveryTarget = { readonly kind: DestinationKind; readonly arn: string };

/** The destinations of a configuration; a valid one has exactly one. */
export const targetsOf = (configuration: LogConfiguration): readonly DeliveryTarget[] =>
    DESTINATION_KINDS.flatMap((kind) => {
        const arn = DESTINATIONS[kind].arnOf(configuration);
        return arn === undefined ? [] : [{ kind, arn }];
    });
