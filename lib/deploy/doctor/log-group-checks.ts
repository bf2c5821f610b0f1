/** Checks of the log groups that Cognito writes to: their filters, and the policy that lets it write. */
import type { LogGroup, ResourcePolicy, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { logCalls, type LogCalls } from '../account/log-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { DELIVERY_PRINCIPAL, logGroupPolicy, logGroupPolicyName } from '../delivery/log-group-policy.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { judged, wrong, type Check, type Finding } from './check.ts';
import { aws, quoted, remake, type Room, type Scope } from './scope.ts';

const encryptionFindings = (scope: Scope, { kmsKeyId, logGroupName = '' }: LogGroup): readonly Finding[] =>
    kmsKeyId === undefined || kmsKeyId === ''
        ? []
        : wrong(
              'is encrypted with a key of KMS: Cognito writes to no such group',
              aws(scope, `logs disassociate-kms-key --log-group-name ${logGroupName}`),
          );

/** The role was named by CloudFormation. */
const filterRole = ({ names, place }: Scope): string =>
    `arn:${place.partition}:iam::${place.account}:role/$(aws --region ${place.region} cloudformation describe-stack-resource --stack-name ${names.prefix} --logical-resource-id ExportFilterRole --query StackResourceDetail.PhysicalResourceId --output text)`;

const filterFindings = (scope: Scope, table: TableName, filters: readonly SubscriptionFilter[]): readonly Finding[] => {
    const { names, place } = scope;
    const stream = arnIn(place)('firehose', `deliverystream/${names.streams[table]}`);
    const fix = aws(
        scope,
        `logs put-subscription-filter --log-group-name ${names.exportLogGroups[table]} --filter-name ${names.streams[table]} --filter-pattern '' --destination-arn ${stream} --role-arn ${filterRole(scope)}`,
    );
    const found = filters.find(({ destinationArn }) => destinationArn === stream);
    if (found === undefined) return wrong('has no filter to its stream: what Cognito writes stays in the group', fix);
    return (found.filterPattern ?? '') === ''
        ? []
        : wrong(`has the pattern ${JSON.stringify(found.filterPattern)}, which keeps records from the stream`, fix);
};

const groupChecks = async (scope: Scope, calls: LogCalls, table: TableName): Promise<readonly Check[]> => {
    const name = scope.names.exportLogGroups[table];
    const [group, filters] = await Promise.all([calls.group(name), calls.filters(name)]);
    return [
        ...judged({ part: 'log group', name }, group, {
            fine: 'is there, without a key of KMS',
            gone: remake(scope),
            findings: (found) => encryptionFindings(scope, found),
        }),
        ...(group.kind === 'gone'
            ? []
            : judged({ part: 'subscription filter', name }, filters, {
                  fine: 'hands everything on to its stream',
                  gone: remake(scope),
                  findings: (found) => filterFindings(scope, table, found),
              })),
    ];
};

/** Any policy may allow it: AWS writes one of its own where it can. */
const isAllowed = (policies: readonly ResourcePolicy[], resource: string): boolean =>
    policies.some(
        ({ policyDocument = '' }) => policyDocument.includes(DELIVERY_PRINCIPAL) && policyDocument.includes(resource),
    );

const policyFindings = (
    scope: Scope,
    tables: readonly TableName[],
    policies: readonly ResourcePolicy[],
): readonly Finding[] => {
    const policy = logGroupPolicy(scope.names, scope.place, tables);
    const missing = policy.Statement.flatMap(({ Resource }) => Resource).filter(
        (resource) => !isAllowed(policies, resource),
    );
    if (missing.length === 0) return [];
    return wrong(
        `no resource policy lets ${DELIVERY_PRINCIPAL} write to ${missing.join(' and ')}`,
        aws(
            scope,
            `logs put-resource-policy --policy-name ${logGroupPolicyName(scope.names)} --policy-document ${quoted(policy)}`,
        ),
    );
};

/** Of the groups that a pool is sent to. */
export const logGroupChecks: Room = async (scope) => {
    const tables = TABLE_NAMES.filter((table) => isAnySentTo(scope.config, table, 'cloudwatch'));
    if (tables.length === 0) return [];
    const calls = await logCalls(scope.client);
    const [groups, policies] = await Promise.all([
        Promise.all(tables.map(async (table) => groupChecks(scope, calls, table))),
        calls.policies(),
    ]);
    return [
        ...groups.flat(),
        ...judged({ part: 'resource policy', name: logGroupPolicyName(scope.names) }, policies, {
            fine: `lets ${DELIVERY_PRINCIPAL} write`,
            gone: remake(scope),
            findings: (found) => policyFindings(scope, tables, found),
        }),
    ];
};
