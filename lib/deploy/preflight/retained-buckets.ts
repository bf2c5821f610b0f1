/** The buckets that stay when the stack is removed, and the problems that they can cause at the next deployment. */
import { basename } from 'node:path';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackLocation, StackNames } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';

/** A new bucket of the stack, or an existing one in the config. */
export type RetainedBucket = {
    readonly name: string;
    /** The config key that names an existing bucket. */
    readonly configKey: 'existingLakeBucket' | 'existingExportBucket';
    readonly isExisting: boolean;
};

/** The retained buckets of a stack, the most important first. */
export const retainedBuckets = (config: LakeConfig, names: StackNames): readonly RetainedBucket[] => {
    const lake: RetainedBucket = {
        name: names.lakeBucket,
        configKey: 'existingLakeBucket',
        isExisting: config.existingLakeBucket !== undefined,
    };
    const exports: RetainedBucket = {
        name: names.exportBucket,
        configKey: 'existingExportBucket',
        isExisting: config.existingExportBucket !== undefined,
    };
    return isAnySentTo(config, 'user_activity', 's3') ? [lake, exports] : [lake];
};

/** The result of HeadBucket. `left`: it exists and is empty, and the last deployment rolled back. */
export type BucketStatus = 'exists' | 'left' | 'missing' | 'forbidden' | 'other-region';

const BUCKET_STATUS_TEXTS: Readonly<Record<'forbidden' | 'other-region', string>> = {
    forbidden: 'is not accessible: it belongs to another account, or the caller lacks s3:ListBucket on it',
    'other-region': 'is not in the region of the pools',
};

export type BucketProblem = { readonly message: string; readonly fix: string };

/** The problem with a bucket that is not in the stack yet, with the config line that fixes it; null if it is fine. */
export const bucketProblem = (
    { name, configKey, isExisting }: RetainedBucket,
    status: BucketStatus,
    { configPath, location }: { readonly configPath: string; readonly location: StackLocation },
): BucketProblem | null => {
    const file = basename(configPath);
    if (status === 'forbidden' || status === 'other-region')
        return { message: BUCKET_STATUS_TEXTS[status], fix: `Check ${configKey} in ${file}, and AWS_PROFILE.` };
    if (status === 'missing')
        return isExisting
            ? {
                  message: `does not exist, but ${file} names it`,
                  fix: `Check the name, or remove the line \`${configKey}\` to create a new bucket.`,
              }
            : null;
    if (isExisting) return null;
    return status === 'left'
        ? {
              message: 'is empty: a deployment that rolled back left it',
              fix: `Delete it, and deploy again: aws --region ${location.region} s3api delete-bucket --bucket ${name}`,
          }
        : {
              message: 'already exists: `serverless remove` keeps it and its objects',
              fix: `To use it, add this line to ${file} and deploy again: ${configKey}: ${name}`,
          };
};
