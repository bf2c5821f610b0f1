/** SNS calls: the attributes and subscriptions of a topic. */
import type { Subscription } from '@aws-sdk/client-sns';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type TopicAttributes = Readonly<Record<string, string>>;

export type TopicCalls = {
    readonly attributes: (topicArn: string) => Promise<LookupResult<TopicAttributes>>;
    readonly subscriptions: (topicArn: string) => Promise<LookupResult<readonly Subscription[]>>;
};

export const topicCalls = async (options: ClientOptions): Promise<TopicCalls> => {
    const { GetTopicAttributesCommand, paginateListSubscriptionsByTopic, SNSClient } =
        await import('@aws-sdk/client-sns');
    const client = createClient(SNSClient, options, {});
    return {
        attributes: async (TopicArn) =>
            lookUpResource(
                'sns:GetTopicAttributes',
                async () => (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {},
            ),
        subscriptions: async (TopicArn) =>
            lookUpResource('sns:ListSubscriptionsByTopic', async () => {
                const found: Subscription[] = [];
                for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
                    found.push(...(page.Subscriptions ?? []));
                return found;
            }),
    };
};
