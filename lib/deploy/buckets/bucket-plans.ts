/** The buckets of a stack: their names, settings and the statements of their policies. */
import type { LakeConfig } from '../config/lake-config.ts';
import { stackNames, type StackLocation } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { deliveryStatements, tlsOnlyStatement, type BucketStatement } from './bucket-policy.ts';
import { exportBucketSettings, lakeBucketSettings, type BucketSettings } from './bucket-settings.ts';

export type BucketPlan = {
    readonly part: 'lake bucket' | 'export bucket';
    readonly name: string;
    readonly settings: BucketSettings;
    readonly statements: readonly BucketStatement<string>[];
};

const asText = (text: string): string => text;

export const lakeBucketPlan = (config: LakeConfig, location: StackLocation): BucketPlan => {
    const name = stackNames(config, location).lakeBucket;
    return {
        part: 'lake bucket',
        name,
        settings: lakeBucketSettings(config),
        statements: [tlsOnlyStatement(name, location, asText)],
    };
};

export const exportBucketPlan = (config: LakeConfig, location: StackLocation): BucketPlan => {
    const name = stackNames(config, location).exportBucket;
    return {
        part: 'export bucket',
        name,
        settings: exportBucketSettings(config),
        statements: [tlsOnlyStatement(name, location, asText), ...deliveryStatements(name, location, asText)],
    };
};

/** The lake's bucket, and the export bucket if a pool exports to S3. */
export const bucketPlans = (config: LakeConfig, location: StackLocation): readonly BucketPlan[] => [
    lakeBucketPlan(config, location),
    ...(isAnySentTo(config, 'user_activity', 's3') ? [exportBucketPlan(config, location)] : []),
];
