/** The log configuration of a pool: for each source, the log level and the destination. */
import type { TableName } from '../../../schemas/columns.ts';
import type { PoolConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';

/**
 * Each source has one level:
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html.
 */
export const SOURCES = {
    user_activity: { EventSource: 'userAuthEvents', LogLevel: 'INFO' },
    user_notification: { EventSource: 'userNotification', LogLevel: 'ERROR' },
} as const;

/** A LogConfigurationType of the API. In a template, the ARNs are CloudFormation functions. */
export type LogConfiguration<Arn = string> = {
    readonly EventSource: string;
    readonly LogLevel: string;
    readonly FirehoseConfiguration?: { readonly StreamArn: Arn };
    readonly S3Configuration?: { readonly BucketArn: Arn };
    readonly CloudWatchLogsConfiguration?: { readonly LogGroupArn: Arn };
};

export type PoolDestination = PoolConfig['userActivity'];

export const destinationOf = (pool: PoolConfig, table: TableName): PoolDestination =>
    table === 'user_activity' ? pool.userActivity : pool.userNotification;

/** Builds ARNs: `arn` for a resource of the account, `bucketArn` for a bucket. */
export type ArnBuilders<Arn> = {
    readonly arn: (service: string, resource: string) => Arn;
    readonly bucketArn: (name: string) => Arn;
};

/** Builds ARNs from names: the ARN of a log group from GetAtt ends in `:*`, which Cognito rejects. */
const targetConfigurationOf = <Arn>(
    destination: PoolDestination,
    table: TableName,
    names: StackNames,
    { arn, bucketArn }: ArnBuilders<Arn>,
): Partial<LogConfiguration<Arn>> | null => {
    const builders: Readonly<Record<PoolDestination, () => Partial<LogConfiguration<Arn>> | null>> = {
        firehose: () => ({
            FirehoseConfiguration: { StreamArn: arn('firehose', `deliverystream/${names.streams[table]}`) },
        }),
        s3: () => ({ S3Configuration: { BucketArn: bucketArn(names.exportBucket) } }),
        cloudwatch: () => ({
            CloudWatchLogsConfiguration: { LogGroupArn: arn('logs', `log-group:${names.exportLogGroups[table]}`) },
        }),
        none: () => null,
    };
    return builders[destination]();
};

/** The log configuration of one source of a pool; null if the source is not exported. */
export const logConfiguration = <Arn>(
    pool: PoolConfig,
    table: TableName,
    names: StackNames,
    arns: ArnBuilders<Arn>,
): LogConfiguration<Arn> | null => {
    const target = targetConfigurationOf(destinationOf(pool, table), table, names, arns);
    return target === null ? null : { ...SOURCES[table], ...target };
};
