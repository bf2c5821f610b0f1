/** Creates the S3 client. */
import type { S3Client } from '@aws-sdk/client-s3';
import { createClient, hasCustomEndpoint, type ClientOptions } from './create-client.ts';

/** Whether a bucket in another region is found there. */
type S3ClientOptions = ClientOptions & { readonly followsRegionRedirects?: boolean };

/** Creates the client. Loads the SDK only now, so commands on local files do not wait for it. */
export const s3Client = async ({
    followsRegionRedirects = true,
    ...options
}: S3ClientOptions = {}): Promise<S3Client> => {
    const { S3Client: Client } = await import('@aws-sdk/client-s3');
    return createClient(Client, options, {
        forcePathStyle: hasCustomEndpoint(),
        followRegionRedirects: followsRegionRedirects,
    });
};
