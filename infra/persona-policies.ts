/** Managed policies for the roles of analysts, operators and keepers, with exactly the permissions of their commands. */
import { grantsOf } from '../lib/deploy/account/command-permissions.ts';
import type { ActionGrant } from '../lib/deploy/account/resource-kinds.ts';
import { bucketArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { LAKE_PREFIXES, resourceArns } from './resource-arns.ts';
import { allow, policy, type Statement } from './policy.ts';
import { sub, type Resource, type Resources } from './resource.ts';

/**
 * A policy has at most 6,144 characters (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), and a
 * pool's ARN up to 116.
 */
const POOLS_PER_POLICY = 45;

const LIST = 's3:ListBucket';

/** Keys can identify people: analysts may list only what they may read, and the top folders to recognise a lake. */
const listStatements = ({ names }: Blueprint): readonly Statement[] => {
    const list = allow([LIST], [bucketArn(names.lakeBucket)]);
    const prefixes = [
        ...LAKE_PREFIXES.tables,
        ...LAKE_PREFIXES.csvTables,
        ...LAKE_PREFIXES.reports,
        ...LAKE_PREFIXES.results,
    ];
    return [
        {
            ...list,
            Condition: {
                StringLike: { 's3:prefix': prefixes.flatMap((prefix) => [prefix, `${prefix}*`, prefix.slice(0, -1)]) },
            },
        },
        { ...list, Condition: { StringEquals: { 's3:prefix': '', 's3:delimiter': '/' } } },
    ];
};

const grantStatements = (blueprint: Blueprint, { resource, actions }: ActionGrant): readonly Statement[] => {
    const resources = resourceArns(blueprint, resource);
    return resources.length === 0 ? [] : [allow(actions, resources)];
};

const withoutListing = (grants: readonly ActionGrant[]): readonly ActionGrant[] =>
    grants.map((grant) =>
        grant.resource === 'lake' ? { ...grant, actions: grant.actions.filter((action) => action !== LIST) } : grant,
    );

const managedPolicy = (name: string, description: string, statements: readonly Statement[]): Resource => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
        ManagedPolicyName: sub(`${name}-\${AWS::Region}`),
        Description: description,
        PolicyDocument: policy(statements),
    },
});

const withoutPools = (grants: readonly ActionGrant[]): readonly ActionGrant[] =>
    grants.filter(({ resource }) => resource !== 'pools');

/** The logical ids of the policies for pools: one for every 45 pools. */
export const poolPolicyIds = ({ config }: Blueprint): readonly string[] =>
    Array.from(
        { length: Math.ceil(config.pools.length / POOLS_PER_POLICY) },
        (_, index) => `OperatorPoolPolicy${index + 1}`,
    );

const poolPolicy = (blueprint: Blueprint, index: number): Resource => {
    const pools = blueprint.config.pools.slice(index * POOLS_PER_POLICY, (index + 1) * POOLS_PER_POLICY);
    const part = { ...blueprint, config: { ...blueprint.config, pools } };
    return managedPolicy(
        `${blueprint.names.operatorPolicy}-pools-${index + 1}`,
        'Reads the event history and settings of user pools, and sends feedback',
        grantsOf('operator')
            .filter(({ resource }) => resource === 'pools')
            .flatMap((grant) => grantStatements(part, grant)),
    );
};

/** The policies, all from the table in command-permissions.ts. */
export const personaPolicies = (blueprint: Blueprint): Resources => ({
    AnalystPolicy: managedPolicy(blueprint.names.analystPolicy, 'Queries the lake through its workgroup', [
        ...withoutListing(grantsOf('analyst')).flatMap((grant) => grantStatements(blueprint, grant)),
        ...listStatements(blueprint),
        ...useKey(blueprint, ['s3']),
    ]),
    OperatorPolicy: managedPolicy(
        blueprint.names.operatorPolicy,
        'Operates the lake: replay, redrive, backfill, report, check, and deletes nothing',
        [
            ...withoutPools(grantsOf('operator')).flatMap((grant) => grantStatements(blueprint, grant)),
            // redrive puts records on the streams.
            ...useKey(blueprint, ['s3', 'firehose']),
        ],
    ),
    KeeperPolicy: managedPolicy(blueprint.names.keeperPolicy, 'Rewrites the tables: compact, rebuild, erase-user', [
        ...grantsOf('keeper').flatMap((grant) => grantStatements(blueprint, grant)),
        ...useKey(blueprint, ['s3']),
    ]),
    ...Object.fromEntries(poolPolicyIds(blueprint).map((id, index) => [id, poolPolicy(blueprint, index)])),
});
