/** Parts of a deployed stack, each broken by hand through the API of its service, and mended again. */
import { AthenaClient, UpdateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CloudWatchClient, DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import {
    CloudWatchLogsClient,
    DeleteSubscriptionFilterCommand,
    DescribeSubscriptionFiltersCommand,
    PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
    CognitoIdentityProviderClient,
    SetLogDeliveryConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { FirehoseClient, TagDeliveryStreamCommand, UntagDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
    CreateTableCommand,
    DeleteTableCommand,
    GetTableCommand,
    GlueClient,
    UpdateTableCommand,
    type TableInput,
} from '@aws-sdk/client-glue';
import {
    GetFunctionConfigurationCommand,
    LambdaClient,
    ListEventSourceMappingsCommand,
    UpdateEventSourceMappingCommand,
    UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
    DeleteBucketPolicyCommand,
    GetBucketLifecycleConfigurationCommand,
    GetBucketNotificationConfigurationCommand,
    GetBucketPolicyCommand,
    PutBucketLifecycleConfigurationCommand,
    PutBucketNotificationConfigurationCommand,
    PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import {
    ListSubscriptionsByTopicCommand,
    SetTopicAttributesCommand,
    SNSClient,
    SubscribeCommand,
    UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ACCOUNT, deliveryOf, EXPORTS, LAKE, s3, STACK, type Pools } from './given-account.ts';

/** Breaking gives what mends. */
export type BrokenPart = {
    readonly name: string;
    readonly breakIt: (pools: Pools) => Promise<() => Promise<unknown>>;
    /** What doctor says: of which part, what it found, and what to do. */
    readonly part: string;
    readonly found: RegExp;
    readonly fix: RegExp;
};

const [athena, alarms, logs, cognito, firehose, glue, lambda] = [
    new AthenaClient({}),
    new CloudWatchClient({}),
    new CloudWatchLogsClient({}),
    new CognitoIdentityProviderClient({}),
    new FirehoseClient({}),
    new GlueClient({}),
    new LambdaClient({}),
];
const [scheduler, sns] = [new SchedulerClient({}), new SNSClient({})];
const FINDINGS = `arn:aws:sns:us-west-2:${ACCOUNT}:${STACK}-findings`;
const DeliveryStreamName = `${STACK}-user-activity`;
const DatabaseName = STACK.replaceAll('-', '_');
const GROUP = `/aws/vendedlogs/${STACK}/user-activity`;

/** What GetTable gives and UpdateTable takes. */
const tableInput = async (Name: string): Promise<TableInput> => {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    const { TableType, Parameters, PartitionKeys, StorageDescriptor, ViewOriginalText, ViewExpandedText } = Table!;
    return { Name, TableType, Parameters, PartitionKeys, StorageDescriptor, ViewOriginalText, ViewExpandedText };
};

/** Deletes a table or view; what is returned brings it back. */
export const withoutTable = async (Name: string): Promise<() => Promise<unknown>> => {
    const TableInput = await tableInput(Name);
    await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
    return async () => glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
};

export const BROKEN_PARTS: readonly BrokenPart[] = [
    {
        name: 'the tag of a stream',
        breakIt: async () => {
            await firehose.send(
                new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ['LogDeliveryEnabled'] }),
            );
            return async () =>
                firehose.send(
                    new TagDeliveryStreamCommand({
                        DeliveryStreamName,
                        Tags: [{ Key: 'LogDeliveryEnabled', Value: 'true' }],
                    }),
                );
        },
        part: 'stream’s tag',
        found: /lacks the tag LogDeliveryEnabled=true/,
        fix: /firehose tag-delivery-stream --delivery-stream-name cognito-log-lake-dev-user-activity --tags Key=LogDeliveryEnabled,Value=true$/,
    },
    {
        name: 'the filter of a log group',
        breakIt: async () => {
            const { subscriptionFilters: [filter] = [] } = await logs.send(
                new DescribeSubscriptionFiltersCommand({ logGroupName: GROUP }),
            );
            const { filterName, filterPattern, destinationArn, roleArn } = filter!;
            await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName: GROUP, filterName }));
            return async () =>
                logs.send(
                    new PutSubscriptionFilterCommand({
                        logGroupName: GROUP,
                        filterName,
                        filterPattern,
                        destinationArn,
                        roleArn,
                    }),
                );
        },
        part: 'subscription filter',
        found: /has no filter to its stream/,
        fix: /logs put-subscription-filter --log-group-name \/aws\/vendedlogs\/cognito-log-lake-dev\/user-activity /,
    },
    {
        name: 'the log delivery of a pool',
        breakIt: async ({ firehose: UserPoolId }) => {
            const LogConfigurations = [...(await deliveryOf(UserPoolId))];
            await cognito.send(
                new SetLogDeliveryConfigurationCommand({
                    UserPoolId,
                    LogConfigurations: LogConfigurations.filter(({ EventSource }) => EventSource !== 'userAuthEvents'),
                }),
            );
            return async () => cognito.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));
        },
        part: 'log delivery',
        found: /^userAuthEvents goes nowhere$/,
        fix: /^npm run -s lake -- apply --pool us-west-2_\w+ --stage dev$/,
    },
    {
        name: 'the type of a column',
        breakIt: async () => {
            const right = await tableInput('user_activity');
            const Columns = right.StorageDescriptor!.Columns!.map((column) =>
                column.Name === 'event_at' ? { ...column, Type: 'string' } : column,
            );
            await glue.send(
                new UpdateTableCommand({
                    DatabaseName,
                    TableInput: { ...right, StorageDescriptor: { ...right.StorageDescriptor, Columns } },
                }),
            );
            return async () => glue.send(new UpdateTableCommand({ DatabaseName, TableInput: right }));
        },
        part: 'table',
        found: /^its column event_at is string, not timestamp$/,
        fix: /plan --table-input user_activity .*glue update-table --database-name cognito_log_lake_dev/,
    },
    {
        name: 'a table',
        breakIt: async () => withoutTable('known_exceptions'),
        part: 'table',
        found: /^is not there$/,
        fix: /--table-input known_exceptions .*glue create-table/,
    },
    {
        name: 'the text of a view',
        breakIt: async () => {
            const right = await tableInput('attempts');
            await glue.send(
                new UpdateTableCommand({
                    DatabaseName,
                    TableInput: { ...right, ViewOriginalText: '/* Presto View: e30= */' },
                }),
            );
            return async () => glue.send(new UpdateTableCommand({ DatabaseName, TableInput: right }));
        },
        part: 'view',
        found: /its text is another than that of athena\/views/,
        fix: /--table-input attempts .*glue update-table/,
    },
    {
        name: 'the environment of a function',
        breakIt: async () => {
            const FunctionName = `${STACK}-transform`;
            const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
            await lambda.send(
                new UpdateFunctionConfigurationCommand({
                    FunctionName,
                    Environment: { Variables: { ...Environment?.Variables, ACTIVITY_STREAM: 'other' } },
                }),
            );
            return async () =>
                lambda.send(
                    new UpdateFunctionConfigurationCommand({
                        FunctionName,
                        Environment: { Variables: Environment?.Variables },
                    }),
                );
        },
        part: 'function',
        found: /its environment was changed: ACTIVITY_STREAM is "other"/,
        fix: /lambda update-function-configuration --function-name cognito-log-lake-dev-transform /,
    },
    {
        name: 'the event source of the import',
        breakIt: async () => {
            const { EventSourceMappings: [mapping] = [] } = await lambda.send(
                new ListEventSourceMappingsCommand({ FunctionName: `${STACK}-import` }),
            );
            await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: false }));
            return async () => lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: true }));
        },
        part: 'event source',
        found: /is switched off/,
        fix: /lambda update-event-source-mapping --uuid \S+ --enabled$/,
    },
    {
        name: 'the limit of the workgroup',
        breakIt: async () => {
            const cutOff = async (BytesScannedCutoffPerQuery: number): Promise<unknown> =>
                athena.send(
                    new UpdateWorkGroupCommand({
                        WorkGroup: STACK,
                        ConfigurationUpdates: { BytesScannedCutoffPerQuery },
                    }),
                );
            await cutOff(99_000_000_000);
            return async () => cutOff(10_000_000_000);
        },
        part: 'workgroup',
        found: /stops a query at 99000000000 bytes, not at 10000000000$/,
        fix: /athena update-work-group --work-group cognito-log-lake-dev .*"BytesScannedCutoffPerQuery":10000000000/,
    },
    {
        name: 'the notifications of the export bucket',
        breakIt: async () => {
            const { QueueConfigurations } = await s3.send(
                new GetBucketNotificationConfigurationCommand({ Bucket: EXPORTS }),
            );
            await s3.send(
                new PutBucketNotificationConfigurationCommand({ Bucket: EXPORTS, NotificationConfiguration: {} }),
            );
            return async () =>
                s3.send(
                    new PutBucketNotificationConfigurationCommand({
                        Bucket: EXPORTS,
                        NotificationConfiguration: { QueueConfigurations },
                    }),
                );
        },
        part: 'export bucket',
        found: /does not tell the queue of new objects/,
        fix: /s3api put-bucket-notification-configuration --bucket cognito-log-lake-dev-export-/,
    },
    {
        name: 'the policy of the export bucket',
        breakIt: async () => {
            const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: EXPORTS }));
            await s3.send(new DeleteBucketPolicyCommand({ Bucket: EXPORTS }));
            return async () => s3.send(new PutBucketPolicyCommand({ Bucket: EXPORTS, Policy }));
        },
        part: 'export bucket’s policy',
        found: /^is not there$/,
        fix: /ExportBucketPolicy/,
    },
    {
        name: 'the schedule of the report',
        breakIt: async () => {
            const names = { Name: `${STACK}-report`, GroupName: `${STACK}-report` };
            const { ScheduleExpression, FlexibleTimeWindow, Target } = await scheduler.send(
                new GetScheduleCommand(names),
            );
            const set = async (State: 'ENABLED' | 'DISABLED'): Promise<unknown> =>
                scheduler.send(
                    new UpdateScheduleCommand({
                        ...names,
                        ScheduleExpression,
                        ScheduleExpressionTimezone: 'UTC',
                        FlexibleTimeWindow,
                        Target,
                        State,
                    }),
                );
            await set('DISABLED');
            return async () => set('ENABLED');
        },
        part: 'schedule of the report',
        found: /^is DISABLED: nobody is told of anything$/,
        fix: /scheduler update-schedule --cli-input-json '\{"Name":"cognito-log-lake-dev-report".*"State":"ENABLED"/,
    },
    {
        name: 'the key of the topic of findings',
        breakIt: async () => {
            const set = async (AttributeValue: string): Promise<unknown> =>
                sns.send(
                    new SetTopicAttributesCommand({
                        TopicArn: FINDINGS,
                        AttributeName: 'KmsMasterKeyId',
                        AttributeValue,
                    }),
                );
            await set('');
            return async () => set('alias/aws/sns');
        },
        part: 'topic of findings',
        found: /^is not encrypted, and findings name people$/,
        fix: /sns set-topic-attributes --topic-arn \S+-findings --attribute-name KmsMasterKeyId --attribute-value alias\/aws\/sns$/,
    },
    {
        name: 'who hears of findings',
        breakIt: async () => {
            const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: FINDINGS }));
            const own = Subscriptions.find(({ Protocol }) => Protocol === 'email');
            await sns.send(new UnsubscribeCommand({ SubscriptionArn: own?.SubscriptionArn }));
            return async () =>
                sns.send(new SubscribeCommand({ TopicArn: FINDINGS, Protocol: 'email', Endpoint: own?.Endpoint }));
        },
        part: 'who hears of findings',
        found: /^security@example\.com is not subscribed: nobody is told of findings$/,
        fix: /sns subscribe --topic-arn \S+-findings --protocol email/,
    },
    {
        name: 'the lifecycle of the lake',
        breakIt: async () => {
            const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: LAKE }));
            const set = async (some: typeof Rules): Promise<unknown> =>
                s3.send(
                    new PutBucketLifecycleConfigurationCommand({
                        Bucket: LAKE,
                        LifecycleConfiguration: { Rules: some },
                    }),
                );
            await set(Rules.filter(({ AbortIncompleteMultipartUpload: abort }) => abort === undefined));
            return async () => set(Rules);
        },
        part: 'lake bucket’s uploads',
        found: /^keeps the parts of unfinished uploads/,
        fix: /put-bucket-lifecycle-configuration --bucket cognito-log-lake-dev-lake-.*"ID":"errors".*"ID":"abandoned-uploads"/,
    },
    {
        name: 'the actions of an alarm',
        breakIt: async () => {
            const AlarmNames = [`${STACK}-transform-errors`];
            await alarms.send(new DisableAlarmActionsCommand({ AlarmNames }));
            return async () => alarms.send(new EnableAlarmActionsCommand({ AlarmNames }));
        },
        part: 'alarms',
        found: /their actions are off: cognito-log-lake-dev-transform-errors$/,
        fix: /cloudwatch enable-alarm-actions --alarm-names cognito-log-lake-dev-transform-errors$/,
    },
];
