/** The bucket that Cognito exports to; it notifies the import queue of new objects. */
import { arn, bucketArn, isImporting, type Blueprint } from './blueprint.ts';
import { privateBucket, privateBucketPolicy } from './private-bucket.ts';
import { onBehalfOf, type Statement } from './policy.ts';
import { IMPORT_QUEUE_POLICY } from './import.ts';
import { sub, type Resources } from './resource.ts';

const EXPORT_BUCKET = 'ExportBucket';
export const EXPORT_BUCKET_POLICY = 'ExportBucketPolicy';

const DELIVERY_SERVICE = { Service: 'delivery.logs.amazonaws.com' } as const;

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html has the statements. */
const deliveryStatements = (bucket: string): readonly Statement[] => {
    const condition = onBehalfOf(arn('logs', '*'));
    return [
        {
            Sid: 'CognitoReadsBucket',
            Effect: 'Allow',
            Principal: DELIVERY_SERVICE,
            Action: ['s3:GetBucketAcl', 's3:ListBucket'],
            Resource: sub(bucketArn(bucket)),
            Condition: condition,
        },
        {
            Sid: 'CognitoWrites',
            Effect: 'Allow',
            Principal: DELIVERY_SERVICE,
            Action: 's3:PutObject',
            Resource: sub(bucketArn(bucket, '/AWSLogs/${AWS::AccountId}/*')),
            Condition: {
                ...condition,
                StringEquals: { ...condition.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
            },
        },
    ];
};

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
            kmsKey: null,
            expiries: [{ id: 'exports', prefix: '', days: config.retentionDays.exports }],
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
            deliveryStatements(names.exportBucket),
        ),
    };
};
