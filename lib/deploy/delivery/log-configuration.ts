/** What Cognito is told of a pool's logs: for each source, the level and the one place that it goes to. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Pool } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html: each source has one level. */
export const SOURCES = {
    user_activity: { EventSource: 'userAuthEvents', LogLevel: 'INFO' },
    user_notification: { EventSource: 'userNotification', LogLevel: 'ERROR' },
} as const;

/** As the API has it; in a template the ARNs are functions of CloudFormation. */
export type LogConfiguration<Arn = string> = {
    readonly EventSource: string;
    readonly LogLevel: string;
    readonly FirehoseConfiguration?: { readonly StreamArn: Arn };
    readonly S3Configuration?: { readonly BucketArn: Arn };
    readonly CloudWatchLogsConfiguration?: { readonly LogGroupArn: Arn };
};

export type Destination = Pool['userActivity'];

export const destinationOf = (pool: Pool, table: TableName): Destination =>
    table === 'user_activity' ? pool.userActivity : pool.userNotification;

/** How a destination is named: `arn` gives the ARN of a resource of the account, `bucketArn` that of a bucket. */
export type Arns<Arn> = {
    readonly arn: (service: string, resource: string) => Arn;
    readonly bucketArn: (name: string) => Arn;
};

/** The ARN of a log group that GetAtt gives ends in `:*`, which Cognito refuses: all are built from names. */
const placeOf = <Arn>(
    destination: Destination,
    table: TableName,
    names: StackNames,
    { arn, bucketArn }: Arns<Arn>,
): Partial<LogConfiguration<Arn>> | null => {
    const places: Readonly<Record<Destination, () => Partial<LogConfiguration<Arn>> | null>> = {
        firehose: () => ({
            FirehoseConfiguration: { StreamArn: arn('firehose', `deliverystream/${names.streams[table]}`) },
        }),
        s3: () => ({ S3Configuration: { BucketArn: bucketArn(names.exportBucket) } }),
        cloudwatch: () => ({
            CloudWatchLogsConfiguration: { LogGroupArn: arn('logs', `log-group:${names.exportLogGroups[table]}`) },
        }),
        none: () => null,
    };
    return places[destination]();
};

/** What a pool is told of a source; null where it sends nothing. */
export const logConfiguration = <Arn>(
    pool: Pool,
    table: TableName,
    names: StackNames,
    arns: Arns<Arn>,
): LogConfiguration<Arn> | null => {
    const place = placeOf(destinationOf(pool, table), table, names, arns);
    return place === null ? null : { ...SOURCES[table], ...place };
};
