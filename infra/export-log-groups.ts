/** The log groups that Cognito exports to, and the subscription filters that forward events to the streams. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { logGroupPolicy } from '../lib/deploy/delivery/log-group-policy.ts';
import { arn, PSEUDO_PARAMETERS, isAnySentTo, streamArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { allow, role } from './policy.ts';
import { attribute, ref, RETAINED, sub, type Resource, type Resources } from './resource.ts';
import { STREAMS } from './streams.ts';

export const EXPORT_LOG_GROUPS = {
    user_activity: 'ActivityExportLogGroup',
    user_notification: 'NotificationExportLogGroup',
} as const;
const FILTERS = { user_activity: 'ActivityExportFilter', user_notification: 'NotificationExportFilter' } as const;
const FILTER_ROLE = 'ExportFilterRole';

const areLogGroupsExisting = ({ config }: Blueprint): boolean => config.existingExportLogGroups === true;

/**
 * Without a customer managed KMS key: Cognito does not write to an encrypted group. CloudWatch Logs retries a throttled
 * stream for a day; after that, events are only in the log group.
 */
const logGroup = ({ config, names }: Blueprint, table: TableName): Resource => ({
    Type: 'AWS::Logs::LogGroup',
    ...RETAINED,
    Properties: {
        LogGroupName: names.exportLogGroups[table],
        RetentionInDays: config.retentionDays.exportLogs,
        ResourcePolicyDocument: logGroupPolicy(names.exportLogGroups[table], PSEUDO_PARAMETERS, sub),
    },
});

/** The empty pattern matches everything: the transform re-ingests events of the other table, so none is lost. */
const filter = (blueprint: Blueprint, table: TableName): Resource => ({
    Type: 'AWS::Logs::SubscriptionFilter',
    DependsOn: [STREAMS[table]],
    Properties: {
        LogGroupName: areLogGroupsExisting(blueprint)
            ? blueprint.names.exportLogGroups[table]
            : ref(EXPORT_LOG_GROUPS[table]),
        FilterName: blueprint.names.streams[table],
        FilterPattern: '',
        DestinationArn: sub(streamArn(blueprint.names.streams[table])),
        RoleArn: attribute(FILTER_ROLE, 'Arn'),
    },
});

const tablesInLogs = (blueprint: Blueprint): readonly TableName[] =>
    TABLE_NAMES.filter((table) => isAnySentTo(blueprint, table, 'cloudwatch'));

const filterRole = (blueprint: Blueprint, tables: readonly TableName[]): Resource =>
    role({
        description: 'Forwards the log events of Cognito to the streams',
        service: 'logs.amazonaws.com',
        sourceArn: `${arn('logs', 'log-group:/aws/vendedlogs/')}${blueprint.names.prefix}/*`,
        statements: [
            allow(
                ['firehose:PutRecord'],
                tables.map((table) => streamArn(blueprint.names.streams[table])),
            ),
            ...useKey(blueprint, ['firehose']),
        ],
    });

/** A filter for each source that a pool exports to CloudWatch Logs, and its log group unless the config has it. */
export const exportLogGroups = (blueprint: Blueprint): Resources => {
    const tables = tablesInLogs(blueprint);
    if (tables.length === 0) return {};
    const created = areLogGroupsExisting(blueprint) ? [] : tables;
    return {
        ...Object.fromEntries(created.map((table) => [EXPORT_LOG_GROUPS[table], logGroup(blueprint, table)])),
        [FILTER_ROLE]: filterRole(blueprint, tables),
        ...Object.fromEntries(tables.map((table) => [FILTERS[table], filter(blueprint, table)])),
    };
};
