/** A small Firehose on this machine: it holds PutRecordBatch to its limits, and fails as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
const MAX_RECORDS = 500;
const MAX_CALL_BYTES = 4 * 1024 * 1024;
const MAX_RECORD_BYTES = 1_024_000;

/** What becomes of a call: `taken`, every so-manieth record refused, an error by its name, or no answer after all was taken. */
export type CallFate =
    | 'taken'
    | 'lost'
    | { readonly refuseEvery: number }
    | { readonly answerOnly: number }
    | { readonly error: string; readonly status?: number };

export type Firehose = {
    readonly url: string;
    /** The records of each call, as they came; with those that were not taken. */
    readonly calls: Buffer[][];
    readonly taken: Buffer[];
    /** Those by stream. */
    readonly takenOn: ReadonlyMap<string, Buffer[]>;
    readonly at: number[];
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
};

const reply = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

const wrongWith = (records: readonly Buffer[]): string | null => {
    if (records.length === 0 || records.length > MAX_RECORDS) return `${records.length} records`;
    if (records.some(({ length }) => length === 0 || length > MAX_RECORD_BYTES))
        return 'a record that is empty or too large';
    return records.reduce((sum, { length }) => sum + length, 0) > MAX_CALL_BYTES ? 'too many bytes' : null;
};

const STREAMS: ReadonlySet<string> = new Set(['dev-user-activity', 'dev-user-notification']);

/** Runs something beside a Firehose whose calls have these fates, one after the other; those after them are taken. */
export const withFirehose = async <Answer>(
    fates: readonly CallFate[],
    act: (firehose: Firehose) => Promise<Answer>,
): Promise<Answer> => {
    const [calls, taken, at]: [Buffer[][], Buffer[], number[]] = [[], [], []];
    const takenOn = new Map([...STREAMS].map((name): [string, Buffer[]] => [name, []]));
    const put = (
        body: { DeliveryStreamName: string; Records: readonly { Data: string }[] },
        response: ServerResponse,
    ): void => {
        const records = body.Records.map(({ Data }) => Buffer.from(Data, 'base64'));
        const [fate, wrong] = [fates[calls.length] ?? 'taken', wrongWith(records)];
        calls.push(records);
        at.push(performance.now());
        if (wrong !== null) return reply(response, 400, { __type: 'InvalidArgumentException', message: wrong });
        if (typeof fate === 'object' && 'error' in fate)
            return reply(response, fate.status ?? 400, { __type: fate.error, message: `told to ${fate.error}` });
        const isRefused = (index: number): boolean =>
            typeof fate === 'object' &&
            ('answerOnly' in fate ? index >= fate.answerOnly : index % fate.refuseEvery === 0);
        const accepted = records.filter((_, index) => !isRefused(index));
        taken.push(...accepted);
        takenOn.get(body.DeliveryStreamName)?.push(...accepted);
        if (fate === 'lost') return void response.destroy();
        const RequestResponses = records.map((_, index) =>
            isRefused(index)
                ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
                : { RecordId: `id-${index}` },
        );
        const told =
            typeof fate === 'object' && 'answerOnly' in fate
                ? RequestResponses.slice(0, fate.answerOnly)
                : RequestResponses;
        return reply(response, 200, {
            FailedPutCount: RequestResponses.filter((one) => 'ErrorCode' in one).length,
            RequestResponses: told,
        });
    };
    const server = createServer((request, response) => {
        void (async () => {
            const body = (await bodyOf(request)) as {
                DeliveryStreamName: string;
                Records: readonly { Data: string }[];
            };
            if (!STREAMS.has(body.DeliveryStreamName))
                return reply(response, 400, { __type: 'ResourceNotFoundException', message: 'not found' });
            if (String(request.headers['x-amz-target']).endsWith('.PutRecordBatch')) return put(body, response);
            if (!String(request.headers['x-amz-target']).endsWith('.DescribeDeliveryStream'))
                return reply(response, 400, {
                    __type: 'UnknownOperationException',
                    message: 'not of the table of permissions',
                });
            return reply(response, 200, {
                DeliveryStreamDescription: {
                    DeliveryStreamARN: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${body.DeliveryStreamName}`,
                },
            });
        })();
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return act({ url, calls, taken, takenOn, at }).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};

export const awsEnvironment = (url: string): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
});
