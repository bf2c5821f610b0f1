/** Calls about Firehose's streams. */
import type { DeliveryStreamDescription, Tag } from '@aws-sdk/client-firehose';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type StreamCalls = {
    readonly describe: (name: string) => Promise<Answer<Partial<DeliveryStreamDescription>>>;
    readonly tags: (name: string) => Promise<Answer<readonly Tag[]>>;
};

/** So many may a stream have; without it an answer may hold some of them only. */
const MAX_TAGS = 50;

export const streamCalls = async (settings: ClientSettings): Promise<StreamCalls> => {
    const { FirehoseClient, DescribeDeliveryStreamCommand, ListTagsForDeliveryStreamCommand } =
        await import('@aws-sdk/client-firehose');
    const client = new FirehoseClient(settings);
    return {
        describe: async (name) =>
            ask(
                'firehose:DescribeDeliveryStream',
                async () =>
                    (await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })))
                        .DeliveryStreamDescription ?? {},
            ),
        tags: async (name) =>
            ask(
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
