/** The log groups that Cognito writes to, and the filters that hand everything on to the streams. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { arn, isAnySentTo, streamArn, type Blueprint } from './blueprint.ts';
import { allow, policy, role } from './policy.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { STREAMS } from './streams.ts';

export const EXPORT_LOG_GROUPS = { user_activity: 'ActivityExportLogGroup', user_notification: 'NotificationExportLogGroup' } as const;
export const EXPORT_LOG_POLICY = 'ExportLogPolicy';
const FILTERS = { user_activity: 'ActivityExportFilter', user_notification: 'NotificationExportFilter' } as const;
const FILTER_ROLE = 'ExportFilterRole';

/** What a stream refuses for a day is lost to it, and can be read here for longer. */
const RETENTION_DAYS = 30;

const groupArn = ({ names }: Blueprint, table: TableName): string => arn('logs', `log-group:${names.exportLogGroups[table]}`);

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

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html: who delivers, and for whom. */
const deliveryPolicy = (blueprint: Blueprint, tables: readonly TableName[]): Resource => ({
    Type: 'AWS::Logs::ResourcePolicy',
    Properties: {
        PolicyName: `${blueprint.names.prefix}-export`,
        PolicyDocument: {
            'Fn::Sub': JSON.stringify(policy([{
                Sid: 'CognitoExport',
                Effect: 'Allow',
                Principal: { Service: 'delivery.logs.amazonaws.com' },
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: tables.map((table) => `${groupArn(blueprint, table)}:log-stream:*`),
                Condition: { StringEquals: { 'aws:SourceAccount': '${AWS::AccountId}' }, ArnLike: { 'aws:SourceArn': arn('logs', '*') } },
            }])),
        },
    },
});

const filterRole = (blueprint: Blueprint, tables: readonly TableName[]): Resource => role({
    description: 'Hands what Cognito writes to CloudWatch Logs on to the streams',
    service: 'logs.amazonaws.com',
    sourceArn: `${arn('logs', 'log-group:/aws/vendedlogs/')}${blueprint.names.prefix}/*`,
    statements: [allow(['firehose:PutRecord'], tables.map((table) => streamArn(blueprint.names.streams[table])))],
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
