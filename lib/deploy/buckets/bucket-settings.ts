/** What the config says about each bucket: its key, its versions, and how long objects are kept. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { RESULTS_PREFIX } from '../glue/work-group.ts';
import { kmsKeyOf, type LakeConfig } from '../config/lake-config.ts';
import { REPORTS_PREFIX } from '../config/lake-prefixes.ts';

/** Deletes objects below a prefix after `days`; null keeps them forever. */
export type Expiry = { readonly id: string; readonly prefix: string; readonly days: number | null };

export type BucketSettings = {
    /** The ARN of the customer managed key, or null for S3's own key. */
    readonly kmsKey: string | null;
    /** Days that replaced and deleted objects are kept; null for no versions, undefined if the config has no say. */
    readonly versionDays: number | null | undefined;
    readonly expiries: readonly Expiry[];
};

export const lakeBucketSettings = (config: LakeConfig): BucketSettings => {
    const { lake, errors, raw, results } = config.retentionDays;
    return {
        kmsKey: kmsKeyOf(config),
        versionDays: config.versions ?? null,
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
    };
};

/** With S3's own key: a customer managed key would have to allow the delivery service. */
export const exportBucketSettings = ({ retentionDays }: LakeConfig): BucketSettings => ({
    kmsKey: null,
    versionDays: undefined,
    expiries: [{ id: 'exports', prefix: '', days: retentionDays.exports }],
});
