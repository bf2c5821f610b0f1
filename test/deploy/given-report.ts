/** The report of a deployed stack: what its schedule calls with, a call, and a queue that hears of its findings. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient, type GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, LAKE, s3, STACK } from './given-account.ts';

const REPORT = `${STACK}-report`;
const TOPIC = `arn:aws:sns:us-west-2:${ACCOUNT}:${STACK}-findings`;
const QUEUE = 'findings-of-the-test';

const [lambda, scheduler, sns, sqs] = [
    new LambdaClient({}),
    new SchedulerClient({}),
    new SNSClient({}),
    new SQSClient({}),
];

/** Lines of the settings. The emulator's clock calls what is due: this never is, so only the test calls. */
export const REPORT_SETTINGS = [
    'report:',
    '  schedule: cron(0 6 1 1 ? 2099)',
    '  email: security@example.com',
    '  quietHours: 192',
    '  maxMessages: 5',
];

export const scheduleOf = async (): Promise<GetScheduleOutput> =>
    scheduler.send(new GetScheduleCommand({ Name: REPORT, GroupName: REPORT }));

/** As EventBridge Scheduler calls: docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html. */
export const atTime = (input: string, ms: number): string =>
    input.replace('<aws.scheduler.scheduled-time>', new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'));

export type Answered = { readonly folder: string; readonly given: number; readonly failed: readonly string[] };

export const invokeReport = async (input: string): Promise<Answered> => {
    const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: REPORT, Payload: Buffer.from(input) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${text}`);
    return JSON.parse(text) as Answered;
};

export type Heard = {
    readonly subject: string;
    readonly text: string;
    readonly attributes: Readonly<Record<string, string>>;
};

/** A queue that is subscribed to the topic of findings, by its address. */
export const subscribedQueue = async (): Promise<string> => {
    const arn = `arn:aws:sqs:us-west-2:${ACCOUNT}:${QUEUE}`;
    const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
            {
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: arn,
                Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
            },
        ],
    });
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: QUEUE, Attributes: { Policy } }));
    await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: arn }));
    return QueueUrl;
};

const heardOf = (body: string): Heard => {
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

const PATIENCE_MS = 60_000;

/** What waits in a queue, which is then empty, by subject: waits for so many messages, and then for none. */
export const heardIn = async (QueueUrl: string, count: number): Promise<readonly Heard[]> => {
    const [heard, end]: [Heard[], number] = [[], Date.now() + PATIENCE_MS];
    for (;;) {
        const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        if (Messages.length === 0 && (heard.length >= count || Date.now() > end))
            return heard.toSorted((one, other) => one.subject.localeCompare(other.subject));
        for (const { Body = '', ReceiptHandle } of Messages) {
            heard.push(heardOf(Body));
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
    }
};

export const textIn = async (Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
    return (await Body?.transformToString()) ?? '';
};
