/** The three kinds of places that Cognito can write to: how each is spelled in a request, and what it must look like. */
import { arnParts, type Arn } from './arn.ts';
import type { LogConfiguration } from './log-configuration.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference: FirehoseConfigurationType, CloudWatchLogsConfigurationType. */
const ARN_PATTERN = String.raw`arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`;
const BUCKET_ARN_PATTERN = String.raw`arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`;

export type DestinationKind = 'firehose' | 's3' | 'cloudwatch';

export type DestinationRule = {
    readonly what: string;
    /** The member of a configuration, and its path as messages of the API have it. */
    readonly arnIn: (configuration: LogConfiguration) => string | undefined;
    readonly path: string;
    readonly pattern: string;
    readonly least: number;
    readonly most: number;
    readonly form: string;
    readonly isRight: (arn: Arn) => boolean;
};

export const DESTINATIONS: Readonly<Record<DestinationKind, DestinationRule>> = {
    firehose: {
        what: 'a Firehose stream',
        arnIn: ({ FirehoseConfiguration }) => FirehoseConfiguration?.StreamArn,
        path: 'firehoseConfiguration.streamArn',
        pattern: ARN_PATTERN,
        least: 20,
        most: 2048,
        form: 'arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME',
        isRight: ({ service, resource }) => service === 'firehose' && resource.startsWith('deliverystream/'),
    },
    s3: {
        what: 'a bucket',
        arnIn: ({ S3Configuration }) => S3Configuration?.BucketArn,
        path: 's3Configuration.bucketArn',
        pattern: BUCKET_ARN_PATTERN,
        least: 3,
        most: 1024,
        form: 'arn:aws:s3:::BUCKET',
        isRight: ({ service }) => service === 's3',
    },
    cloudwatch: {
        what: 'a log group',
        arnIn: ({ CloudWatchLogsConfiguration }) => CloudWatchLogsConfiguration?.LogGroupArn,
        path: 'cloudWatchLogsConfiguration.logGroupArn',
        pattern: ARN_PATTERN,
        least: 20,
        most: 2048,
        form: 'arn:aws:logs:REGION:ACCOUNT:log-group:NAME',
        isRight: ({ service, resource }) => service === 'logs' && resource.startsWith('log-group:'),
    },
};

export const DESTINATION_KINDS: readonly DestinationKind[] = ['firehose', 's3', 'cloudwatch'];

const SERVICES: ReadonlyMap<string, DestinationKind> = new Map([
    ['firehose', 'firehose'],
    ['s3', 's3'],
    ['logs', 'cloudwatch'],
]);

/** The kind that an ARN is of, by its service; null where it is none of the three. */
export const kindOfArn = (text: string): DestinationKind | null => SERVICES.get(arnParts(text)?.service ?? '') ?? null;

/** The member of a configuration that names a place of a kind. */
export const placeAt = (kind: DestinationKind, arn: string): Partial<LogConfiguration> => {
    if (kind === 'firehose') return { FirehoseConfiguration: { StreamArn: arn } };
    return kind === 's3'
        ? { S3Configuration: { BucketArn: arn } }
        : { CloudWatchLogsConfiguration: { LogGroupArn: arn } };
};

/** Whether a text is of a pattern as a whole, as the API asks it. */
export const isOfPattern = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`).test(text);

export type Place = { readonly kind: DestinationKind; readonly arn: string };

/** The places that a configuration names: one, where it is right. */
export const placesOf = (configuration: LogConfiguration): readonly Place[] =>
    DESTINATION_KINDS.flatMap((kind) => {
        const arn = DESTINATIONS[kind].arnIn(configuration);
        return arn === undefined ? [] : [{ kind, arn }];
    });
