/** S3 calls that set the configuration of a bucket. */
import type { LifecycleRule, ServerSideEncryptionByDefault } from '@aws-sdk/client-s3';
import { s3Client } from '../../aws/s3-client.ts';
import type { ClientOptions } from '../../aws/create-client.ts';

export type BucketSetters = {
    readonly putLifecycle: (bucket: string, rules: LifecycleRule[]) => Promise<unknown>;
    readonly putEncryption: (bucket: string, encryption: ServerSideEncryptionByDefault) => Promise<unknown>;
    readonly putVersioning: (bucket: string, status: 'Enabled' | 'Suspended') => Promise<unknown>;
    readonly putPolicy: (bucket: string, policy: string) => Promise<unknown>;
};

export const bucketSetters = async ({ region }: ClientOptions): Promise<BucketSetters> => {
    const {
        PutBucketEncryptionCommand,
        PutBucketLifecycleConfigurationCommand,
        PutBucketPolicyCommand,
        PutBucketVersioningCommand,
    } = await import('@aws-sdk/client-s3');
    const client = await s3Client({ region });
    return {
        putLifecycle: async (Bucket, Rules) =>
            client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } })),
        // A bucket key saves a KMS call for each object.
        putEncryption: async (Bucket, ApplyServerSideEncryptionByDefault) =>
            client.send(
                new PutBucketEncryptionCommand({
                    Bucket,
                    ServerSideEncryptionConfiguration: {
                        Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
                    },
                }),
            ),
        putVersioning: async (Bucket, Status) =>
            client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })),
        putPolicy: async (Bucket, Policy) => client.send(new PutBucketPolicyCommand({ Bucket, Policy })),
    };
};
