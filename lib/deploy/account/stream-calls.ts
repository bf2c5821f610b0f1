/** Firehose calls: delivery streams and their tags. */
import type { DeliveryStreamDescription, Tag } from '@aws-sdk/client-firehose';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type StreamCalls = {
    readonly describe: (name: string) => Promise<LookupResult<Partial<DeliveryStreamDescription>>>;
    readonly tags: (name: string) => Promise<LookupResult<readonly Tag[]>>;
};

/** The most tags that a stream can have. Without a limit, a response may hold only some of them. */
const MAX_TAGS = 50;

export const streamCalls = async (options: ClientOptions): Promise<StreamCalls> => {
    const { FirehoseClient, DescribeDeliveryStreamCommand, ListTagsForDeliveryStreamCommand } =
        await import('@aws-sdk/client-firehose');
    const client = createClient(FirehoseClient, options, {});
    return {
        describe: async (name) =>
            lookUpResource(
                'firehose:DescribeDeliveryStream',
                async () =>
                    (await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })))
                        .DeliveryStreamDescription ?? {},
            ),
        tags: async (name) =>
            lookUpResource(
                'firehose:ListTagsForDeliveryStream',
                async () =>
                    (
                        await client.send(
                            new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: name, Limit: MAX_TAGS }),
                        )
                    ).Tags ?? [],
            ),
    };
};
