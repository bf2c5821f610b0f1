/** The IAM actions of `doctor`, of the checks before a deployment, and of the steps before a removal. */
import type { ActionGrant } from './resource-kinds.ts';

/** The actions of `doctor`, all read-only. sts:GetCallerIdentity needs no permission. */
export const DOCTOR_GRANTS = [
    { resource: 'workgroup', actions: ['athena:BatchGetNamedQuery', 'athena:GetWorkGroup', 'athena:ListNamedQueries'] },
    { resource: 'catalog', actions: ['glue:GetDatabase', 'glue:GetTable'] },
    {
        resource: 'lake',
        actions: [
            's3:GetBucketPolicy',
            's3:GetBucketVersioning',
            's3:GetEncryptionConfiguration',
            's3:GetLifecycleConfiguration',
            's3:ListBucket',
        ],
    },
    {
        resource: 'exports',
        actions: [
            's3:GetBucketNotification',
            's3:GetBucketPolicy',
            's3:GetBucketVersioning',
            's3:GetEncryptionConfiguration',
            's3:GetLifecycleConfiguration',
        ],
    },
    { resource: 'pools', actions: ['cognito-idp:DescribeUserPool', 'cognito-idp:GetLogDeliveryConfiguration'] },
    { resource: 'streams', actions: ['firehose:DescribeDeliveryStream', 'firehose:ListTagsForDeliveryStream'] },
    { resource: 'key', actions: ['kms:DescribeKey'] },
    { resource: 'functions', actions: ['lambda:GetFunctionConfiguration'] },
    { resource: 'schedule', actions: ['scheduler:GetSchedule'] },
    { resource: 'topics', actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'] },
    { resource: 'queues', actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] },
    { resource: 'alarms', actions: ['cloudwatch:DescribeAlarms'] },
    { resource: 'exportLogGroups', actions: ['logs:DescribeSubscriptionFilters'] },
    { resource: 'logGroups', actions: ['logs:DescribeLogGroups'] },
    {
        resource: 'everything',
        actions: [
            'cloudwatch:GetMetricData',
            'lakeformation:GetDataLakeSettings',
            'lambda:ListEventSourceMappings',
            'logs:DescribeResourcePolicies',
        ],
    },
] as const satisfies readonly ActionGrant[];

export type DoctorAction = (typeof DOCTOR_GRANTS)[number]['actions'][number];

export const DOCTOR_ACTIONS: readonly DoctorAction[] = [
    ...new Set(DOCTOR_GRANTS.flatMap(({ actions }): readonly DoctorAction[] => actions)),
].toSorted();

/**
 * The actions of the checks before a deployment, all read-only. HeadBucket needs s3:ListBucket; a config without a key
 * or a reserved concurrency needs none of KMS and Lambda.
 */
export const PREFLIGHT_ACTIONS = [
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'cognito-idp:DescribeUserPool',
    'cognito-idp:GetLogDeliveryConfiguration',
    'kms:DescribeKey',
    'lakeformation:GetDataLakeSettings',
    'lambda:GetAccountSettings',
    'lambda:GetFunctionConcurrency',
    'logs:DescribeLogGroups',
    's3:ListBucket',
] as const;

/** The actions before `serverless remove`: find attached policies, stop the deliveries, wait for the queue. */
export const REMOVAL_ACTIONS = [
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'cognito-idp:GetLogDeliveryConfiguration',
    'cognito-idp:SetLogDeliveryConfiguration',
    'iam:ListEntitiesForPolicy',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
] as const;

export type LookupAction = DoctorAction | (typeof PREFLIGHT_ACTIONS)[number] | (typeof REMOVAL_ACTIONS)[number];
