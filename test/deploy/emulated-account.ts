/** An account of the emulator: its pools, the config for them, and calls to it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
    CloudWatchLogsClient,
    CreateLogStreamCommand,
    DescribeLogGroupsCommand,
    PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
    CognitoIdentityProviderClient,
    CreateUserPoolCommand,
    GetLogDeliveryConfigurationCommand,
    type LogConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand, temporaryFolder, type CommandOutcome } from '../support/run-command.ts';

export const ACCOUNT = '123456789012';
export const STACK_NAME = 'cognito-log-lake-dev';
export const LAKE_BUCKET_NAME = `${STACK_NAME}-lake-${ACCOUNT}-us-west-2`;
export const EXPORT_BUCKET_NAME = `${STACK_NAME}-export-${ACCOUNT}-us-west-2`;

const AWS_ENVIRONMENT = Object.fromEntries(
    Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined,
    ),
);

export const s3 = new S3Client({ forcePathStyle: true });
const cognito = new CognitoIdentityProviderClient({});
const firehose = new FirehoseClient({});
const logs = new CloudWatchLogsClient({});
const cloudFormation = new CloudFormationClient({});

/** The pools of an account, by the destination of their user activity. */
export type PoolIds = Readonly<Record<'firehose' | 's3' | 'cloudwatch', string>>;

const createPool = async (PoolName: string): Promise<string> => {
    const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({
            PoolName,
            UserPoolTier: 'PLUS',
            UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
        }),
    );
    return UserPool?.Id ?? '';
};

export const createPools = async (): Promise<PoolIds> => ({
    firehose: await createPool('one'),
    s3: await createPool('two'),
    cloudwatch: await createPool('three'),
});

export const readDelivery = async (UserPoolId: string): Promise<readonly LogConfigurationType[]> =>
    (await cognito.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }))).LogDeliveryConfiguration
        ?.LogConfigurations ?? [];

const folder = temporaryFolder();
const configPath = join(folder, 'lake.config.yml');

/** Writes the config for these pools, with more lines at the end. */
export const writeConfig = (pools: PoolIds, queryCutOffGb: number, ...more: readonly string[]): void =>
    writeConfigWith(pools, { queryCutOffGb, loggedTo: 'cloudwatch' }, ...more);

/** The same, with another destination for the activity of the pool that exports to CloudWatch Logs. */
export const writeConfigWith = (
    pools: PoolIds,
    { queryCutOffGb, loggedTo }: { readonly queryCutOffGb: number; readonly loggedTo: 'cloudwatch' | 'firehose' },
    ...more: readonly string[]
): void =>
    writeFileSync(
        configPath,
        [
            'pools:',
            `  - { id: ${pools.firehose}, userActivity: firehose, userNotification: cloudwatch }`,
            `  - { id: ${pools.s3}, userActivity: s3, userNotification: none }`,
            `  - { id: ${pools.cloudwatch}, userActivity: ${loggedTo}, userNotification: cloudwatch }`,
            'retentionDays: { lake: forever, raw: 30, errors: 180, results: 30, exports: 30 }',
            'rawBackup: true',
            'encryption: aws-owned',
            'alarmEmail: security@example.com',
            `queryCutOffGb: ${queryCutOffGb}`,
            'silenceHours: 24',
            ...more,
            '',
        ].join('\n'),
    );

const environment = {
    ...AWS_ENVIRONMENT,
    LAKE_CONFIG: configPath,
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
};

export const runServerless = async (...words: readonly string[]): Promise<CommandOutcome> =>
    // The emulator buffers nothing that a removal could lose: test/infra/before-removal.test.ts tests the wait.
    runCommand('npx', ['--no', 'serverless', ...words], { env: { ...environment, LAKE_REMOVE: 'now' } });

export const runLakeCli = async (...words: readonly string[]): Promise<CommandOutcome> =>
    runCommand(process.execPath, [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), ...words], {
        env: environment,
    });

/** Until the first row is written, a bucket is not a lake. */
const EMPTY_LAKE_MESSAGE = 'is not a lake: it has none of';

/** Runs a statement on a lake, by default the one in S3. */
export const queryDeployedLake = async (
    sql: string,
    lake = `s3://${LAKE_BUCKET_NAME}`,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { code, out, err } = await runLakeCli('query', '--sql', sql, '--lake', lake, '--format', 'ndjson');
    if (code !== 0 && !err.includes(EMPTY_LAKE_MESSAGE)) throw new Error(`${err}${out}`);
    return out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
};

export const putOnStream = async (stream: string, texts: readonly (string | Buffer)[]): Promise<void> => {
    const { FailedPutCount } = await firehose.send(
        new PutRecordBatchCommand({
            DeliveryStreamName: stream,
            Records: texts.map((text) => ({ Data: Buffer.from(text) })),
        }),
    );
    if (FailedPutCount !== 0) throw new Error(`${FailedPutCount} records were not accepted`);
};

export const writeLogEvents = async (
    logGroupName: string,
    logStreamName: string,
    messages: readonly string[],
): Promise<void> => {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await logs.send(
        new PutLogEventsCommand({
            logGroupName,
            logStreamName,
            logEvents: messages.map((message, index) => ({ message, timestamp: Date.now() + index })),
        }),
    );
};

export const putExportObject = async (Key: string, Body: Buffer): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: EXPORT_BUCKET_NAME, Key, Body }));
};

export const listKeys = async (Bucket: string, Prefix = ''): Promise<readonly string[]> => {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
        const page = await s3.send(
            new ListObjectsV2Command({
                Bucket,
                Prefix,
                ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
            }),
        );
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return keys;
};

export const hasLogGroup = async (name: string): Promise<boolean> => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.some(({ logGroupName }) => logGroupName === name);
};

export const hasBucket = async (Bucket: string): Promise<boolean> =>
    s3.send(new HeadBucketCommand({ Bucket })).then(
        () => true,
        () => false,
    );

/** The status of the stack and the time of its last change, or null without a stack. */
export const readStackState = async (): Promise<{ readonly status: string; readonly changedAt: number } | null> => {
    const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME })).catch(() => null);
    const stack = found?.Stacks?.[0];
    return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE'
        ? null
        : { status: stack.StackStatus ?? '', changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0 };
};

const WAIT_LIMIT_MS = 120_000;

/** Polls until the value is as expected; returns the last value after the time limit. */
export const waitUntil = async <Value>(
    read: () => Promise<Value>,
    isExpected: (value: Value) => boolean,
): Promise<Value> => {
    const end = Date.now() + WAIT_LIMIT_MS;
    for (;;) {
        const value = await read();
        if (isExpected(value) || Date.now() > end) return value;
        await pause(500);
    }
};
