/** Runs the real import handler against a fake S3 bucket, SQS queue and Firehose on this machine. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import type { BatchResponse } from '../../lib/operate/import/import-batch.ts';
import { withFakeFirehose, type CallFate, type FakeFirehose } from './fake-firehose.ts';

export const EXPORT_BUCKET_NAME = 'exports-of-ours';
export const EXPORT_FOLDER = 'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/us-west-2_EXAMPLE/USER_AUTH_EVENTS';
export const WRITTEN_AT = Date.UTC(2026, 0, 2, 12);

/** A key in the form of the log delivery service. */
export const exportKeyOf = (name: string, day = '20260102'): string =>
    `${EXPORT_FOLDER}/123456789012_aws_cognito_service_logs_us-west-2_us-west-2_EXAMPLE_userAuthEvents_INFO_S3_` +
    `${name}_cognito-us-west-2_EXAMPLE_USER_AUTH_EVENTS_${day}_0a1b2c3d.log.gz`;

type StoredBytes = { readonly bytes: Buffer; readonly modifiedAt: number };

/** Replaces the bucket's response. Returns false to respond as S3 does. */
type BucketFault = (request: IncomingMessage, response: ServerResponse, served: number) => boolean;

export type FakeImportAws = {
    readonly firehose: FakeFirehose;
    readonly objects: Map<string, StoredBytes>;
    /** Messages sent to the queue: bodies and delays. */
    readonly sentMessages: { readonly body: string; readonly delay: number }[];
    readonly faults: { bucket: BucketFault | null; isQueueBroken: boolean };
    /** Invokes the handler with messages, a minute after the objects were written, without waits between retries. */
    readonly invoke: (bodies: readonly string[], leftMs?: () => number) => Promise<BatchResponse>;
    /** The log lines of the last invocation. */
    readonly lines: () => readonly Record<string, unknown>[];
};

export const etagOf = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

const sendXmlError = (response: ServerResponse, status: number, code: string): void => {
    response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
};

/** Responds to HEAD and GET as S3 does, with ranges and conditions. */
const serveObject = (object: StoredBytes | undefined, request: IncomingMessage, response: ServerResponse): void => {
    if (object === undefined)
        return request.method === 'HEAD'
            ? void response.writeHead(404).end()
            : sendXmlError(response, 404, 'NoSuchKey');
    const { bytes, modifiedAt } = object;
    const etag = `"${etagOf(bytes)}"`;
    const ifMatch = request.headers['if-match'];
    if (ifMatch !== undefined && ifMatch !== etag) return sendXmlError(response, 412, 'PreconditionFailed');
    const from = Number(/bytes=(\d+)-/.exec(String(request.headers.range))?.[1] ?? 0);
    const headers = {
        etag,
        'last-modified': new Date(modifiedAt).toUTCString(),
        'content-length': bytes.length - from,
    };
    response.writeHead(
        from > 0 ? 206 : 200,
        from > 0 ? { ...headers, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : headers,
    );
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from));
};

const listenLocally = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const readRequestText = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

/** A fake SQS: GetQueueUrl accepts any queue name, and SendMessage collects messages. */
const makeQueueServer = (sent: FakeImportAws['sentMessages'], faults: FakeImportAws['faults']): Server =>
    createServer((request, response) => {
        void (async () => {
            const body = JSON.parse(await readRequestText(request)) as Record<string, unknown>;
            const json = (status: number, reply: object): void =>
                void response
                    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
                    .end(JSON.stringify(reply));
            if (faults.isQueueBroken)
                return json(400, {
                    __type: 'com.amazonaws.sqs#QueueDoesNotExist',
                    message: 'The queue does not exist',
                });
            if (String(request.headers['x-amz-target']).endsWith('.GetQueueUrl'))
                return json(200, {
                    QueueUrl: `http://${request.headers.host}/123456789012/${String(body['QueueName'])}`,
                });
            sent.push({ body: String(body['MessageBody']), delay: Number(body['DelaySeconds']) });
            return json(200, {
                MessageId: 'a',
                MD5OfMessageBody: createHash('md5').update(String(body['MessageBody'])).digest('hex'),
            });
        })();
    });

