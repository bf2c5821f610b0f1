/** CloudWatch Logs calls: log groups, subscription filters and resource policies. */
import type { LogGroup, ResourcePolicy, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type LogCalls = {
    readonly group: (name: string) => Promise<LookupResult<LogGroup>>;
    readonly filters: (group: string) => Promise<LookupResult<readonly SubscriptionFilter[]>>;
    /** The policies of the account in this region, which name no log group as their resource. */
    readonly policies: () => Promise<LookupResult<readonly ResourcePolicy[]>>;
    /** The policy on a log group. Its ARN must not end in `:*`. */
    readonly groupPolicies: (groupArn: string) => Promise<LookupResult<readonly ResourcePolicy[]>>;
    readonly createGroup: (name: string) => Promise<unknown>;
    readonly putRetention: (name: string, days: number) => Promise<unknown>;
    /** Replaces the policy with this revision; null if the group has none. */
    readonly putGroupPolicy: (groupArn: string, document: string, revisionId: string | null) => Promise<unknown>;
};

const notFoundError = (): Error => Object.assign(new Error('no such log group'), { name: 'ResourceNotFoundException' });

export const logCalls = async (options: ClientOptions): Promise<LogCalls> => {
    const {
        CloudWatchLogsClient,
        DescribeLogGroupsCommand,
        DescribeSubscriptionFiltersCommand,
        DescribeResourcePoliciesCommand,
        CreateLogGroupCommand,
        PutRetentionPolicyCommand,
        PutResourcePolicyCommand,
    } = await import('@aws-sdk/client-cloudwatch-logs');
    const client = createClient(CloudWatchLogsClient, options, {});
    return {
        // Many groups may share the prefix; the exact name sorts first.
        group: async (name) =>
            lookUpResource('logs:DescribeLogGroups', async () => {
                const { logGroups = [] } = await client.send(
                    new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
                );
                const found = logGroups.find(({ logGroupName }) => logGroupName === name);
                if (found === undefined) throw notFoundError();
                return found;
            }),
        filters: async (group) =>
            lookUpResource(
                'logs:DescribeSubscriptionFilters',
                async () =>
                    (await client.send(new DescribeSubscriptionFiltersCommand({ logGroupName: group })))
                        .subscriptionFilters ?? [],
            ),
        policies: async () =>
            lookUpResource(
                'logs:DescribeResourcePolicies',
                async () => (await client.send(new DescribeResourcePoliciesCommand({}))).resourcePolicies ?? [],
            ),
        groupPolicies: async (resourceArn) =>
            lookUpResource(
                'logs:DescribeResourcePolicies',
                async () =>
                    (await client.send(new DescribeResourcePoliciesCommand({ resourceArn, policyScope: 'RESOURCE' })))
                        .resourcePolicies ?? [],
            ),
        createGroup: async (logGroupName) => client.send(new CreateLogGroupCommand({ logGroupName })),
        putRetention: async (logGroupName, retentionInDays) =>
            client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })),
        putGroupPolicy: async (resourceArn, policyDocument, revisionId) =>
            client.send(
                new PutResourcePolicyCommand({
                    resourceArn,
                    policyDocument,
                    ...(revisionId === null ? {} : { expectedRevisionId: revisionId }),
                }),
            ),
    };
};
