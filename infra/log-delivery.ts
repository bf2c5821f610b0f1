/** What Cognito is told: for each pool of ours, where its logs go. */
import { TABLE_NAMES } from '../schemas/columns.ts';
import type { Pool } from '../lib/config/lake-config.ts';
import { arn, bucketArn, streamArn, type Blueprint } from './blueprint.ts';
import { EXPORT_BUCKET_POLICY } from './export-bucket.ts';
import { EXPORT_LOG_GROUPS, EXPORT_LOG_POLICY } from './export-log-groups.ts';
import { logicalId, sub, type Resource, type Resources } from './resource.ts';
import { STREAMS } from './streams.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html: each source has one level. */
const SOURCES = {
    user_activity: { EventSource: 'userAuthEvents', LogLevel: 'INFO' },
    user_notification: { EventSource: 'userNotification', LogLevel: 'ERROR' },
} as const;

type Source = keyof typeof SOURCES;

type Destination = Pool['userActivity'];

const destinationOf = (pool: Pool, source: Source): Destination => (source === 'user_activity' ? pool.userActivity : pool.userNotification);

/** The ARN of a log group that GetAtt gives ends in `:*`, which Cognito refuses: all are built from names. */
const CONFIGURATIONS: Record<Destination, (source: Source, blueprint: Blueprint) => object | null> = {
    firehose: (source, { names }) => ({ FirehoseConfiguration: { StreamArn: sub(streamArn(names.streams[source])) } }),
    s3: (_, { names }) => ({ S3Configuration: { BucketArn: sub(bucketArn(names.exportBucket)) } }),
    cloudwatch: (source, { names }) => ({ CloudWatchLogsConfiguration: { LogGroupArn: sub(arn('logs', `log-group:${names.exportLogGroups[source]}`)) } }),
    none: () => null,
};

/** What has to be there before: the service looks, and writes a bucket's policy itself if it finds none. */
const DEPENDENCIES: Record<Destination, (source: Source, blueprint: Blueprint) => readonly string[]> = {
    firehose: (source) => [STREAMS[source]],
    s3: (_, { config }) => (config.existingExportBucket === undefined ? [EXPORT_BUCKET_POLICY] : []),
    cloudwatch: (source) => [EXPORT_LOG_GROUPS[source], EXPORT_LOG_POLICY],
    none: () => [],
};

const configurationsOf = (pool: Pool, blueprint: Blueprint): readonly object[] =>
    TABLE_NAMES.flatMap((source) => {
        const configuration = CONFIGURATIONS[destinationOf(pool, source)](source, blueprint);
        return configuration === null ? [] : [{ ...SOURCES[source], ...configuration }];
    });

const deliveryOf = (pool: Pool, blueprint: Blueprint): Resource => ({
    Type: 'AWS::Cognito::LogDeliveryConfiguration',
    DependsOn: TABLE_NAMES.flatMap((source) => DEPENDENCIES[destinationOf(pool, source)](source, blueprint)),
    Properties: {
        UserPoolId: pool.id,
        LogConfigurations: configurationsOf(pool, blueprint),
    },
});

/** The delivery of every pool that is ours and exports anything. The logical id of one must stay: another one fails with "already exists". */
export const logDelivery = (blueprint: Blueprint): Resources =>
    Object.fromEntries(blueprint.config.pools
        .filter((pool) => pool.ours && (pool.userActivity !== 'none' || pool.userNotification !== 'none'))
        .map((pool) => [`LogDelivery${logicalId(pool.id)}`, deliveryOf(pool, blueprint)]));
