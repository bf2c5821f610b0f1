/** The buckets that stay when the stack goes: what a deployment must be told of one that is there already, or of one that is not. */
import { basename } from 'node:path';
import { isImporting, type Blueprint } from './blueprint.ts';
import { EXPORT_BUCKET } from './export-bucket.ts';
import { LAKE_BUCKET } from './lake-bucket.ts';

/** A bucket of the stack, or one that it takes up. Its name may hold the pseudo-parameters of account and region. */
export type KeptBucket = {
    readonly name: string;
    /** In the template, where the stack makes it. */
    readonly logicalId: string;
    /** The setting by which it is taken up. */
    readonly setting: 'existingLakeBucket' | 'existingExportBucket';
    readonly isTakenUp: boolean;
};

/** The buckets of a blueprint, in the order of their importance. */
export const keptBuckets = (blueprint: Blueprint): readonly KeptBucket[] => {
    const { config, names } = blueprint;
    const lake: KeptBucket = {
        name: names.lakeBucket,
        logicalId: LAKE_BUCKET,
        setting: 'existingLakeBucket',
        isTakenUp: config.existingLakeBucket !== undefined,
    };
    const exports: KeptBucket = {
        name: names.exportBucket,
        logicalId: EXPORT_BUCKET,
        setting: 'existingExportBucket',
        isTakenUp: config.existingExportBucket !== undefined,
    };
    return isImporting(blueprint) ? [lake, exports] : [lake];
};

/** What S3 says of a bucket. */
export type Sight = 'there' | 'absent' | 'forbidden' | 'elsewhere';

const OTHERS: Readonly<Record<'forbidden' | 'elsewhere', string>> = {
    forbidden: 'may not be looked at: it belongs to another account, or these credentials lack s3:ListBucket on it',
    elsewhere: 'is in another region than the pools',
};

/** What is wrong with a bucket that is no part of the stack yet, with the line of the settings that mends it; null where nothing is. */
export const bucketProblem = (
    { name, setting, isTakenUp }: KeptBucket,
    sight: Sight,
    configPath: string,
): string | null => {
    const file = basename(configPath);
    if (sight === 'forbidden' || sight === 'elsewhere') return `The bucket ${name} ${OTHERS[sight]}`;
    if (sight === 'absent')
        return isTakenUp
            ? `${file} names the bucket ${name}, and there is none: look at the name, or leave the line \`${setting}\` out for a new one`
            : null;
    return isTakenUp
        ? null
        : `The bucket ${name} is there already: \`serverless remove\` keeps it, with all it holds. To take it up, put this line into ${file} and deploy again:\n${setting}: ${name}`;
};
