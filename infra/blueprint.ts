/** What every room of the stack is made from: the settings, the names, and what athena/ holds. */
import { readViews, type View } from '../lib/lake/views.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { arnIn, stackNames, type Place, type StackNames } from '../lib/deploy/config/stack-names.ts';
import type { Destination } from '../lib/deploy/delivery/log-configuration.ts';
import { isAnySentTo as isAnyOfSentTo } from '../lib/deploy/plan/stack-parts.ts';
import { readCatalogue, type Query } from '../lib/query/catalogue.ts';
import type { TableName } from '../schemas/columns.ts';

export type Blueprint = {
    readonly config: LakeConfig;
    readonly names: StackNames;
    readonly views: readonly View[];
    readonly queries: readonly Query[];
};

/** In a template, where the stack is stands in pseudo-parameters. */
export const HERE = {
    stage: '',
    account: '${AWS::AccountId}',
    region: '${AWS::Region}',
    partition: '${AWS::Partition}',
} as const;

/** The ARN of a resource of this account and region, to be put through `sub`. */
export const arn = arnIn(HERE);

/** The ARN of a bucket, which has neither region nor account. */
export const bucketArn = (name: string, objects = ''): string => `arn:${HERE.partition}:s3:::${name}${objects}`;

export const streamArn = (name: string): string => arn('firehose', `deliverystream/${name}`);

/** The blueprint of a stage's stack. */
export const blueprintOf = (config: LakeConfig, stage: Place['stage']): Blueprint => ({
    config,
    names: stackNames(config, { ...HERE, stage }),
    views: readViews(),
    queries: readCatalogue(),
});

/** Whether any pool sends the records of a table to a kind of destination. */
export const isAnySentTo = (
    { config }: Pick<Blueprint, 'config'>,
    table: TableName,
    destination: Destination,
): boolean => isAnyOfSentTo(config, table, destination);

/** Whether exported objects are imported: some pool exports to S3. */
export const isImporting = (blueprint: Pick<Blueprint, 'config'>): boolean =>
    isAnySentTo(blueprint, 'user_activity', 's3');
