/** The log delivery of each managed pool. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import type { PoolConfig } from '../lib/deploy/config/lake-config.ts';
import { destinationOf, logConfiguration, type PoolDestination } from '../lib/deploy/delivery/log-configuration.ts';
import { arn, bucketArn, type Blueprint } from './blueprint.ts';
import { EXPORT_BUCKET_POLICY } from './export-bucket.ts';
import { EXPORT_LOG_GROUPS } from './export-log-groups.ts';
import { logicalId, sub, type Resource, type Resources } from './resource.ts';
import { STREAMS } from './streams.ts';

const ARNS = {
    arn: (service: string, resource: string) => sub(arn(service, resource)),
    bucketArn: (name: string) => sub(bucketArn(name)),
} as const;

/** What must exist first: the service checks it, and writes a bucket policy itself if it finds none. */
const DEPENDENCIES: Record<PoolDestination, (table: TableName, blueprint: Blueprint) => readonly string[]> = {
    firehose: (table) => [STREAMS[table]],
    s3: (_, { config }) => (config.existingExportBucket === undefined ? [EXPORT_BUCKET_POLICY] : []),
    cloudwatch: (table, { config }) => (config.existingExportLogGroups === true ? [] : [EXPORT_LOG_GROUPS[table]]),
    none: () => [],
};

const deliveryOf = (pool: PoolConfig, blueprint: Blueprint): Resource => ({
    Type: 'AWS::Cognito::LogDeliveryConfiguration',
    DependsOn: TABLE_NAMES.flatMap((table) => DEPENDENCIES[destinationOf(pool, table)](table, blueprint)),
    Properties: {
        UserPoolId: pool.id,
        LogConfigurations: TABLE_NAMES.map((table) =>
            logConfiguration<unknown>(pool, table, blueprint.names, ARNS),
        ).filter((configuration) => configuration !== null),
    },
});

/**
 * The log delivery of every managed pool that exports anything. Its logical id must stay the same: with a new one, the
 * deployment fails with "already exists".
 */
export const logDelivery = (blueprint: Blueprint): Resources =>
    Object.fromEntries(
        blueprint.config.pools
            .filter((pool) => pool.managed && (pool.userActivity !== 'none' || pool.userNotification !== 'none'))
            .map((pool) => [`LogDelivery${logicalId(pool.id)}`, deliveryOf(pool, blueprint)]),
    );
