/** What differs between the export log groups of an earlier deployment and those that the stack would create. */
import type { ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { LogCalls } from '../account/log-calls.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { arnIn, stackNames, type StackLocation } from '../config/stack-names.ts';
import { allowsDelivery, DELIVERY_PRINCIPAL, logGroupPolicy, logStreamsArn } from '../delivery/log-group-policy.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { requireRead, type PlannedChange } from './apply-settings.ts';

const policyChange = (
    calls: LogCalls,
    location: StackLocation,
    resource: string,
    policies: readonly ResourcePolicy[],
): readonly PlannedChange[] => {
    const streams = logStreamsArn(location, resource);
    if (policies.some(({ policyDocument = '' }) => allowsDelivery(policyDocument, streams))) return [];
    const document = JSON.stringify(logGroupPolicy(resource, location, (text) => text));
    return [
        {
            resource,
            setting: 'resource policy',
            before: policies.length === 0 ? 'none' : `one that does not allow ${DELIVERY_PRINCIPAL}`,
            after: `${DELIVERY_PRINCIPAL} may write`,
            action: 'logs:PutResourcePolicy',
            set: async () =>
                calls.putGroupPolicy(
                    arnIn(location)('logs', `log-group:${resource}`),
                    document,
                    policies[0]?.revisionId ?? null,
                ),
        },
    ];
};

/** The group itself first: the other calls need it. */
const groupChanges = async (
    calls: LogCalls,
    location: StackLocation,
    { resource, wantedDays }: { readonly resource: string; readonly wantedDays: number },
): Promise<readonly PlannedChange[]> => {
    const group = requireRead(await calls.group(resource), resource);
    const policies = requireRead(
        await calls.groupPolicies(arnIn(location)('logs', `log-group:${resource}`)),
        `the policy of ${resource}`,
    );
    const days = group?.retentionInDays;
    return [
        ...(group === null
            ? [
                  {
                      resource,
                      setting: 'log group',
                      before: 'missing',
                      after: 'exists',
                      action: 'logs:CreateLogGroup',
                      set: async () => calls.createGroup(resource),
                  },
              ]
            : []),
        ...(days === wantedDays
            ? []
            : [
                  {
                      resource,
                      setting: 'retention',
                      before: days === undefined ? 'forever' : `${days} days`,
                      after: `${wantedDays} days`,
                      action: 'logs:PutRetentionPolicy',
                      set: async () => calls.putRetention(resource, wantedDays),
                  },
              ]),
        ...policyChange(calls, location, resource, policies ?? []),
    ];
};

/** The changes of all export log groups of the config. */
export const findLogGroupChanges = async (
    calls: LogCalls,
    config: LakeConfig,
    location: StackLocation,
): Promise<readonly PlannedChange[]> => {
    const { exportLogGroups } = stackNames(config, location);
    const groups = TABLE_NAMES.filter((table) => isAnySentTo(config, table, 'cloudwatch')).map(
        (table) => exportLogGroups[table],
    );
    return (
        await Promise.all(
            groups.map(async (resource) =>
                groupChanges(calls, location, { resource, wantedDays: config.retentionDays.exportLogs }),
            ),
        )
    ).flat();
};
