/** The policies for people, to be attached to their roles: who asks, and who operates, each may what the commands need and nothing else. */
import { needsOf } from '../lib/deploy/account/command-permissions.ts';
import type { Need } from '../lib/deploy/account/resource-kinds.ts';
import { keyOf } from '../lib/deploy/config/lake-config.ts';
import { bucketArn, type Blueprint } from './blueprint.ts';
import { LAKE_PREFIXES, resourcesOfKind } from './person-resources.ts';
import { allow, policy, type Statement } from './policy.ts';
import { sub, type Resource, type Resources } from './resource.ts';

/** A policy has 6,144 characters at most (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), and a pool's ARN up to 96. */
const POOLS_OF_A_POLICY = 50;

const LIST = 's3:ListBucket';

/** Keys tell of people too: where analysts may not read, they may not list. The folders at the top say whether it is a lake. */
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

const useKey = (kmsKey: string): Statement => ({
    ...allow(['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKey]),
    Condition: { StringEquals: { 'kms:ViaService': sub('s3.${AWS::Region}.amazonaws.com') } },
});

const statementOf = (blueprint: Blueprint, { on, actions }: Need): readonly Statement[] => {
    const resources = resourcesOfKind(blueprint, on);
    return resources.length === 0 ? [] : [allow(actions, resources)];
};

const withoutListing = (needs: readonly Need[]): readonly Need[] =>
    needs.map((need) =>
        need.on === 'lake' ? { ...need, actions: need.actions.filter((action) => action !== LIST) } : need,
    );

const keyStatements = ({ config }: Blueprint): readonly Statement[] => {
    const kmsKey = keyOf(config);
    return kmsKey === null ? [] : [useKey(kmsKey)];
};

const managed = (name: string, description: string, statements: readonly Statement[]): Resource => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
        ManagedPolicyName: sub(`${name}-\${AWS::Region}`),
        Description: description,
        PolicyDocument: policy(statements),
    },
});

const withoutPools = (needs: readonly Need[]): readonly Need[] => needs.filter(({ on }) => on !== 'pools');

/** As many as it takes for the pools. */
export const poolPolicyIds = ({ config }: Blueprint): readonly string[] =>
    Array.from(
        { length: Math.ceil(config.pools.length / POOLS_OF_A_POLICY) },
        (_, index) => `OperatorPoolPolicy${index + 1}`,
    );

const poolPolicy = (blueprint: Blueprint, index: number): Resource => {
    const pools = blueprint.config.pools.slice(index * POOLS_OF_A_POLICY, (index + 1) * POOLS_OF_A_POLICY);
    const some = { ...blueprint, config: { ...blueprint.config, pools } };
    return managed(
        `${blueprint.names.operatorPolicy}-pools-${index + 1}`,
        'Fetches the history of user pools, gives feedback to them, and looks at their settings',
        needsOf('operator')
            .filter(({ on }) => on === 'pools')
            .flatMap((need) => statementOf(some, need)),
    );
};

/** Both are made of the needs of one table. */
export const people = (blueprint: Blueprint): Resources => ({
    AnalystPolicy: managed(
        blueprint.names.analystPolicy,
        'Asks questions of the lake: reads its tables through its workgroup',
        [
            ...withoutListing(needsOf('analyst')).flatMap((need) => statementOf(blueprint, need)),
            ...listStatements(blueprint),
            ...keyStatements(blueprint),
        ],
    ),
    OperatorPolicy: managed(
        blueprint.names.operatorPolicy,
        'Keeps the lake: replays, redrives, compacts, rebuilds, erases, checks',
        [
            ...withoutPools(needsOf('operator')).flatMap((need) => statementOf(blueprint, need)),
            ...keyStatements(blueprint),
        ],
    ),
    ...Object.fromEntries(poolPolicyIds(blueprint).map((id, index) => [id, poolPolicy(blueprint, index)])),
});
