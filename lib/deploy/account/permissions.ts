/** What each caller must be allowed: the one list of IAM actions, by who calls what. */
import type { DestinationKind } from '../delivery/destinations.ts';
import type { Need } from './resource-kinds.ts';

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V1.html: what setting a delivery takes, by its destination. */
export const DELIVERY_ACTIONS: Readonly<Record<DestinationKind, readonly string[]>> = {
    firehose: ['logs:CreateLogDelivery', 'iam:CreateServiceLinkedRole', 'firehose:TagDeliveryStream'],
    s3: ['logs:CreateLogDelivery', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
    cloudwatch: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
    ],
};

/** Setting and reading the delivery itself. */
export const SET_DELIVERY_ACTIONS = [
    'cognito-idp:GetLogDeliveryConfiguration',
    'cognito-idp:SetLogDeliveryConfiguration',
] as const;

/** What `apply` reads besides. */
export const APPLY_ACTIONS = [
    'cognito-idp:DescribeUserPool',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
] as const;

/** What `doctor` asks: it changes nothing. sts:GetCallerIdentity needs no permission. */
export const DOCTOR_NEEDS = [
    { on: 'workgroup', actions: ['athena:BatchGetNamedQuery', 'athena:GetWorkGroup', 'athena:ListNamedQueries'] },
    { on: 'catalog', actions: ['glue:GetDatabase', 'glue:GetTable'] },
    { on: 'lake', actions: ['s3:GetBucketPolicy', 's3:GetLifecycleConfiguration', 's3:ListBucket'] },
    { on: 'exports', actions: ['s3:GetBucketNotification', 's3:GetBucketPolicy'] },
    { on: 'pools', actions: ['cognito-idp:DescribeUserPool', 'cognito-idp:GetLogDeliveryConfiguration'] },
    { on: 'streams', actions: ['firehose:DescribeDeliveryStream', 'firehose:ListTagsForDeliveryStream'] },
    { on: 'functions', actions: ['lambda:GetFunctionConfiguration'] },
    { on: 'schedule', actions: ['scheduler:GetSchedule'] },
    { on: 'topics', actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'] },
    { on: 'queues', actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] },
    { on: 'alarms', actions: ['cloudwatch:DescribeAlarms'] },
    { on: 'exportLogGroups', actions: ['logs:DescribeSubscriptionFilters'] },
    { on: 'logGroups', actions: ['logs:DescribeLogGroups'] },
    {
        on: 'everything',
        actions: ['cloudwatch:GetMetricData', 'lambda:ListEventSourceMappings', 'logs:DescribeResourcePolicies'],
    },
] as const satisfies readonly Need[];

export type DoctorAction = (typeof DOCTOR_NEEDS)[number]['actions'][number];

export const DOCTOR_ACTIONS: readonly DoctorAction[] = [
    ...new Set(DOCTOR_NEEDS.flatMap(({ actions }): readonly DoctorAction[] => actions)),
].toSorted();

export type Permission = { readonly caller: string; readonly to: string; readonly actions: readonly string[] };

const WHAT: Readonly<Record<DestinationKind, string>> = {
    firehose: 'Firehose',
    s3: 'S3',
    cloudwatch: 'CloudWatch Logs',
};

/** Who writes, once the delivery is set. docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html, -S3.html, -CWL.html. */
const WRITERS: Readonly<Record<DestinationKind, Permission>> = {
    firehose: {
        caller: 'the role AWSServiceRoleForLogDelivery',
        to: 'write to streams tagged LogDeliveryEnabled=true (AWS makes it)',
        actions: ['firehose:PutRecord', 'firehose:PutRecordBatch', 'firehose:ListTagsForDeliveryStream'],
    },
    s3: {
        caller: 'delivery.logs.amazonaws.com',
        to: 'write to the bucket below AWSLogs/ACCOUNT/ (the bucket’s policy, made by the stack)',
        actions: ['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject'],
    },
    cloudwatch: {
        caller: 'delivery.logs.amazonaws.com',
        to: 'write to the log groups (a resource policy, made by the stack)',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    },
};

const unique = (actions: readonly string[]): readonly string[] => [...new Set(actions)].toSorted();

/** The table for deliveries to these kinds of destinations. The roles of the stack's own parts are in infra/. */
export const permissions = (kinds: readonly DestinationKind[]): readonly Permission[] => {
    const delivery = unique([...SET_DELIVERY_ACTIONS, ...kinds.flatMap((kind) => DELIVERY_ACTIONS[kind])]);
    return [
        {
            caller: 'who deploys, or CloudFormation’s role',
            to: `set the deliveries to ${kinds.map((kind) => WHAT[kind]).join(', ')}, beside making the parts of the stack`,
            actions: delivery,
        },
        { caller: 'apply', to: 'set the delivery of a pool', actions: unique([...delivery, ...APPLY_ACTIONS]) },
        { caller: 'doctor', to: 'ask whether all is there; changes nothing', actions: DOCTOR_ACTIONS },
        ...kinds.map((kind) => WRITERS[kind]),
    ];
};
