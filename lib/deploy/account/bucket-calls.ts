/** S3 calls: the configuration of a bucket and listings of its keys. */
import type { LifecycleRule, NotificationConfiguration, ServerSideEncryptionByDefault } from '@aws-sdk/client-s3';
import { s3Client } from '../../aws/s3-client.ts';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import type { ClientOptions } from '../../aws/create-client.ts';

/** The folders and objects directly below a prefix. `newestAt` is the newest object's time in epoch ms, or 0. */
type Listing = { readonly folders: readonly string[]; readonly objectCount: number; readonly newestAt: number };

export type BucketCalls = {
    readonly notifications: (bucket: string) => Promise<LookupResult<NotificationConfiguration>>;
    readonly policy: (bucket: string) => Promise<LookupResult<string>>;
    readonly lifecycle: (bucket: string) => Promise<LookupResult<readonly LifecycleRule[]>>;
    readonly encryption: (bucket: string) => Promise<LookupResult<ServerSideEncryptionByDefault>>;
    readonly versioning: (bucket: string) => Promise<LookupResult<'Enabled' | 'Suspended' | 'none'>>;
    /** Lists one page, at most 1,000 keys, starting after `after`. With `delimiter`, deeper keys appear as folders. */
    readonly list: (
        bucket: string,
        prefix: string,
        options?: { readonly after?: string; readonly delimiter?: '/' },
    ) => Promise<LookupResult<Listing>>;
};

export const bucketCalls = async (options: ClientOptions): Promise<BucketCalls> => {
    const {
        GetBucketEncryptionCommand,
        GetBucketLifecycleConfigurationCommand,
        GetBucketNotificationConfigurationCommand,
        GetBucketPolicyCommand,
        GetBucketVersioningCommand,
        ListObjectsV2Command,
    } = await import('@aws-sdk/client-s3');
    const client = await s3Client(options);
    return {
        notifications: async (Bucket) =>
            lookUpResource('s3:GetBucketNotification', async () =>
                client.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
            ),
        policy: async (Bucket) =>
            lookUpResource(
                's3:GetBucketPolicy',
                async () => (await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '',
            ),
        lifecycle: async (Bucket) =>
            lookUpResource(
                's3:GetLifecycleConfiguration',
                async () => (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [],
            ),
        encryption: async (Bucket) =>
            lookUpResource('s3:GetEncryptionConfiguration', async () => {
                const { ServerSideEncryptionConfiguration: found } = await client.send(
                    new GetBucketEncryptionCommand({ Bucket }),
                );
                return found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? { SSEAlgorithm: undefined };
            }),
        versioning: async (Bucket) =>
            lookUpResource(
                's3:GetBucketVersioning',
                async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status ?? 'none',
            ),
        list: async (Bucket, Prefix, { after, delimiter } = {}) =>
            lookUpResource('s3:ListBucket', async () => {
                const page = await client.send(
                    new ListObjectsV2Command({
                        Bucket,
                        Prefix,
                        ...(after === undefined ? {} : { StartAfter: after }),
                        ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
                    }),
                );
                const times = (page.Contents ?? []).map(({ LastModified }) => LastModified?.getTime() ?? 0);
                return {
                    folders: (page.CommonPrefixes ?? []).map((each) => each.Prefix ?? ''),
                    objectCount: times.length,
                    newestAt: Math.max(0, ...times),
                };
            }),
    };
};
