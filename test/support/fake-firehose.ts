/** A fake Firehose server: enforces the limits of PutRecordBatch, and injects scripted faults. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
const MAX_RECORDS = 500;
const MAX_CALL_BYTES = 4 * 1024 * 1024;
const MAX_RECORD_BYTES = 1_024_000;

/**
 * The outcome of a call: all records accepted; accepted, but without a response; every n-th record rejected; a response
 * with only the first n records; or an error.
 */
export type CallFate =
    | 'accepted'
    | 'response_lost'
    | { readonly rejectEvery: number }
    | { readonly replyOnly: number }
    | { readonly error: string; readonly status?: number };

export type FakeFirehose = {
    readonly url: string;
    /** The records of each call, accepted or not. */
    readonly calls: Buffer[][];
    readonly acceptedRecords: Buffer[];
    readonly acceptedByStream: ReadonlyMap<string, Buffer[]>;
    readonly callTimes: number[];
};

const readJsonBody = async (request: IncomingMessage): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
};

const sendJson = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

const findLimitViolation = (records: readonly Buffer[]): string | null => {
    if (records.length === 0 || records.length > MAX_RECORDS) return `${records.length} records`;
    if (records.some(({ length }) => length === 0 || length > MAX_RECORD_BYTES))
        return 'a record that is empty or too large';
    return records.reduce((sum, { length }) => sum + length, 0) > MAX_CALL_BYTES ? 'too many bytes' : null;
};

const STREAMS: ReadonlySet<string> = new Set(['dev-user-activity', 'dev-user-notification']);

/** Runs `act` with a Firehose whose calls have these outcomes, in order; further calls are accepted. */
export const withFakeFirehose = async <Result>(
    fates: readonly CallFate[],
    act: (firehose: FakeFirehose) => Promise<Result>,
): Promise<Result> => {
    const [calls, acceptedRecords, callTimes]: [Buffer[][], Buffer[], number[]] = [[], [], []];
    const acceptedByStream = new Map([...STREAMS].map((name): [string, Buffer[]] => [name, []]));
    const put = (
        body: { DeliveryStreamName: string; Records: readonly { Data: string }[] },
        response: ServerResponse,
    ): void => {
        const records = body.Records.map(({ Data }) => Buffer.from(Data, 'base64'));
        const [fate, wrong] = [fates[calls.length] ?? 'accepted', findLimitViolation(records)];
        calls.push(records);
        callTimes.push(performance.now());
        if (wrong !== null) return sendJson(response, 400, { __type: 'InvalidArgumentException', message: wrong });
        if (typeof fate === 'object' && 'error' in fate) {
            const error = { __type: fate.error, message: `injected error: ${fate.error}` };
            return sendJson(response, fate.status ?? 400, error);
        }
        const isRejected = (index: number): boolean =>
            typeof fate === 'object' &&
            ('replyOnly' in fate ? index >= fate.replyOnly : index % fate.rejectEvery === 0);
        const accepted = records.filter((_, index) => !isRejected(index));
        acceptedRecords.push(...accepted);
        acceptedByStream.get(body.DeliveryStreamName)?.push(...accepted);
        if (fate === 'response_lost') return void response.destroy();
        const RequestResponses = records.map((_, index) =>
            isRejected(index)
                ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
                : { RecordId: `id-${index}` },
        );
        const responses =
            typeof fate === 'object' && 'replyOnly' in fate
                ? RequestResponses.slice(0, fate.replyOnly)
                : RequestResponses;
        return sendJson(response, 200, {
            FailedPutCount: RequestResponses.filter((each) => 'ErrorCode' in each).length,
            RequestResponses: responses,
        });
    };
    const server = createServer((request, response) => {
        void (async () => {
            const body = (await readJsonBody(request)) as {
                DeliveryStreamName: string;
                Records: readonly { Data: string }[];
            };
            if (!STREAMS.has(body.DeliveryStreamName))
                return sendJson(response, 400, { __type: 'ResourceNotFoundException', message: 'not found' });
            if (String(request.headers['x-amz-target']).endsWith('.PutRecordBatch')) return put(body, response);
            if (!String(request.headers['x-amz-target']).endsWith('.DescribeDeliveryStream'))
                return sendJson(response, 400, {
                    __type: 'UnknownOperationException',
                    message: 'not in the table of permissions',
                });
            const streams = 'arn:aws:firehose:us-west-2:123456789012:deliverystream';
            return sendJson(response, 200, {
                DeliveryStreamDescription: { DeliveryStreamARN: `${streams}/${body.DeliveryStreamName}` },
            });
        })();
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return act({ url, calls, acceptedRecords, acceptedByStream, callTimes }).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};

export const fakeFirehoseEnvironment = (url: string): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
});
