/** Calls about topics. */
import type { Subscription } from '@aws-sdk/client-sns';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type TopicAttributes = Readonly<Record<string, string>>;

export type TopicCalls = {
    readonly attributes: (topicArn: string) => Promise<Answer<TopicAttributes>>;
    readonly subscriptions: (topicArn: string) => Promise<Answer<readonly Subscription[]>>;
};

export const topicCalls = async (settings: ClientSettings): Promise<TopicCalls> => {
    const { GetTopicAttributesCommand, paginateListSubscriptionsByTopic, SNSClient } =
        await import('@aws-sdk/client-sns');
    const client = new SNSClient(settings);
    return {
        attributes: async (TopicArn) =>
            ask(
                'sns:GetTopicAttributes',
                async () => (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {},
            ),
        subscriptions: async (TopicArn) =>
            ask('sns:ListSubscriptionsByTopic', async () => {
                const found: Subscription[] = [];
                for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
                    found.push(...(page.Subscriptions ?? []));
                return found;
            }),
    };
};
