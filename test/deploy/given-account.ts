/** An account of the emulator's: its pools, the settings for them, and what is asked of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
    CognitoIdentityProviderClient,
    CreateUserPoolCommand,
    GetLogDeliveryConfigurationCommand,
    type LogConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand, temporaryFolder, type Outcome } from '../support/run-command.ts';

export const ACCOUNT = '123456789012';
export const STACK = 'cognito-log-lake-dev';
export const LAKE = `${STACK}-lake-${ACCOUNT}-us-west-2`;
export const EXPORTS = `${STACK}-export-${ACCOUNT}-us-west-2`;

const AWS = Object.fromEntries(
    Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined,
    ),
);

export const s3 = new S3Client({ forcePathStyle: true });
const cognito = new CognitoIdentityProviderClient({});
const firehose = new FirehoseClient({});
const logs = new CloudWatchLogsClient({});
const cloudFormation = new CloudFormationClient({});

/** The pools of an account, by where their activity goes. */
export type Pools = Readonly<Record<'firehose' | 's3' | 'cloudwatch', string>>;

const newPool = async (PoolName: string): Promise<string> => {
    const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({
            PoolName,
            UserPoolTier: 'PLUS',
            UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
        }),
    );
    return UserPool?.Id ?? '';
};

export const givenPools = async (): Promise<Pools> => ({
    firehose: await newPool('one'),
    s3: await newPool('two'),
    cloudwatch: await newPool('three'),
});

export const deliveryOf = async (UserPoolId: string): Promise<readonly LogConfigurationType[]> =>
    (await cognito.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }))).LogDeliveryConfiguration
        ?.LogConfigurations ?? [];

const folder = temporaryFolder();
const settingsPath = join(folder, 'lake.config.yml');

/** The settings for these pools, with lines of one's own behind them. */
export const writeSettings = (pools: Pools, queryCutOffGb: number, ...more: readonly string[]): void =>
    writeFileSync(
        settingsPath,
        [
            'pools:',
            `  - { id: ${pools.firehose}, userActivity: firehose, userNotification: cloudwatch }`,
            `  - { id: ${pools.s3}, userActivity: s3, userNotification: none }`,
            `  - { id: ${pools.cloudwatch}, userActivity: cloudwatch, userNotification: cloudwatch }`,
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
    ...AWS,
    LAKE_CONFIG: settingsPath,
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
};

export const serverless = async (...words: readonly string[]): Promise<Outcome> =>
    runCommand('npx', ['--no', 'serverless', ...words], { env: environment });

export const lake = async (...words: readonly string[]): Promise<Outcome> =>
    runCommand(process.execPath, [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), ...words], {
        env: environment,
    });

/** Before anything has come, a bucket is no lake. */
const NOTHING_YET = 'is not a lake: it holds none of';

/** Rows of a statement on a lake: by default the one in S3. */
export const rowsOf = async (
    sql: string,
    where = `s3://${LAKE}`,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { code, out, err } = await lake('query', '--sql', sql, '--lake', where, '--format', 'ndjson');
    if (code !== 0 && !err.includes(NOTHING_YET)) throw new Error(`${err}${out}`);
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
    if (FailedPutCount !== 0) throw new Error(`${FailedPutCount} records were not taken`);
};

export const logTo = async (
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

export const exportObject = async (Key: string, Body: Buffer): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: EXPORTS, Key, Body }));
};

export const keysIn = async (Bucket: string, Prefix = ''): Promise<readonly string[]> => {
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

export const isBucket = async (Bucket: string): Promise<boolean> =>
    s3.send(new HeadBucketCommand({ Bucket })).then(
        () => true,
        () => false,
    );

/** The stack's state and the time of its last change; null where there is none. */
export const stackState = async (): Promise<{ readonly status: string; readonly changedAt: number } | null> => {
    const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK })).catch(() => null);
    const stack = found?.Stacks?.[0];
    return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE'
        ? null
        : { status: stack.StackStatus ?? '', changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0 };
};

const PATIENCE_MS = 120_000;

/** Asks until the answer is as wanted; the last answer when it never is. */
export const eventually = async <Answer>(
    ask: () => Promise<Answer>,
    isWanted: (answer: Answer) => boolean,
): Promise<Answer> => {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await ask();
        if (isWanted(answer) || Date.now() > end) return answer;
        await pause(500);
    }
};
