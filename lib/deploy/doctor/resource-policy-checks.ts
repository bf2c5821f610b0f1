/** Checks that the delivery service may write to each log group: by the group's policy, or by one of the account. */
import type { ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs';
import type { LogCalls } from '../account/log-calls.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { arnIn } from '../config/stack-names.ts';
import { allowsDelivery, DELIVERY_PRINCIPAL, logGroupPolicy, logStreamsArn } from '../delivery/log-group-policy.ts';
import { toStackChecks, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { awsCommand, lakeCommand, quoteJson, redeployFix, type DoctorContext } from './doctor-context.ts';

/** The fix replaces the group's policy: a group has one, and this one is the stack's. */
const putPolicyFix = (context: DoctorContext, group: string, revisionId: string | undefined): string => {
    if (context.config.existingExportLogGroups === true) return lakeCommand(context, 'apply --log-groups');
    return awsCommand(
        context,
        [
            `logs put-resource-policy --resource-arn ${arnIn(context.location)('logs', `log-group:${group}`)}`,
            ...(revisionId === undefined ? [] : [`--expected-revision-id ${revisionId}`]),
            `--policy-document ${quoteJson(logGroupPolicy(group, context.location, (text) => text))}`,
        ].join(' '),
    );
};

const policyProblems = (
    context: DoctorContext,
    group: string,
    onGroup: readonly ResourcePolicy[],
    ofAccount: readonly ResourcePolicy[],
): readonly StackProblem[] => {
    const streams = logStreamsArn(context.location, group);
    if ([...onGroup, ...ofAccount].some(({ policyDocument = '' }) => allowsDelivery(policyDocument, streams)))
        return [];
    return toProblem(
        `neither its policy nor one of the account allows ${DELIVERY_PRINCIPAL} to write to it`,
        putPolicyFix(context, group, onGroup[0]?.revisionId),
    );
};

/** Also under `/aws/vendedlogs/`: without a policy nothing is delivered. */
export const resourcePolicyChecks = async (
    context: DoctorContext,
    calls: LogCalls,
    groups: readonly string[],
): Promise<readonly StackCheck[]> => {
    const [ofAccount, ...onGroups] = await Promise.all([
        calls.policies(),
        ...groups.map(async (group) => calls.groupPolicies(arnIn(context.location)('logs', `log-group:${group}`))),
    ]);
    return groups.flatMap((name, index) =>
        toStackChecks({ part: 'resource policy', name }, onGroups[index] ?? { kind: 'missing' }, {
            passedMessage: `allows ${DELIVERY_PRINCIPAL} to write`,
            fixIfMissing: redeployFix(context),
            findProblems: (onGroup) => policyProblems(context, name, onGroup, foundValue(ofAccount) ?? []),
        }),
    );
};
