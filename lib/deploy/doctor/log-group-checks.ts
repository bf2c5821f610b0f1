/** Checks the log groups that Cognito writes to: encryption, subscription filters and resource policies. */
import type { LogGroup, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { logCalls, type LogCalls } from '../account/log-calls.ts';
import { alarmCalls, type AlarmCalls } from '../account/alarm-calls.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { arnIn } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { forwardingChecks } from './forwarding-checks.ts';
import { toStackChecks, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { resourcePolicyChecks } from './resource-policy-checks.ts';
import { awsCommand, lakeCommand, redeployFix, type StackChecker, type DoctorContext } from './doctor-context.ts';

const encryptionProblems = (
    context: DoctorContext,
    { kmsKeyId, logGroupName = '' }: LogGroup,
): readonly StackProblem[] =>
    kmsKeyId === undefined || kmsKeyId === ''
        ? []
        : toProblem(
              'is encrypted with a KMS key: Cognito does not write to such a group',
              awsCommand(context, `logs disassociate-kms-key --log-group-name ${logGroupName}`),
          );

/** CloudFormation generated the name of the role, so the command looks it up. */
const filterRoleArn = ({ names, location }: DoctorContext): string => {
    const lookUpName =
        `aws --region ${location.region} cloudformation describe-stack-resource --stack-name ${names.prefix} ` +
        '--logical-resource-id ExportFilterRole --query StackResourceDetail.PhysicalResourceId --output text';
    return `arn:${location.partition}:iam::${location.account}:role/$(${lookUpName})`;
};

const streamArn = ({ names, location }: DoctorContext, table: TableName): string =>
    arnIn(location)('firehose', `deliverystream/${names.streams[table]}`);

const findFilter = (
    context: DoctorContext,
    table: TableName,
    filters: readonly SubscriptionFilter[],
): SubscriptionFilter | undefined => filters.find(({ destinationArn }) => destinationArn === streamArn(context, table));

const filterProblems = (
    context: DoctorContext,
    table: TableName,
    filters: readonly SubscriptionFilter[],
): readonly StackProblem[] => {
    const { names } = context;
    const fix = awsCommand(
        context,
        `logs put-subscription-filter --log-group-name ${names.exportLogGroups[table]} ` +
            `--filter-name ${names.streams[table]} --filter-pattern '' --destination-arn ${streamArn(context, table)} ` +
            `--role-arn ${filterRoleArn(context)}`,
    );
    const found = findFilter(context, table, filters);
    if (found === undefined)
        return toProblem('has no subscription filter to its stream: events stay in the group', fix);
    return (found.filterPattern ?? '') === ''
        ? []
        : toProblem(`has the pattern ${JSON.stringify(found.filterPattern)}, which filters out events`, fix);
};

type LogGroupCalls = { readonly logs: LogCalls; readonly alarms: AlarmCalls };

const checkLogGroup = async (
    context: DoctorContext,
    { logs, alarms }: LogGroupCalls,
    table: TableName,
): Promise<readonly StackCheck[]> => {
    const name = context.names.exportLogGroups[table];
    const [group, filters] = await Promise.all([logs.group(name), logs.filters(name)]);
    const filter = findFilter(context, table, foundValue(filters) ?? []);
    return [
        ...toStackChecks({ part: 'log group', name }, group, {
            passedMessage: 'exists, without a KMS key',
            fixIfMissing:
                context.config.existingExportLogGroups === true
                    ? lakeCommand(context, 'apply --log-groups')
                    : redeployFix(context),
            findProblems: (found) => encryptionProblems(context, found),
        }),
        ...(group.kind === 'missing'
            ? []
            : toStackChecks({ part: 'subscription filter', name }, filters, {
                  passedMessage: 'forwards everything to its stream',
                  fixIfMissing: redeployFix(context),
                  findProblems: (found) => filterProblems(context, table, found),
              })),
        ...(filter === undefined ? [] : await forwardingChecks(context, alarms, name, filter)),
    ];
};

/** No checks, unless a pool exports to CloudWatch Logs. */
export const logGroupChecks: StackChecker = async (context) => {
    const tables = TABLE_NAMES.filter((table) => isAnySentTo(context.config, table, 'cloudwatch'));
    if (tables.length === 0) return [];
    const [logs, alarms] = await Promise.all([logCalls(context.clientOptions), alarmCalls(context.clientOptions)]);
    const [groups, policies] = await Promise.all([
        Promise.all(tables.map(async (table) => checkLogGroup(context, { logs, alarms }, table))),
        resourcePolicyChecks(
            context,
            logs,
            tables.map((table) => context.names.exportLogGroups[table]),
        ),
    ]);
    return [...groups.flat(), ...policies];
};
