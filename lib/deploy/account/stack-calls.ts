/** CloudFormation calls: the resources of a stack, and its status. */
import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type StackCalls = {
    /** Missing if the stack was never deployed. */
    readonly resources: (stack: string) => Promise<LookupResult<readonly StackResourceSummary[]>>;
    /** Its status, such as UPDATE_ROLLBACK_COMPLETE. Missing if the stack was never deployed. */
    readonly status: (stack: string) => Promise<LookupResult<string>>;
    /** Whether the stack is protected against removal. */
    readonly isProtected: (stack: string) => Promise<LookupResult<boolean>>;
};

export const stackCalls = async (options: ClientOptions): Promise<StackCalls> => {
    const { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } =
        await import('@aws-sdk/client-cloudformation');
    const client = createClient(CloudFormationClient, options, {});
    return {
        resources: async (StackName) =>
            lookUpResource('cloudformation:ListStackResources', async () => {
                const found: StackResourceSummary[] = [];
                for await (const page of paginateListStackResources({ client }, { StackName }))
                    found.push(...(page.StackResourceSummaries ?? []));
                return found;
            }),
        status: async (StackName) =>
            lookUpResource('cloudformation:DescribeStacks', async () => {
                const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
                return Stacks[0]?.StackStatus ?? '';
            }),
        isProtected: async (StackName) =>
            lookUpResource('cloudformation:DescribeStacks', async () => {
                const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
                return Stacks[0]?.EnableTerminationProtection === true;
            }),
    };
};
