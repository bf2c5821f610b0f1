/** The buckets that stay when the stack is removed, and the problems that they can cause at the next deployment. */
import { basename } from 'node:path';
import { isImporting, type Blueprint } from './blueprint.ts';
import { EXPORT_BUCKET } from './export-bucket.ts';
import { LAKE_BUCKET } from './lake-bucket.ts';

/** A new bucket of the stack, or an existing one in the config. Its name may contain pseudo-parameters. */
export type RetainedBucket = {
    readonly name: string;
    /** The logical id in the template, if the stack creates the bucket. */
    readonly logicalId: string;
    /** The config key that names an existing bucket. */
    readonly configKey: 'existingLakeBucket' | 'existingExportBucket';
    readonly isExisting: boolean;
};

/** The retained buckets of a stack, the most important first. */
export const retainedBuckets = (blueprint: Blueprint): readonly RetainedBucket[] => {
    const { config, names } = blueprint;
    const lake: RetainedBucket = {
        name: names.lakeBucket,
        logicalId: LAKE_BUCKET,
        configKey: 'existingLakeBucket',
        isExisting: config.existingLakeBucket !== undefined,
    };
    const exports: RetainedBucket = {
        name: names.exportBucket,
        logicalId: EXPORT_BUCKET,
        configKey: 'existingExportBucket',
        isExisting: config.existingExportBucket !== undefined,
    };
    return isImporting(blueprint) ? [lake, exports] : [lake];
};

/** The result of HeadBucket. */
export type BucketStatus = 'exists' | 'missing' | 'forbidden' | 'other-region';

const BUCKET_STATUS_TEXTS: Readonly<Record<'forbidden' | 'other-region', string>> = {
    forbidden: 'is not accessible: it belongs to another account, or the caller lacks s3:ListBucket on it',
    'other-region': 'is not in the region of the pools',
};

/** The problem with a bucket that is not in the stack yet, with the config line that fixes it; null if it is fine. */
export const bucketProblem = (
    { name, configKey, isExisting }: RetainedBucket,
    status: BucketStatus,
    configPath: string,
): string | null => {
    const file = basename(configPath);
    if (status === 'forbidden' || status === 'other-region') return `Bucket ${name} ${BUCKET_STATUS_TEXTS[status]}.`;
    if (status === 'missing')
        return isExisting
            ? `${file} names the bucket ${name}, which does not exist. ` +
                  `Check the name, or remove the line \`${configKey}\` to create a new bucket.`
            : null;
    return isExisting
        ? null
        : `Bucket ${name} already exists: \`serverless remove\` keeps it and its objects. ` +
              `To use it, add this line to ${file} and deploy again:\n${configKey}: ${name}`;
};
