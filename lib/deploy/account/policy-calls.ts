/** IAM calls: what a managed policy is attached to. */
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

/** The names of the roles, users and groups that a policy is attached to. */
export type PolicyEntities = {
    readonly role: readonly string[];
    readonly user: readonly string[];
    readonly group: readonly string[];
};

export type PolicyCalls = { readonly entities: (policyArn: string) => Promise<LookupResult<PolicyEntities>> };

export const policyCalls = async (options: ClientOptions): Promise<PolicyCalls> => {
    const { IAMClient, paginateListEntitiesForPolicy } = await import('@aws-sdk/client-iam');
    const client = createClient(IAMClient, options, {});
    return {
        entities: async (PolicyArn) =>
            lookUpResource('iam:ListEntitiesForPolicy', async () => {
                const found = { role: new Array<string>(), user: new Array<string>(), group: new Array<string>() };
                for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn })) {
                    found.role.push(...(page.PolicyRoles ?? []).map(({ RoleName = '' }) => RoleName));
                    found.user.push(...(page.PolicyUsers ?? []).map(({ UserName = '' }) => UserName));
                    found.group.push(...(page.PolicyGroups ?? []).map(({ GroupName = '' }) => GroupName));
                }
                return found;
            }),
    };
};
