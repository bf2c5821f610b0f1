/** The IAM policy of each command, with placeholders for what differs between accounts. */
import { PSEUDO_PARAMETERS, type Blueprint } from '../../infra/blueprint.ts';
import { resourceArns } from '../../infra/resource-arns.ts';
import { COMMAND_PERMISSIONS, mergeGrants } from '../../lib/deploy/account/command-permissions.ts';
import {
    APPLY_ACTIONS,
    APPLY_SETTINGS_GRANTS,
    DELIVERY_ACTIONS,
    SET_DELIVERY_ACTIONS,
} from '../../lib/deploy/account/permissions.ts';
import type { ActionGrant, ResourceKind } from '../../lib/deploy/account/resource-kinds.ts';
import { lakeConfigSchema } from '../../lib/deploy/config/lake-config.ts';
import { stackNames } from '../../lib/deploy/config/stack-names.ts';

/** What a reader replaces, with an example. The policies have these words in capitals. */
export const PLACEHOLDERS = {
    ACCOUNT: ['the account of the stack', '123456789012'],
    REGION: ['the region of the stack', 'us-west-2'],
    STAGE: ['the stage of the stack', 'dev'],
    LAKE_BUCKET: ['the bucket of the lake, an output of the stack', 'cognito-log-lake-dev-lake-123456789012-us-west-2'],
    EXPORT_BUCKET: ['the bucket that Cognito exports to', 'cognito-log-lake-dev-export-123456789012-us-west-2'],
    KMS_KEY: [
        'the ARN of the KMS key; without a key of your own, remove the statement',
        'arn:aws:kms:us-west-2:123456789012:key/ID',
    ],
    POOL_ID: ['the user pool; repeat the line for each pool', 'us-west-2_EXAMPLE'],
} as const;

/** A config that has every part, so that each kind of resource has an ARN. Its values become the placeholders. */
const config = lakeConfigSchema.parse({
    pools: [{ id: 'us-west-2_POOLID', userActivity: 's3', userNotification: 'cloudwatch' }],
    retentionDays: { lake: 'forever', raw: 1, errors: 1, results: 1, exports: 1 },
    rawBackup: true,
    encryption: 'arn:aws:kms:us-west-2:000000000000:key/kms-key',
    alarmEmail: 'none',
    queryCutOffGb: 1,
    silenceHours: 'none',
    report: { schedule: 'rate(1 day)', email: 'none' },
    existingLakeBucket: 'lake-bucket',
    existingExportBucket: 'export-bucket',
});

const blueprint: Blueprint = {
    config,
    names: stackNames(config, { ...PSEUDO_PARAMETERS, stage: 'stage' }),
    views: [],
    queries: [],
};

const REPLACEMENTS: readonly (readonly [string, string])[] = [
    [PSEUDO_PARAMETERS.partition, 'aws'],
    [PSEUDO_PARAMETERS.region, 'REGION'],
    [PSEUDO_PARAMETERS.account, 'ACCOUNT'],
    ['us-west-2_POOLID', 'POOL_ID'],
    ['arn:aws:kms:us-west-2:000000000000:key/kms-key', 'KMS_KEY'],
    ['lake-bucket', 'LAKE_BUCKET'],
    ['export-bucket', 'EXPORT_BUCKET'],
    ['cognito-log-lake-stage', 'cognito-log-lake-STAGE'],
    ['cognito_log_lake_stage', 'cognito_log_lake_STAGE'],
];

const placeholderArns = (kind: ResourceKind): readonly string[] =>
    resourceArns(blueprint, kind).map((arn) =>
        REPLACEMENTS.reduce((text, [value, placeholder]) => text.replaceAll(value, placeholder), arn),
    );

/** The role that AWS creates when a delivery to Firehose is set for the first time. */
const DELIVERY_ROLE =
    'arn:aws:iam::ACCOUNT:role/aws-service-role/delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery';

type Statement = { readonly actions: readonly string[]; readonly resources: readonly string[] };

/** The actions of `apply` by prefix, with the resources that they are needed on. */
const APPLY_RESOURCES: readonly (readonly [string, readonly string[]])[] = [
    ['cognito-idp:', placeholderArns('pools')],
    ['logs:', ['*']],
    ['firehose:', placeholderArns('streams')],
    ['s3:', placeholderArns('exports')],
    ['iam:', [DELIVERY_ROLE]],
];

export const APPLY_PERMISSIONS: readonly string[] = [
    ...new Set([...SET_DELIVERY_ACTIONS, ...APPLY_ACTIONS, ...Object.values(DELIVERY_ACTIONS).flat()]),
].toSorted();

const applyStatements = (): readonly Statement[] =>
    APPLY_RESOURCES.map(([service, resources]) => ({
        actions: APPLY_PERMISSIONS.filter((action) => action.startsWith(service)),
        resources,
    }));

const grantStatement = ({ actions, resource }: ActionGrant): Statement => ({
    actions,
    resources: placeholderArns(resource),
});

const policyText = (statements: readonly Statement[]): string =>
    `${JSON.stringify(
        {
            Version: '2012-10-17',
            Statement: statements.map(({ actions, resources }) => ({
                Effect: 'Allow',
                Action: actions,
                Resource: resources,
            })),
        },
        null,
        2,
    )}\n`;

/** The file of a command's policy: `query --athena` has `query-athena.json`. */
export const policyFile = (command: string): string => `${command.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.json`;

/** The policy of each command, by file name in docs/policies. */
export const policies = (): Readonly<Record<string, string>> =>
    Object.fromEntries([
        ...COMMAND_PERMISSIONS.flatMap(({ command, grants }) =>
            command
                .split(', ')
                .map((name) => [policyFile(name), policyText(mergeGrants(grants).map(grantStatement))] as const),
        ),
        [policyFile('apply'), policyText(applyStatements())],
        [policyFile('apply --bucket, --log-groups'), policyText(APPLY_SETTINGS_GRANTS.map(grantStatement))],
    ]);
