/** The log groups that Cognito writes to, and the filters that hand everything on to the streams. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { logGroupPolicy, logGroupPolicyName } from '../lib/deploy/delivery/log-group-policy.ts';
import { arn, HERE, isAnySentTo, streamArn, type Blueprint } from './blueprint.ts';
import { allow, role } from './policy.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { STREAMS } from './streams.ts';

export const EXPORT_LOG_GROUPS = {
    user_activity: 'ActivityExportLogGroup',
    user_notification: 'NotificationExportLogGroup',
} as const;
export const EXPORT_LOG_POLICY = 'ExportLogPolicy';
const FILTERS = { user_activity: 'ActivityExportFilter', user_notification: 'NotificationExportFilter' } as const;
const FILTER_ROLE = 'ExportFilterRole';

/** What a stream refuses for a day is lost to it, and can be read here for longer. */
const RETENTION_DAYS = 30;

/** Not encrypted with a key of one's own: Cognito writes to no such group. */
const logGroup = ({ names }: Blueprint, table: TableName): Resource => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: names.exportLogGroups[table], RetentionInDays: RETENTION_DAYS },
});

/** An empty pattern takes everything: a record of the other table is handed on by the transform, and not lost to a pattern. */
const filter = ({ names }: Blueprint, table: TableName): Resource => ({
    Type: 'AWS::Logs::SubscriptionFilter',
    DependsOn: [STREAMS[table]],
    Properties: {
        LogGroupName: ref(EXPORT_LOG_GROUPS[table]),
        FilterName: names.streams[table],
        FilterPattern: '',
        DestinationArn: sub(streamArn(names.streams[table])),
        RoleArn: attribute(FILTER_ROLE, 'Arn'),
    },
});

const deliveryPolicy = ({ names }: Blueprint, tables: readonly TableName[]): Resource => ({
    Type: 'AWS::Logs::ResourcePolicy',
    Properties: {
        PolicyName: logGroupPolicyName(names),
        PolicyDocument: { 'Fn::Sub': JSON.stringify(logGroupPolicy(names, HERE, tables)) },
    },
});

const filterRole = (blueprint: Blueprint, tables: readonly TableName[]): Resource =>
    role({
        description: 'Hands what Cognito writes to CloudWatch Logs on to the streams',
        service: 'logs.amazonaws.com',
        sourceArn: `${arn('logs', 'log-group:/aws/vendedlogs/')}${blueprint.names.prefix}/*`,
        statements: [
            allow(
                ['firehose:PutRecord'],
                tables.map((table) => streamArn(blueprint.names.streams[table])),
            ),
        ],
    });

/** A log group and a filter for each source that a pool sends here; nothing where none does. */
export const exportLogGroups = (blueprint: Blueprint): Resources => {
    const tables = TABLE_NAMES.filter((table) => isAnySentTo(blueprint, table, 'cloudwatch'));
    if (tables.length === 0) return {};
    return {
        ...Object.fromEntries(tables.map((table) => [EXPORT_LOG_GROUPS[table], logGroup(blueprint, table)])),
        [EXPORT_LOG_POLICY]: deliveryPolicy(blueprint, tables),
        [FILTER_ROLE]: filterRole(blueprint, tables),
        ...Object.fromEntries(tables.map((table) => [FILTERS[table], filter(blueprint, table)])),
    };
};
