/** The bucket of the lake: tables, errors, raw arrivals, results of queries, each with its time to live. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import { keyOf } from '../lib/deploy/config/lake-config.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import type { Blueprint } from './blueprint.ts';
import { closedBucket, closedBucketPolicy } from './bucket.ts';
import type { Resources } from './resource.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

export const LAKE_BUCKET = 'LakeBucket';

/** The bucket and its policy; nothing where one that is there is taken up: it was kept with both. */
export const lakeBucket = ({ config, names }: Blueprint): Resources => {
    if (config.existingLakeBucket !== undefined) return {};
    const { lake, errors, raw, results } = config.retentionDays;
    return {
        [LAKE_BUCKET]: closedBucket({
            name: names.lakeBucket,
            kmsKey: keyOf(config),
            expiries: [
                ...TABLE_NAMES.map((table) => ({
                    id: table,
                    prefix: `${table}/`,
                    days: lake === 'forever' ? null : lake,
                })),
                { id: 'errors', prefix: 'errors/', days: errors },
                { id: 'raw', prefix: 'raw/', days: raw },
                { id: 'results', prefix: RESULTS_PREFIX, days: results },
                { id: 'reports', prefix: REPORTS_PREFIX, days: results },
            ],
        }),
        LakeBucketPolicy: closedBucketPolicy(LAKE_BUCKET, names.lakeBucket),
    };
};
