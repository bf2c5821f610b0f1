/** What who runs a command must be allowed, by command: the README's table is made from it. What setting a delivery up takes stands in permissions.ts. */
import { DOCTOR_ACTIONS } from './permissions.ts';

export type CommandPermission = { readonly command: string; readonly actions: readonly string[]; readonly on: string };

/** docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const READ_LAKE = ['s3:ListBucket', 's3:GetObject'] as const;
const WRITE_LAKE = ['s3:PutObject', 's3:AbortMultipartUpload'] as const;
const REWRITE_LAKE = [...READ_LAKE, ...WRITE_LAKE, 's3:DeleteObject'] as const;

/** The calls of Athena that `query --athena` makes. */
const ASK_ATHENA = [
    'athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution', 'athena:GetWorkGroup', 'athena:GetTableMetadata',
] as const;

export type AskAction = (typeof ASK_ATHENA)[number];

/** What Athena then does in the asker's name: docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html. */
const ATHENA_READS = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions', 's3:GetBucketLocation', 's3:PutObject'] as const;

/** A lake or exports on a disk need none of those of S3; an encrypted bucket needs kms:Decrypt and kms:GenerateDataKey on its key besides. */
export const COMMAND_PERMISSIONS: readonly CommandPermission[] = [
    { command: 'query, report, check, cost, find-user', actions: READ_LAKE, on: 'the lake’s bucket' },
    { command: 'query --athena', actions: [...ASK_ATHENA, ...READ_LAKE, ...ATHENA_READS], on: 'the workgroup, the database and the lake’s bucket: the stack’s policy for analysts has them' },
    { command: 'report', actions: [...READ_LAKE, ...WRITE_LAKE], on: 'the lake’s bucket, and the reports’' },
    { command: 'replay', actions: [...READ_LAKE, ...WRITE_LAKE], on: 'the bucket of the exports (reading) and the lake’s' },
    { command: 'redrive', actions: [...READ_LAKE, ...WRITE_LAKE, 'firehose:DescribeDeliveryStream', 'firehose:PutRecordBatch'], on: 'the lake’s bucket, the stream' },
    { command: 'compact, rebuild, erase-user', actions: REWRITE_LAKE, on: 'the lake’s bucket' },
    { command: 'backfill', actions: ['cognito-idp:ListUsers', 'cognito-idp:AdminGetUser', 'cognito-idp:AdminListUserAuthEvents', 's3:ListBucket', ...WRITE_LAKE], on: 'the user pool, the lake’s bucket' },
    { command: 'feedback', actions: ['cognito-idp:AdminUpdateAuthEventFeedback', ...READ_LAKE, ...WRITE_LAKE], on: 'the user pool, the lake’s bucket' },
    { command: 'cost --pool', actions: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'], on: 'metrics of user pools' },
    { command: 'completeness', actions: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData', ...READ_LAKE, ...WRITE_LAKE], on: 'metrics of user pools; the lake’s bucket, to write with --export' },
    { command: 'doctor', actions: DOCTOR_ACTIONS, on: 'the parts of the stack and the pools' },
];

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');

/** As a table of the README. */
export const commandPermissionTable = (): string => [
    '| command | actions | on |',
    '|---|---|---|',
    ...COMMAND_PERMISSIONS.map(({ command, actions, on }) => `| ${code(command.split(', '))} | ${code(actions)} | ${on} |`),
].join('\n');
