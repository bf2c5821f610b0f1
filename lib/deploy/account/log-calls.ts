/** Calls about log groups, their filters, and the resource policies of CloudWatch Logs. */
import type { LogGroup, ResourcePolicy, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type LogCalls = {
    readonly group: (name: string) => Promise<Answer<LogGroup>>;
    readonly filters: (group: string) => Promise<Answer<readonly SubscriptionFilter[]>>;
    readonly policies: () => Promise<Answer<readonly ResourcePolicy[]>>;
};

const gone = (): Error => Object.assign(new Error('no such log group'), { name: 'ResourceNotFoundException' });

export const logCalls = async (settings: ClientSettings): Promise<LogCalls> => {
    const {
        CloudWatchLogsClient,
        DescribeLogGroupsCommand,
        DescribeSubscriptionFiltersCommand,
        DescribeResourcePoliciesCommand,
    } = await import('@aws-sdk/client-cloudwatch-logs');
    const client = new CloudWatchLogsClient(settings);
    return {
        // A prefix may be that of many: the name itself is the first of them.
        group: async (name) =>
            ask('logs:DescribeLogGroups', async () => {
                const { logGroups = [] } = await client.send(
                    new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
                );
                const found = logGroups.find(({ logGroupName }) => logGroupName === name);
                if (found === undefined) throw gone();
                return found;
            }),
        filters: async (group) =>
            ask(
                'logs:DescribeSubscriptionFilters',
                async () =>
                    (await client.send(new DescribeSubscriptionFiltersCommand({ logGroupName: group })))
                        .subscriptionFilters ?? [],
            ),
        policies: async () =>
            ask(
                'logs:DescribeResourcePolicies',
                async () => (await client.send(new DescribeResourcePoliciesCommand({}))).resourcePolicies ?? [],
            ),
    };
};
