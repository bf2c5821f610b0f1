/** The IAM actions of each caller: deploy, apply, doctor, and the services that write the logs. */
import { KEY_ACTIONS, KEY_DEPLOY_ACTIONS } from '../config/key-policy.ts';
import type { DestinationKind } from '../delivery/destinations.ts';
import { DOCTOR_ACTIONS, PREFLIGHT_ACTIONS, REMOVAL_ACTIONS } from './lookup-actions.ts';
import type { ActionGrant } from './resource-kinds.ts';

/**
 * The actions for setting a log delivery, by destination:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V1.html.
 */
export const DELIVERY_ACTIONS: Readonly<Record<DestinationKind, readonly string[]>> = {
    firehose: ['logs:CreateLogDelivery', 'iam:CreateServiceLinkedRole', 'firehose:TagDeliveryStream'],
    s3: ['logs:CreateLogDelivery', 's3:GetBucketAcl', 's3:GetBucketPolicy', 's3:ListBucket', 's3:PutBucketPolicy'],
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

/** The actions for setting and reading the log delivery itself. */
export const SET_DELIVERY_ACTIONS = [
    'cognito-idp:GetLogDeliveryConfiguration',
    'cognito-idp:SetLogDeliveryConfiguration',
] as const;

/**
 * What the handler of AWS::Cognito::LogDeliveryConfiguration calls for any destination, also to read and delete it:
 * the handlers in CloudFormation's schema of the type.
 */
const HANDLER_ACTIONS = [
    'logs:DeleteLogDelivery',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:UpdateLogDelivery',
] as const;

/** The actions for what else `apply` reads. */
export const APPLY_ACTIONS = [
    'cognito-idp:DescribeUserPool',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
] as const;

const APPLY_BUCKET_ACTIONS = [
    's3:GetBucketPolicy',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:PutBucketPolicy',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
    's3:PutLifecycleConfiguration',
] as const;

/** The actions of `apply --bucket` and `apply --log-groups`. */
export const APPLY_SETTINGS_GRANTS = [
    { resource: 'lake', actions: APPLY_BUCKET_ACTIONS },
    { resource: 'exports', actions: APPLY_BUCKET_ACTIONS },
    {
        resource: 'exportLogGroups',
        actions: ['logs:CreateLogGroup', 'logs:PutResourcePolicy', 'logs:PutRetentionPolicy'],
    },
    { resource: 'logGroups', actions: ['logs:DescribeLogGroups'] },
    { resource: 'everything', actions: ['logs:DescribeResourcePolicies'] },
] as const satisfies readonly ActionGrant[];

export type CallerPermission = {
    readonly caller: string;
    readonly purpose: string;
    readonly actions: readonly string[];
};

const DESTINATION_NAMES: Readonly<Record<DestinationKind, string>> = {
    firehose: 'Firehose',
    s3: 'S3',
    cloudwatch: 'CloudWatch Logs',
};

/**
 * Who writes the logs after the delivery is set:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html, -S3.html, -CWL.html.
 */
const WRITERS: Readonly<Record<DestinationKind, CallerPermission>> = {
    firehose: {
        caller: 'the role AWSServiceRoleForLogDelivery',
        purpose: 'write to streams tagged LogDeliveryEnabled=true (AWS creates the role)',
        actions: ['firehose:PutRecord', 'firehose:PutRecordBatch', 'firehose:ListTagsForDeliveryStream'],
    },
    s3: {
        caller: 'delivery.logs.amazonaws.com',
        purpose: 'write to the bucket below AWSLogs/ACCOUNT/ (bucket policy, created by the stack)',
        actions: ['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject'],
    },
    cloudwatch: {
        caller: 'delivery.logs.amazonaws.com',
        purpose: 'write to the log groups (resource policy on each group, created by the stack)',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    },
};

const unique = (actions: readonly string[]): readonly string[] => [...new Set(actions)].toSorted();

/** Firehose takes a grant on the key from who deploys. */
const keyPermissions = (kmsKey: string): readonly CallerPermission[] => [
    {
        caller: 'the deploying principal, or the CloudFormation role',
        purpose: `encrypt the streams with ${kmsKey}, with a session younger than six hours`,
        actions: KEY_DEPLOY_ACTIONS,
    },
    {
        caller: 'the roles of the stack, its analysts, operators and keepers, and AWSServiceRoleForLogDelivery',
        purpose: 'use the key through S3, Firehose and SNS',
        actions: KEY_ACTIONS,
    },
];

/** The permissions for log deliveries to these kinds of destinations. The roles of the stack itself are in infra/. */
export const permissions = (
    kinds: readonly DestinationKind[],
    kmsKey: string | null = null,
): readonly CallerPermission[] => {
    const destinations = kinds.map((kind) => DESTINATION_NAMES[kind]).join(', ');
    const delivery = unique([...SET_DELIVERY_ACTIONS, ...kinds.flatMap((kind) => DELIVERY_ACTIONS[kind])]);
    return [
        {
            caller: 'the deploying principal, or the CloudFormation role',
            purpose: `set the log deliveries to ${destinations}, in addition to creating the stack`,
            actions: unique([...delivery, ...HANDLER_ACTIONS]),
        },
        {
            caller: 'apply',
            purpose: 'set the log delivery of a pool',
            actions: unique([...delivery, ...APPLY_ACTIONS]),
        },
        {
            caller: 'doctor --before, and serverless deploy',
            purpose: 'check the account before a deployment, read-only; what it may not read is a warning',
            actions: PREFLIGHT_ACTIONS,
        },
        {
            caller: 'apply --bucket, apply --log-groups',
            purpose: 'put right the buckets and log groups of an earlier deployment',
            actions: unique(APPLY_SETTINGS_GRANTS.flatMap(({ actions }) => actions)),
        },
        { caller: 'doctor', purpose: 'check the deployed stack, read-only', actions: DOCTOR_ACTIONS },
        {
            caller: 'serverless remove',
            purpose: 'find attached policies and stop the deliveries, in addition to deleting the stack',
            actions: REMOVAL_ACTIONS,
        },
        ...kinds.map((kind) => WRITERS[kind]),
        ...(kmsKey === null ? [] : keyPermissions(kmsKey)),
    ];
};
