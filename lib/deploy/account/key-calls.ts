/** KMS calls: a key's metadata. */
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type KeyCalls = { readonly describe: (arn: string) => Promise<LookupResult<Partial<KeyMetadata>>> };

export const keyCalls = async (options: ClientOptions): Promise<KeyCalls> => {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = createClient(KMSClient, options, {});
    return {
        describe: async (KeyId) =>
            lookUpResource(
                'kms:DescribeKey',
                async () => (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata ?? {},
            ),
    };
};
