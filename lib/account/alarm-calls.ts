/** Calls about alarms, and the topic that they tell. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Subscription } from '@aws-sdk/client-sns';
import { told } from '../told.ts';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from './client-settings.ts';

export type AlarmCalls = {
    readonly alarms: (prefix: string) => Promise<Answer<readonly MetricAlarm[]>>;
    readonly subscriptions: (topicArn: string) => Promise<Answer<readonly Subscription[]>>;
};

export const alarmCalls = async (settings: ClientSettings): Promise<AlarmCalls> => {
    const [{ CloudWatchClient, paginateDescribeAlarms }, { SNSClient, paginateListSubscriptionsByTopic }] = await Promise.all([import('@aws-sdk/client-cloudwatch'), import('@aws-sdk/client-sns')]);
    const [client, topics] = [new CloudWatchClient(settings), new SNSClient(settings)];
    return {
        alarms: async (prefix) => ask('cloudwatch:DescribeAlarms', async () => {
            const found: MetricAlarm[] = [];
            for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix })) found.push(...told(page.MetricAlarms, []));
            return found;
        }),
        subscriptions: async (TopicArn) => ask('sns:ListSubscriptionsByTopic', async () => {
            const found: Subscription[] = [];
            for await (const page of paginateListSubscriptionsByTopic({ client: topics }, { TopicArn })) found.push(...told(page.Subscriptions, []));
            return found;
        }),
    };
};
