/** The bucket that Cognito writes objects to, which tells the import's queue of each. */
import { arn, bucketArn, isImporting, type Blueprint } from './blueprint.ts';
import { closedBucket, closedBucketPolicy } from './bucket.ts';
import { onBehalfOf, type Statement } from './policy.ts';
import { IMPORT_QUEUE_POLICY } from './import.ts';
import { sub, type Resources } from './resource.ts';

export const EXPORT_BUCKET = 'ExportBucket';
export const EXPORT_BUCKET_POLICY = 'ExportBucketPolicy';

const DELIVERY = { Service: 'delivery.logs.amazonaws.com' } as const;

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html: who delivers, where to, and for whom. */
const deliveryStatements = (bucket: string): readonly Statement[] => {
    const forUs = onBehalfOf(arn('logs', '*'));
    return [
        {
            Sid: 'CognitoLooks',
            Effect: 'Allow',
            Principal: DELIVERY,
            Action: ['s3:GetBucketAcl', 's3:ListBucket'],
            Resource: sub(bucketArn(bucket)),
            Condition: forUs,
        },
        {
            Sid: 'CognitoWrites',
            Effect: 'Allow',
            Principal: DELIVERY,
            Action: 's3:PutObject',
            Resource: sub(bucketArn(bucket, '/AWSLogs/${AWS::AccountId}/*')),
            Condition: {
                ...forUs,
                StringEquals: { ...forUs.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
            },
        },
    ];
};

/**
 * The bucket and its policy; nothing where no pool exports to S3, or where the bucket is there already: one that was kept still has its policy
 * and still tells the queue of its name. With S3's own encryption: a customer key would have to allow the delivery service.
 */
export const exportBucket = (blueprint: Blueprint): Resources => {
    const { config, names } = blueprint;
    if (!isImporting(blueprint) || config.existingExportBucket !== undefined) return {};
    return {
        [EXPORT_BUCKET]: closedBucket({
            name: names.exportBucket,
            kmsKey: null,
            expiries: [{ id: 'exports', prefix: '', days: config.retentionDays.exports }],
            dependsOn: [IMPORT_QUEUE_POLICY],
            more: {
                NotificationConfiguration: {
                    QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: sub(arn('sqs', names.importQueue)) }],
                },
            },
        }),
        [EXPORT_BUCKET_POLICY]: closedBucketPolicy(
            EXPORT_BUCKET,
            names.exportBucket,
            deliveryStatements(names.exportBucket),
        ),
    };
};
