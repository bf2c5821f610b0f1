/** The lake bucket: tables, errors, raw records, query results and reports, each with its retention. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import { kmsKeyOf } from '../lib/deploy/config/lake-config.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import type { Blueprint } from './blueprint.ts';
import { privateBucket, privateBucketPolicy } from './private-bucket.ts';
import type { Resources } from './resource.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

export const LAKE_BUCKET = 'LakeBucket';

/** The bucket and its policy. Nothing if the config names an existing bucket: a retained bucket keeps its policy. */
export const lakeBucket = ({ config, names }: Blueprint): Resources => {
    if (config.existingLakeBucket !== undefined) return {};
    const { lake, errors, raw, results } = config.retentionDays;
    return {
        [LAKE_BUCKET]: privateBucket({
            name: names.lakeBucket,
            kmsKey: kmsKeyOf(config),
            versionDays: config.versions,
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
        LakeBucketPolicy: privateBucketPolicy(LAKE_BUCKET, names.lakeBucket),
    };
};
