/** The report of a deployed stack: its schedule, an invocation, and a queue that receives its findings. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient, type GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, LAKE_BUCKET_NAME, s3, STACK_NAME } from './emulated-account.ts';

const REPORT_NAME = `${STACK_NAME}-report`;
const FINDINGS_TOPIC_ARN = `arn:aws:sns:us-west-2:${ACCOUNT}:${STACK_NAME}-findings`;
const QUEUE_NAME = 'findings-of-the-test';

const [lambda, scheduler, sns, sqs] = [
    new LambdaClient({}),
    new SchedulerClient({}),
    new SNSClient({}),
    new SQSClient({}),
];

/** Config lines. The emulator runs schedules that are due; this one never is, so only the test invokes the function. */
export const REPORT_CONFIG_LINES = [
    'report:',
    '  schedule: cron(0 6 1 1 ? 2099)',
    '  email: security@example.com',
    '  quietHours: 192',
    '  maxMessages: 5',
];

export const readSchedule = async (): Promise<GetScheduleOutput> =>
    scheduler.send(new GetScheduleCommand({ Name: REPORT_NAME, GroupName: REPORT_NAME }));

/**
 * The input as EventBridge Scheduler passes it:
 * docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html.
 */
export const withScheduledTime = (input: string, ms: number): string =>
    input.replace('<aws.scheduler.scheduled-time>', new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'));

export type ReportReply = { readonly folder: string; readonly sent: number; readonly failed: readonly string[] };

export const invokeReport = async (input: string): Promise<ReportReply> => {
    const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: REPORT_NAME, Payload: Buffer.from(input) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${text}`);
    return JSON.parse(text) as ReportReply;
};

export type ReceivedMessage = {
    readonly subject: string;
    readonly text: string;
    readonly attributes: Readonly<Record<string, string>>;
};

/** Creates a queue that is subscribed to the findings topic; returns its URL. */
export const subscribeQueue = async (): Promise<string> => {
    const arn = `arn:aws:sqs:us-west-2:${ACCOUNT}:${QUEUE_NAME}`;
    const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
            {
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: arn,
                Condition: { ArnEquals: { 'aws:SourceArn': FINDINGS_TOPIC_ARN } },
            },
        ],
    });
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: QUEUE_NAME, Attributes: { Policy } }));
    await sns.send(new SubscribeCommand({ TopicArn: FINDINGS_TOPIC_ARN, Protocol: 'sqs', Endpoint: arn }));
    return QueueUrl;
};

const parseMessage = (body: string): ReceivedMessage => {
    const {
        Subject,
        Message,
        MessageAttributes = {},
    } = JSON.parse(body) as { Subject: string; Message: string; MessageAttributes?: Record<string, { Value: string }> };
    return {
        subject: Subject,
        text: Message,
        attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value])),
    };
};

const RECEIVE_LIMIT_MS = 60_000;

/** Receives and deletes at least `count` messages, until the queue is empty; sorted by subject. */
export const receiveMessages = async (QueueUrl: string, count: number): Promise<readonly ReceivedMessage[]> => {
    const [received, end]: [ReceivedMessage[], number] = [[], Date.now() + RECEIVE_LIMIT_MS];
    for (;;) {
        const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        if (Messages.length === 0 && (received.length >= count || Date.now() > end))
            return received.toSorted((one, other) => one.subject.localeCompare(other.subject));
        for (const { Body = '', ReceiptHandle } of Messages) {
            received.push(parseMessage(Body));
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
    }
};

export const readLakeObject = async (Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE_BUCKET_NAME, Key }));
    return (await Body?.transformToString()) ?? '';
};
