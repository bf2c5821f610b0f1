/** Calls about SQS's queues. */
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type QueueAttributes = Readonly<Partial<Record<string, string>>>;
export type QueueCalls = { readonly attributes: (name: string) => Promise<Answer<QueueAttributes>> };

export const queueCalls = async (settings: ClientSettings): Promise<QueueCalls> => {
    const { SQSClient, GetQueueAttributesCommand, GetQueueUrlCommand } = await import('@aws-sdk/client-sqs');
    // Else the host of a queue's URL is asked, which an emulator may not be reached by.
    const client = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
    return {
        attributes: async (name) => {
            const url = await ask(
                'sqs:GetQueueUrl',
                async () => (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? '',
            );
            if (url.kind !== 'found') return url;
            return ask(
                'sqs:GetQueueAttributes',
                async () =>
                    (await client.send(new GetQueueAttributesCommand({ QueueUrl: url.value, AttributeNames: ['All'] })))
                        .Attributes ?? {},
            );
        },
    };
};
