/** Calls about buckets. */
import type { LifecycleRule, NotificationConfiguration } from '@aws-sdk/client-s3';
import { s3Client } from '../../aws/s3-client.ts';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

/** What lies right below a prefix: folders, and the newest time of the objects themselves, in epoch ms; 0 where there are none. */
export type Listing = { readonly folders: readonly string[]; readonly objects: number; readonly newestAt: number };

export type BucketCalls = {
    readonly notifications: (bucket: string) => Promise<Answer<NotificationConfiguration>>;
    readonly policy: (bucket: string) => Promise<Answer<string>>;
    readonly lifecycle: (bucket: string) => Promise<Answer<readonly LifecycleRule[]>>;
    /** Keys behind `after` only; a page of them, which are a thousand. With `delimiter`, what is deeper shows as folders. */
    readonly list: (
        bucket: string,
        prefix: string,
        how?: { readonly after?: string; readonly delimiter?: '/' },
    ) => Promise<Answer<Listing>>;
};

export const bucketCalls = async ({ region }: ClientSettings): Promise<BucketCalls> => {
    const {
        GetBucketLifecycleConfigurationCommand,
        GetBucketNotificationConfigurationCommand,
        GetBucketPolicyCommand,
        ListObjectsV2Command,
    } = await import('@aws-sdk/client-s3');
    const client = await s3Client({ region });
    return {
        notifications: async (Bucket) =>
            ask('s3:GetBucketNotification', async () =>
                client.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
            ),
        policy: async (Bucket) =>
            ask(
                's3:GetBucketPolicy',
                async () => (await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '',
            ),
        lifecycle: async (Bucket) =>
            ask(
                's3:GetLifecycleConfiguration',
                async () => (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [],
            ),
        list: async (Bucket, Prefix, { after, delimiter } = {}) =>
            ask('s3:ListBucket', async () => {
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
                    objects: times.length,
                    newestAt: Math.max(0, ...times),
                };
            }),
    };
};
