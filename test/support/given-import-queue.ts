/** An export bucket, the import's queue and the streams on this machine, over HTTP, and the real handler in front of them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import type { BatchResponse } from '../../lib/operate/import/import-batch.ts';
import { withFirehose, type CallFate, type Firehose } from './given-delivery-stream.ts';

export const BUCKET = 'exports-of-ours';
export const FOLDER = 'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/us-west-2_EXAMPLE/USER_AUTH_EVENTS';
export const WRITTEN_AT = Date.UTC(2026, 0, 2, 12);

/** A key as the delivery service writes it. */
export const keyOf = (name: string, day = '20260102'): string =>
    `${FOLDER}/123456789012_aws_cognito_service_logs_us-west-2_us-west-2_EXAMPLE_userAuthEvents_INFO_S3_${name}_cognito-us-west-2_EXAMPLE_USER_AUTH_EVENTS_${day}_0a1b2c3d.log.gz`;

export type StoredBytes = { readonly bytes: Buffer; readonly modifiedAt: number };

/** What the bucket does with requests for an object: null answers as S3 does. */
export type Whim = (request: IncomingMessage, response: ServerResponse, served: number) => boolean;

export type Aws = {
    readonly firehose: Firehose;
    readonly objects: Map<string, StoredBytes>;
    /** What was sent to the queue: bodies and delays. */
    readonly sent: { readonly body: string; readonly delay: number }[];
    readonly whims: { bucket: Whim | null; isQueueBroken: boolean };
    /** Hands messages to the handler, a minute after the objects were written; it does not wait for streams. */
    readonly invoke: (bodies: readonly string[], leftMs?: () => number) => Promise<BatchResponse>;
    /** The lines that the last invocation wrote. */
    readonly lines: () => readonly Record<string, unknown>[];
};

export const etagOf = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

const told = (response: ServerResponse, status: number, code: string): void => {
    response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
};

/** As S3 answers HEAD and GET, with ranges and conditions. */
const serve = (object: StoredBytes | undefined, request: IncomingMessage, response: ServerResponse): void => {
    if (object === undefined)
        return request.method === 'HEAD' ? void response.writeHead(404).end() : told(response, 404, 'NoSuchKey');
    const { bytes, modifiedAt } = object;
    const etag = `"${etagOf(bytes)}"`;
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== etag) return told(response, 412, 'PreconditionFailed');
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

const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const textOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

/** As SQS speaks: the queue has the name that the function is given. */
const queueServer = (sent: Aws['sent'], whims: Aws['whims']): Server =>
    createServer((request, response) => {
        void (async () => {
            const body = JSON.parse(await textOf(request)) as Record<string, unknown>;
            const json = (status: number, answer: object): void =>
                void response
                    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
                    .end(JSON.stringify(answer));
            if (whims.isQueueBroken)
                return json(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' });
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

const contextOf = (leftMs: () => number): Context => ({
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

/** As SQS hands messages to a function. */
export const queueEvent = (bodies: readonly string[]): object => ({
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

/** What S3 tells the queue of new objects. */
export const toldOf = (...keys: readonly string[]): string => toldIn(BUCKET, ...keys);

export const toldIn = (bucket: string, ...keys: readonly string[]): string =>
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

const environmentOf = (s3: string, sqs: string, firehose: string): Readonly<Record<string, string>> => ({
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

/** Runs something beside a bucket with these objects, a queue, and streams whose calls have these fates. */
export const withAws = async <Answer>(
    objects: Readonly<Record<string, Buffer>>,
    fates: readonly CallFate[],
    act: (aws: Aws) => Promise<Answer>,
): Promise<Answer> =>
    withFirehose(fates, async (firehose) => {
        const stored = new Map(
            Object.entries(objects).map(([key, bytes]): [string, StoredBytes] => [
                key,
                { bytes, modifiedAt: WRITTEN_AT },
            ]),
        );
        const sent: { body: string; delay: number }[] = [];
        const whims: Aws['whims'] = { bucket: null, isQueueBroken: false };
        let served = 0;
        const bucket = createServer((request, response) => {
            const path = decodeURIComponent(new URL(`http://x${request.url ?? ''}`).pathname);
            served += 1;
            if (whims.bucket?.(request, response, served) !== true)
                serve(stored.get(path.slice(BUCKET.length + 2)), request, response);
        });
        const queue = queueServer(sent, whims);
        for (const [name, value] of Object.entries(
            environmentOf(await listen(bucket), await listen(queue), firehose.url),
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
                queueEvent(bodies),
                contextOf(leftMs),
            );
        };
        const lines = (): readonly Record<string, unknown>[] =>
            written
                .trimEnd()
                .split('\n')
                .filter((line) => line.startsWith('{'))
                .map((line) => JSON.parse(line) as Record<string, unknown>);
        return act({ firehose, objects: stored, sent, whims, invoke, lines }).finally(() => {
            for (const spy of spies) spy.mockRestore();
            vi.unstubAllEnvs();
            for (const server of [bucket, queue]) {
                server.closeAllConnections();
                server.close();
            }
        });
    });