const makeContext = (leftMs: () => number): Context => ({
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'lake-import',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:lake-import',
    memoryLimitInMB: '512',
    awsRequestId: 'a-request',
    logGroupName: '/aws/lambda/lake-import',
    logStreamName: 'a-stream',
    getRemainingTimeInMillis: leftMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
});

/** The Lambda event of SQS messages. */
const makeQueueEvent = (bodies: readonly string[]): object => ({
    Records: bodies.map((body, index) => ({
        messageId: `message-${index}`,
        receiptHandle: 'a',
        body,
        attributes: {},
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-west-2:123456789012:lake-import',
        awsRegion: 'us-west-2',
    })),
});

/** The notification that S3 sends to the queue for new objects. */
export const notificationFor = (...keys: readonly string[]): string =>
    notificationFromBucket(EXPORT_BUCKET_NAME, ...keys);

export const notificationFromBucket = (bucket: string, ...keys: readonly string[]): string =>
    JSON.stringify({
        Records: keys.map((key) => ({
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            s3: {
                bucket: { name: bucket },
                object: {
                    key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
                    size: 1,
                    eTag: 'x',
                },
            },
        })),
    });

const fakeAwsEnvironment = (s3: string, sqs: string, firehose: string): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_FIREHOSE: firehose,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
    ACTIVITY_STREAM: 'dev-user-activity',
    NOTIFICATION_STREAM: 'dev-user-notification',
    IMPORT_QUEUE: 'lake-import',
});

/** Runs `act` with a bucket of these objects, a queue, and streams whose calls have these outcomes. */
export const withFakeImport = async <Result>(
    objects: Readonly<Record<string, Buffer>>,
    fates: readonly CallFate[],
    act: (aws: FakeImportAws) => Promise<Result>,
): Promise<Result> =>
    withFakeFirehose(fates, async (firehose) => {
        const stored = new Map(
            Object.entries(objects).map(([key, bytes]): [string, StoredBytes] => [
                key,
                { bytes, modifiedAt: WRITTEN_AT },
            ]),
        );
        const sent: { body: string; delay: number }[] = [];
        const faults: FakeImportAws['faults'] = { bucket: null, isQueueBroken: false };
        let served = 0;
        const bucket = createServer((request, response) => {
            const path = decodeURIComponent(new URL(`http://x${request.url ?? ''}`).pathname);
            served += 1;
            if (faults.bucket?.(request, response, served) !== true)
                serveObject(stored.get(path.slice(EXPORT_BUCKET_NAME.length + 2)), request, response);
        });
        const queue = makeQueueServer(sent, faults);
        for (const [name, value] of Object.entries(
            fakeAwsEnvironment(await listenLocally(bucket), await listenLocally(queue), firehose.url),
        ))
            vi.stubEnv(name, value);
        let written = '';
        const catchOutput = (chunk: string | Uint8Array): boolean => {
            written += Buffer.from(chunk).toString();
            return true;
        };
        const spies = [
            vi.spyOn(process.stdout, 'write').mockImplementation(catchOutput),
            vi.spyOn(process.stderr, 'write').mockImplementation(catchOutput),
        ];
        const invoke = async (
            bodies: readonly string[],
            leftMs: () => number = () => 300_000,
        ): Promise<BatchResponse> => {
            vi.resetModules();
            const { handlerWith } = await import('../../functions/import.ts');
            written = '';
            return handlerWith({ wait: async () => undefined, nowMs: () => WRITTEN_AT + 60_000 })(
                makeQueueEvent(bodies),
                makeContext(leftMs),
            );
        };
        const lines = (): readonly Record<string, unknown>[] =>
            written
                .trimEnd()
                .split('\n')
                .filter((line) => line.startsWith('{'))
                .map((line) => JSON.parse(line) as Record<string, unknown>);
        return act({ firehose, objects: stored, sentMessages: sent, faults, invoke, lines }).finally(() => {
            for (const spy of spies) spy.mockRestore();
            vi.unstubAllEnvs();
            for (const server of [bucket, queue]) {
                server.closeAllConnections();
                server.close();
            }
        });
    });
