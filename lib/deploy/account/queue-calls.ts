/** SQS calls: the attributes of a queue. */
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type QueueAttributes = Readonly<Partial<Record<string, string>>>;
export type QueueCalls = { readonly attributes: (name: string) => Promise<LookupResult<QueueAttributes>> };

export const queueCalls = async (options: ClientOptions): Promise<QueueCalls> => {
    const { SQSClient, GetQueueAttributesCommand, GetQueueUrlCommand } = await import('@aws-sdk/client-sqs');
    // By default the SDK calls the host of the queue's URL, which may be unreachable for an emulator.
    const client = createClient(SQSClient, options, { useQueueUrlAsEndpoint: false });
    return {
        attributes: async (name) => {
            const url = await lookUpResource(
                'sqs:GetQueueUrl',
                async () => (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? '',
            );
            if (url.kind !== 'found') return url;
            return lookUpResource(
                'sqs:GetQueueAttributes',
                async () =>
                    (await client.send(new GetQueueAttributesCommand({ QueueUrl: url.value, AttributeNames: ['All'] })))
                        .Attributes ?? {},
            );
        },
    };
};
