/** Parts of a deployed stack that tests break and restore through the API of their service. */
import { AthenaClient, UpdateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CloudWatchClient, DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import {
    CloudWatchLogsClient,
    DeleteResourcePolicyCommand,
    DeleteSubscriptionFilterCommand,
    DescribeResourcePoliciesCommand,
    DescribeSubscriptionFiltersCommand,
    PutResourcePolicyCommand,
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
import {
    ACCOUNT,
    readDelivery,
    EXPORT_BUCKET_NAME,
    LAKE_BUCKET_NAME,
    s3,
    STACK_NAME,
    type PoolIds,
} from './emulated-account.ts';

export type BrokenPart = {
    readonly name: string;
    /** Returns a function that restores the part. */
    readonly breakPart: (pools: PoolIds) => Promise<() => Promise<unknown>>;
    /** The expected failed check of doctor. */
    readonly part: string;
    readonly message: RegExp;
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
const FINDINGS_TOPIC_ARN = `arn:aws:sns:us-west-2:${ACCOUNT}:${STACK_NAME}-findings`;
const DeliveryStreamName = `${STACK_NAME}-user-activity`;
const DatabaseName = STACK_NAME.replaceAll('-', '_');
const ACTIVITY_LOG_GROUP = `/aws/vendedlogs/${STACK_NAME}/user-activity`;

/** The input of UpdateTable, from the response of GetTable. */
const readTableInput = async (Name: string): Promise<TableInput> => {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    const { TableType, Parameters, PartitionKeys, StorageDescriptor, ViewOriginalText, ViewExpandedText } = Table!;
    return { Name, TableType, Parameters, PartitionKeys, StorageDescriptor, ViewOriginalText, ViewExpandedText };
};

/** Deletes a table or view; returns a function that restores it. */
export const deleteTable = async (Name: string): Promise<() => Promise<unknown>> => {
    const TableInput = await readTableInput(Name);
    await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
    return async () => glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
};

export const BROKEN_PARTS: readonly BrokenPart[] = [
    {
        name: 'the tag of a stream',
        breakPart: async () => {
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
        message: /lacks the tag LogDeliveryEnabled=true/,
        fix: new RegExp(
            'firehose tag-delivery-stream --delivery-stream-name cognito-log-lake-dev-user-activity ' +
                '--tags Key=LogDeliveryEnabled,Value=true$',
        ),
    },
    {
        name: 'the filter of a log group',
        breakPart: async () => {
            const { subscriptionFilters: [filter] = [] } = await logs.send(
                new DescribeSubscriptionFiltersCommand({ logGroupName: ACTIVITY_LOG_GROUP }),
            );
            const { filterName, filterPattern, destinationArn, roleArn } = filter!;
            await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName: ACTIVITY_LOG_GROUP, filterName }));
            return async () =>
                logs.send(
                    new PutSubscriptionFilterCommand({
                        logGroupName: ACTIVITY_LOG_GROUP,
                        filterName,
                        filterPattern,
                        destinationArn,
                        roleArn,
                    }),
                );
        },
        part: 'subscription filter',
        message: /has no subscription filter to its stream/,
        fix: /logs put-subscription-filter --log-group-name \/aws\/vendedlogs\/cognito-log-lake-dev\/user-activity /,
    },
    {
        name: 'the policy of a log group',
        breakPart: async () => {
            const resourceArn = `arn:aws:logs:us-west-2:${ACCOUNT}:log-group:${ACTIVITY_LOG_GROUP}`;
            const { resourcePolicies: [policy] = [] } = await logs.send(
                new DescribeResourcePoliciesCommand({ resourceArn, policyScope: 'RESOURCE' }),
            );
            const { policyDocument, revisionId } = policy!;
            await logs.send(new DeleteResourcePolicyCommand({ resourceArn, expectedRevisionId: revisionId }));
            return async () => logs.send(new PutResourcePolicyCommand({ resourceArn, policyDocument }));
        },
        part: 'resource policy',
        message: /^neither its policy nor one of the account allows delivery\.logs\.amazonaws\.com to write to it$/,
        fix: /logs put-resource-policy --resource-arn arn:aws:logs:.*:log-group:\/aws\/vendedlogs\/.* --policy-document/,
    },
    {
        name: 'the log delivery of a pool',
        breakPart: async ({ firehose: UserPoolId }) => {
            const LogConfigurations = [...(await readDelivery(UserPoolId))];
            await cognito.send(
                new SetLogDeliveryConfigurationCommand({
                    UserPoolId,
                    LogConfigurations: LogConfigurations.filter(({ EventSource }) => EventSource !== 'userAuthEvents'),
                }),
            );
            return async () => cognito.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));
        },
        part: 'log delivery',
        message: /^userAuthEvents has no destination$/,
        fix: /^npm run -s lake -- apply --pool us-west-2_\w+ --stage dev$/,
    },
    {
        name: 'the type of a column',
        breakPart: async () => {
            const right = await readTableInput('user_activity');
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
        message: /^its column event_at is string, not timestamp$/,
        fix: /plan --table-input user_activity .*glue update-table --database-name cognito_log_lake_dev/,
    },
    {
        name: 'a table',
        breakPart: async () => deleteTable('allowlist'),
        part: 'table',
        message: /^does not exist$/,
        fix: /--table-input allowlist .*glue create-table/,
    },
    {
        name: 'the SQL of a view',
        breakPart: async () => {
            const right = await readTableInput('attempts');
            await glue.send(
                new UpdateTableCommand({
                    DatabaseName,
                    TableInput: { ...right, ViewOriginalText: '/* Presto View: e30= */' },
                }),
            );
            return async () => glue.send(new UpdateTableCommand({ DatabaseName, TableInput: right }));
        },
        part: 'view',
        message: /its SQL differs from athena\/views/,
        fix: /--table-input attempts .*glue update-table/,
    },
    {
        name: 'the environment of a function',
        breakPart: async () => {
            const FunctionName = `${STACK_NAME}-transform`;
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
        message: /has changed environment variables: ACTIVITY_STREAM is "other"/,
        fix: /lambda update-function-configuration --function-name cognito-log-lake-dev-transform /,
    },
    {
        name: 'the event source of the import',
        breakPart: async () => {
            const { EventSourceMappings: [mapping] = [] } = await lambda.send(
                new ListEventSourceMappingsCommand({ FunctionName: `${STACK_NAME}-import` }),
            );
            await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: false }));
            return async () => lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: true }));
        },
        part: 'event source',
        message: /is disabled/,
        fix: /lambda update-event-source-mapping --uuid \S+ --enabled$/,
    },
    {
        name: 'the scan limit of the workgroup',
        breakPart: async () => {
            const cutOff = async (BytesScannedCutoffPerQuery: number): Promise<unknown> =>
                athena.send(
                    new UpdateWorkGroupCommand({
                        WorkGroup: STACK_NAME,
                        ConfigurationUpdates: { BytesScannedCutoffPerQuery },
                    }),
                );
            await cutOff(99_000_000_000);
            return async () => cutOff(10_000_000_000);
        },
        part: 'workgroup',
        message: /has a scan limit of 99000000000 bytes, not 10000000000$/,
        fix: /athena update-work-group --work-group cognito-log-lake-dev .*"BytesScannedCutoffPerQuery":10000000000/,
    },
    {
        name: 'the notifications of the export bucket',
        breakPart: async () => {
            const { QueueConfigurations } = await s3.send(
                new GetBucketNotificationConfigurationCommand({ Bucket: EXPORT_BUCKET_NAME }),
            );
            await s3.send(
                new PutBucketNotificationConfigurationCommand({
                    Bucket: EXPORT_BUCKET_NAME,
                    NotificationConfiguration: {},
                }),
            );
            return async () =>
                s3.send(
                    new PutBucketNotificationConfigurationCommand({
                        Bucket: EXPORT_BUCKET_NAME,
                        NotificationConfiguration: { QueueConfigurations },
                    }),
                );
        },
        part: 'export bucket',
        message: /does not notify the queue of new objects/,
        fix: /s3api put-bucket-notification-configuration --bucket cognito-log-lake-dev-export-/,
    },
    {
        name: 'the policy of the export bucket',
        breakPart: async () => {
            const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: EXPORT_BUCKET_NAME }));
            await s3.send(new DeleteBucketPolicyCommand({ Bucket: EXPORT_BUCKET_NAME }));
            return async () => s3.send(new PutBucketPolicyCommand({ Bucket: EXPORT_BUCKET_NAME, Policy }));
        },
        part: 'export bucket’s policy',
        message: /^does not exist$/,
        fix: /apply --bucket --stage dev$/,
    },
    {
        name: 'the schedule of the report',
        breakPart: async () => {
            const names = { Name: `${STACK_NAME}-report`, GroupName: `${STACK_NAME}-report` };
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
        part: 'report schedule',
        message: /^is DISABLED: no reports are made$/,
        fix: /scheduler update-schedule --cli-input-json '\{"Name":"cognito-log-lake-dev-report".*"State":"ENABLED"/,
    },
    {
        name: 'the key of the findings topic',
        breakPart: async () => {
            const set = async (AttributeValue: string): Promise<unknown> =>
                sns.send(
                    new SetTopicAttributesCommand({
                        TopicArn: FINDINGS_TOPIC_ARN,
                        AttributeName: 'KmsMasterKeyId',
                        AttributeValue,
                    }),
                );
            await set('');
            return async () => set('alias/aws/sns');
        },
        part: 'findings topic',
        message: /^is not encrypted, but findings contain personal data$/,
        fix: /sns set-topic-attributes --topic-arn \S+-findings .*KmsMasterKeyId --attribute-value alias\/aws\/sns$/,
    },
    {
        name: 'the subscription to findings',
        breakPart: async () => {
            const { Subscriptions = [] } = await sns.send(
                new ListSubscriptionsByTopicCommand({ TopicArn: FINDINGS_TOPIC_ARN }),
            );
            const subscription = Subscriptions.find(({ Protocol }) => Protocol === 'email');
            await sns.send(new UnsubscribeCommand({ SubscriptionArn: subscription?.SubscriptionArn }));
            return async () =>
                sns.send(
                    new SubscribeCommand({
                        TopicArn: FINDINGS_TOPIC_ARN,
                        Protocol: 'email',
                        Endpoint: subscription?.Endpoint,
                    }),
                );
        },
        part: 'subscription to findings',
        message: /^security@example\.com is not subscribed: no e-mails about findings$/,
        fix: /sns subscribe --topic-arn \S+-findings --protocol email/,
    },
    {
        name: 'the lifecycle rules of the lake bucket',
        breakPart: async () => {
            const { Rules = [] } = await s3.send(
                new GetBucketLifecycleConfigurationCommand({ Bucket: LAKE_BUCKET_NAME }),
            );
            const set = async (some: typeof Rules): Promise<unknown> =>
                s3.send(
                    new PutBucketLifecycleConfigurationCommand({
                        Bucket: LAKE_BUCKET_NAME,
                        LifecycleConfiguration: { Rules: some },
                    }),
                );
            await set(Rules.filter(({ AbortIncompleteMultipartUpload: abort }) => abort === undefined));
            return async () => set(Rules);
        },
        part: 'lake bucket’s uploads',
        message: /^keeps the parts of incomplete uploads/,
        fix: new RegExp(
            'put-bucket-lifecycle-configuration --bucket ' +
                'cognito-log-lake-dev-lake-.*"ID":"errors".*"ID":"abandoned-uploads"',
        ),
    },
    {
        name: 'the actions of an alarm',
        breakPart: async () => {
            const AlarmNames = [`${STACK_NAME}-transform-errors`];
            await alarms.send(new DisableAlarmActionsCommand({ AlarmNames }));
            return async () => alarms.send(new EnableAlarmActionsCommand({ AlarmNames }));
        },
        part: 'alarms',
        message: /have their actions disabled: cognito-log-lake-dev-transform-errors$/,
        fix: /cloudwatch enable-alarm-actions --alarm-names cognito-log-lake-dev-transform-errors$/,
    },
];
