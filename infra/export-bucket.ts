/** The bucket that Cognito exports to; it notifies the import queue of new objects. */
import { deliveryStatements } from '../lib/deploy/buckets/bucket-policy.ts';
import { exportBucketSettings } from '../lib/deploy/buckets/bucket-settings.ts';
import { arn, isImporting, PSEUDO_PARAMETERS, type Blueprint } from './blueprint.ts';
import { privateBucket, privateBucketPolicy } from './private-bucket.ts';
import { IMPORT_QUEUE_POLICY } from './import.ts';
import { sub, type Resources } from './resource.ts';

const EXPORT_BUCKET = 'ExportBucket';
export const EXPORT_BUCKET_POLICY = 'ExportBucketPolicy';

/**
 * The bucket and its policy. Nothing if no pool exports to S3, or if the config names an existing bucket: a retained
 * bucket keeps its policy and its notifications. Encrypted with S3's own key: a customer managed key would have to
 * allow the delivery service.
 */
export const exportBucket = (blueprint: Blueprint): Resources => {
    const { config, names } = blueprint;
    if (!isImporting(blueprint) || config.existingExportBucket !== undefined) return {};
    return {
        [EXPORT_BUCKET]: privateBucket({
            name: names.exportBucket,
            settings: exportBucketSettings(config),
            dependsOn: [IMPORT_QUEUE_POLICY],
            properties: {
                NotificationConfiguration: {
                    QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: sub(arn('sqs', names.importQueue)) }],
                },
            },
        }),
        [EXPORT_BUCKET_POLICY]: privateBucketPolicy(
            EXPORT_BUCKET,
            names.exportBucket,
            deliveryStatements<unknown>(names.exportBucket, PSEUDO_PARAMETERS, sub),
        ),
    };
};
