/** The lake bucket: tables, errors, raw records, query results and reports, each with its retention. */
import { lakeBucketSettings } from '../lib/deploy/buckets/bucket-settings.ts';
import type { Blueprint } from './blueprint.ts';
import { privateBucket, privateBucketPolicy } from './private-bucket.ts';
import type { Resources } from './resource.ts';

export const LAKE_BUCKET = 'LakeBucket';

/** The bucket and its policy. Nothing if the config names an existing bucket: a retained bucket keeps its policy. */
export const lakeBucket = ({ config, names }: Blueprint): Resources => {
    if (config.existingLakeBucket !== undefined) return {};
    return {
        [LAKE_BUCKET]: privateBucket({ name: names.lakeBucket, settings: lakeBucketSettings(config) }),
        LakeBucketPolicy: privateBucketPolicy(LAKE_BUCKET, names.lakeBucket),
    };
};
