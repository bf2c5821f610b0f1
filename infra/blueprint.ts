/** The inputs of all resources: the config, the resource names, and the views and queries of athena/. */
import { readViews, type View } from '../lib/lake/read-views.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { arnIn, stackNames, type StackLocation, type StackNames } from '../lib/deploy/config/stack-names.ts';
import type { PoolDestination } from '../lib/deploy/delivery/log-configuration.ts';
import { isAnySentTo as isAnyOfSentTo } from '../lib/deploy/plan/stack-parts.ts';
import { readCatalogue, type Query } from '../lib/query/catalogue.ts';
import type { TableName } from '../schemas/columns.ts';

export type Blueprint = {
    readonly config: LakeConfig;
    readonly names: StackNames;
    readonly views: readonly View[];
    readonly queries: readonly Query[];
};

/** The location of a stack in a template. */
export const PSEUDO_PARAMETERS = {
    stage: '',
    account: '${AWS::AccountId}',
    region: '${AWS::Region}',
    partition: '${AWS::Partition}',
} as const;

/** The ARN of a resource of this account and region; pass it to `sub`. */
export const arn = arnIn(PSEUDO_PARAMETERS);

/** The ARN of a bucket, which has neither region nor account. */
export const bucketArn = (name: string, objects = ''): string =>
    `arn:${PSEUDO_PARAMETERS.partition}:s3:::${name}${objects}`;

export const streamArn = (name: string): string => arn('firehose', `deliverystream/${name}`);

/** The blueprint of a stage's stack. */
export const blueprintOf = (config: LakeConfig, stage: StackLocation['stage']): Blueprint => ({
    config,
    names: stackNames(config, { ...PSEUDO_PARAMETERS, stage }),
    views: readViews(),
    queries: readCatalogue(),
});

/** Whether any pool exports the source of a table to this kind of destination. */
export const isAnySentTo = (
    { config }: Pick<Blueprint, 'config'>,
    table: TableName,
    destination: PoolDestination,
): boolean => isAnyOfSentTo(config, table, destination);

/** Whether the stack has an import: some pool exports to S3. */
export const isImporting = (blueprint: Pick<Blueprint, 'config'>): boolean =>
    isAnySentTo(blueprint, 'user_activity', 's3');
