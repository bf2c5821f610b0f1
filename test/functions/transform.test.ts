/** Tests of the function that Lambda calls: the real handler, its standard output caught, Firehose played by a server on this machine. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type * as Transform from '../../functions/transform.ts';
import { ARRIVED_AT, base64, invocationOf, readRow, SETTINGS, type Row } from '../support/given-firehose.ts';
import { activityText, notificationText } from '../support/given-events.ts';

const MARK = 'do-not-log-me';
const ADDRESS = '198.51.100.77';

const context: Context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'lake-transform',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:lake-transform',
    memoryLimitInMB: '512',
    awsRequestId: 'a-request',
    logGroupName: '/aws/lambda/lake-transform',
    logStreamName: 'a-stream',
    getRemainingTimeInMillis: () => 60_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
};

const putRecordBatch = z.object({ DeliveryStreamName: z.string(), Records: z.array(z.object({ Data: z.string() })) });
type Call = { readonly stream: string; readonly data: readonly string[] };

let server: Server;
let calls: Call[] = [];
/** How many of the first entries the next calls refuse. */
let refusing: number[] = [];
/** What the server does with the next calls instead of answering them. */
let mood: 'answers' | 'hangs' | 'denies' = 'answers';
let written = '';

const answerTo = (body: string): string => {
    const { DeliveryStreamName: stream, Records } = putRecordBatch.parse(JSON.parse(body));
    const refused = refusing.shift() ?? 0;
    calls.push({ stream, data: Records.map(({ Data }) => Data) });
    return JSON.stringify({
        FailedPutCount: Math.min(refused, Records.length),
        Encrypted: false,
        RequestResponses: Records.map((_, at) =>
            at < refused
                ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
                : { RecordId: `id-${at}` },
        ),
    });
};

beforeAll(async () => {
    server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
            if (mood === 'hangs') return;
            if (mood === 'denies')
                response
                    .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
                    .end(JSON.stringify({ __type: 'AccessDeniedException', message: `${MARK} may not` }));
            else
                response
                    .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
                    .end(answerTo(Buffer.concat(parts).toString()));
        });
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
});
afterAll(() => {
    server.closeAllConnections();
    server.close();
});

beforeEach(() => {
    calls = [];
    refusing = [];
    mood = 'answers';
    written = '';
    const { port } = z.custom<AddressInfo>().parse(server.address());
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'none');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
    vi.stubEnv('AWS_ENDPOINT_URL_FIREHOSE', `http://127.0.0.1:${port}`);
    const catchOutput = (chunk: string | Uint8Array): boolean => {
        written += Buffer.from(chunk).toString();
        return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(catchOutput);
    vi.spyOn(process.stderr, 'write').mockImplementation(catchOutput);
});
afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
});

/** The function as it starts with these variables. */
const started = async (variables: Readonly<Record<string, string>>): Promise<typeof Transform> => {
    vi.resetModules();
    for (const [name, value] of Object.entries({ ACTIVITY_STREAM: '', NOTIFICATION_STREAM: '', ...variables }))
        vi.stubEnv(name, value);
    return import('../../functions/transform.ts');
};

const NAMED = { ACTIVITY_STREAM: SETTINGS.user_activity, NOTIFICATION_STREAM: SETTINGS.user_notification };

const invoked = async (data: readonly string[], variables: Readonly<Record<string, string>> = NAMED) => {
    const { handler } = await started(variables);
    return handler(invocationOf(data, SETTINGS.user_activity, ARRIVED_AT), context);
};

const outputLines = (): readonly Row[] => written.trimEnd().split('\n').map(readRow);
const logLine = (): Row | undefined => outputLines().find(({ level }) => level !== undefined);
const metrics = (): readonly Row[] => outputLines().filter(({ level }) => level === undefined);

const MIXED = [
    activityText({ userName: MARK, ipAddress: ADDRESS, more: MARK }),
    `${activityText({ userName: MARK })}\n${notificationText(`to ${MARK}@example.com at ${ADDRESS}`)}`,
    `{"userName":"${MARK}`,
    '',
].map(base64);

describe('a batch', () => {
    test('is answered, and what was taken apart goes to its streams', async () => {
        const answer = await invoked(MIXED);

        expect(answer.records.map(({ result }) => result)).toEqual(['Ok', 'Dropped', 'ProcessingFailed', 'Dropped']);
        expect(calls.map(({ stream, data }) => [stream, data.length])).toEqual([
            [SETTINGS.user_activity, 1],
            [SETTINGS.user_notification, 1],
        ]);
    });

    test('puts what was not taken again', async () => {
        refusing = [1];

        const answer = await invoked([base64(`${activityText()}\n${activityText({ eventType: 'SignUp' })}`)]);

        expect(answer.records.map(({ result }) => result)).toEqual(['Dropped']);
        expect(calls.map(({ data }) => data.length)).toEqual([2, 1]);
        expect(calls[1]?.data[0]).toBe(calls[0]?.data[0]);
    });

    test('writes one log line with its counts', async () => {
        await invoked(MIXED);

        expect(outputLines().filter(({ level }) => level !== undefined)).toHaveLength(1);
        expect(logLine()).toMatchObject({
            level: 'WARN',
            message: 'batch',
            service: 'cognito-log-lake',
            stream: SETTINGS.user_activity,
            table: 'user_activity',
            arrivals: 4,
            kept: 1,
            set_aside: 1,
            refused: 1,
            taken_apart: 1,
            events: 4,
            rows: 1,
            refused_events: 1,
            put_back_events: 2,
            put_back_pieces: 2,
            refused_by_reason: { not_json: 1 },
            function_request_id: 'a-request',
        });
    });

    test('publishes its counts as metrics of its stream, and the refused by reason', async () => {
        await invoked([...MIXED, base64('[]'), base64('42')]);

        const found = metrics().map(({ _aws, ...rest }) => rest);
        const stream = SETTINGS.user_activity;
        expect(found).toHaveLength(3);
        expect(found).toContainEqual({
            service: 'cognito-log-lake',
            stream,
            arrivals: 6,
            kept: 1,
            set_aside: 1,
            refused: 3,
            taken_apart: 1,
            events: 6,
            rows: 1,
            refused_events: 3,
            put_back_events: 2,
            put_back_pieces: 2,
            unknown_fields: 1,
            unlisted_pool_events: 0,
        });
        expect(found).toContainEqual({ service: 'cognito-log-lake', stream, reason: 'not_json', refused_events: 1 });
        expect(found).toContainEqual({
            service: 'cognito-log-lake',
            stream,
            reason: 'not_an_object',
            refused_events: 2,
        });
    });

    test('publishes metrics in the embedded format, by stream', async () => {
        await invoked(MIXED);

        const [declared] = metrics().map(({ _aws }) => _aws);
        expect(declared).toMatchObject({
            CloudWatchMetrics: [{ Namespace: 'CognitoLogLake', Dimensions: [['service', 'stream']] }],
        });
    });

    test('leaves no user name, address, mail or details in what is written', async () => {
        await invoked(MIXED);
        await invoked([base64(notificationText(MARK))], {});

        expect(written).toContain('put_back_failed');
        expect(written).not.toContain(MARK);
        expect(written).not.toContain(ADDRESS);
    });

    test('of nothing is answered with nothing', async () => {
        expect(await invoked([])).toEqual({ records: [] });
        expect(logLine()).toMatchObject({ level: 'INFO', arrivals: 0, events: 0 });
    });
});

describe('without a stream to put back to', () => {
    test('what must be put back is refused with its bytes, no call is made, and the log line says what to set', async () => {
        const data = base64(notificationText('x'));

        const answer = await invoked([data], {});

        expect(answer.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(calls).toEqual([]);
        expect(logLine()?.['hint']).toBe(
            'No stream to put back to: set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two streams',
        );
    });
});

describe('when a stream takes nothing', () => {
    test('the arrival is refused with its bytes, and the log line says where it is', async () => {
        const { handlerWith } = await started(NAMED);
        const { reportBatch } = await import('../../lib/transform/report-batch.ts');
        const portsOf = () => ({ put: async () => [], leftMs: () => 0, wait: async () => undefined, random: () => 0 });
        const data = base64(notificationText('x'));

        const answer = await handlerWith({ settings: SETTINGS, portsOf, report: reportBatch })(
            invocationOf([data], SETTINGS.user_activity, ARRIVED_AT),
            context,
        );

        expect(answer.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(logLine()?.['hint']).toBe(
            'Firehose did not take what was put back; the arrivals are in the error prefix: redrive them',
        );
    });
});

/** A context whose time runs out so soon. */
const within = (ms: number): Context => {
    const end = Date.now() + ms;
    return { ...context, getRemainingTimeInMillis: () => end - Date.now() };
};

describe('a stream that', () => {
    const data = base64(notificationText('x'));
    const invokedWithin = async (ms: number) =>
        (await started(NAMED)).handler(invocationOf([data], SETTINGS.user_activity, ARRIVED_AT), within(ms));

    test('does not answer costs its arrivals, with their bytes, and not the batch: the call ends before the function’s time does', async () => {
        mood = 'hangs';

        const answer = await invokedWithin(6300);

        expect(answer.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(outputLines()).toContainEqual(
            expect.objectContaining({ message: 'put_back', failed_records: 1, error_codes: ['AbortError'] }),
        );
    });

    test('denies is named in the log, without the words of the error', async () => {
        mood = 'denies';

        const answer = await invokedWithin(5200);

        expect(answer.records.map(({ result }) => result)).toEqual(['ProcessingFailed']);
        expect(outputLines()).toContainEqual(
            expect.objectContaining({
                level: 'WARN',
                message: 'put_back',
                stream: SETTINGS.user_notification,
                failed_records: 1,
                error_codes: ['AccessDeniedException'],
            }),
        );
        expect(written).not.toContain(MARK);
    });

    test('takes some is named with the codes of those that it did not take', async () => {
        refusing = [1];

        await invoked([base64(`${activityText()}\n${activityText({ eventType: 'SignUp' })}`)]);

        expect(outputLines()).toContainEqual(
            expect.objectContaining({
                message: 'put_back',
                failed_records: 1,
                error_codes: ['ServiceUnavailableException'],
            }),
        );
    });
});

test('an invocation that is none of Firehose’s fails with what was expected', async () => {
    const { handler } = await started(NAMED);

    await expect(handler({ Records: [] }, context)).rejects.toThrow(/^Expected the event of a Firehose transformation/);
});

test('a wrong setting stops the start, and is named', async () => {
    await expect(started({ NOTIFICATION_STREAM: 'two words' })).rejects.toThrow(/NOTIFICATION_STREAM/);
});
