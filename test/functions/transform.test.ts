/** Tests of the Lambda handler with its real output and a fake Firehose server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type * as Transform from '../../functions/transform.ts';
import {
    ARRIVED_AT,
    base64,
    makeInvocation,
    parseJsonRow,
    SETTINGS,
    type JsonRow,
} from '../support/transform-batch.ts';
import { activityText, notificationText } from '../support/sample-events.ts';

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
    getRemainingTimeInMillis: () => 60_000.25,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
};

const putRecordBatch = z.object({ DeliveryStreamName: z.string(), Records: z.array(z.object({ Data: z.string() })) });
type Call = { readonly stream: string; readonly data: readonly string[] };

let server: Server;
let calls: Call[] = [];
/** How many of their first records the next calls reject. */
let rejectedCounts: number[] = [];
/** How the server treats the next calls. */
let serverMode: 'replies' | 'hangs' | 'denies' = 'replies';
let written = '';

const replyTo = (body: string): string => {
    const { DeliveryStreamName: stream, Records } = putRecordBatch.parse(JSON.parse(body));
    const rejected = rejectedCounts.shift() ?? 0;
    calls.push({ stream, data: Records.map(({ Data }) => Data) });
    return JSON.stringify({
        FailedPutCount: Math.min(rejected, Records.length),
        Encrypted: false,
        RequestResponses: Records.map((_, at) =>
            at < rejected
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
            if (serverMode === 'hangs') return;
            if (serverMode === 'denies')
                response
                    .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
                    .end(JSON.stringify({ __type: 'AccessDeniedException', message: `${MARK} may not` }));
            else
                response
                    .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
                    .end(replyTo(Buffer.concat(parts).toString()));
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
    rejectedCounts = [];
    serverMode = 'replies';
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

/** Loads the function with these environment variables. */
const loadFunction = async (variables: Readonly<Record<string, string>>): Promise<typeof Transform> => {
    vi.resetModules();
    for (const [name, value] of Object.entries({ ACTIVITY_STREAM: '', NOTIFICATION_STREAM: '', ...variables }))
        vi.stubEnv(name, value);
    return import('../../functions/transform.ts');
};

const NAMED = { ACTIVITY_STREAM: SETTINGS.user_activity, NOTIFICATION_STREAM: SETTINGS.user_notification };

const invoke = async (data: readonly string[], variables: Readonly<Record<string, string>> = NAMED) => {
    const { handler } = await loadFunction(variables);
    return handler(makeInvocation(data, SETTINGS.user_activity, ARRIVED_AT), context);
};

const outputLines = (): readonly JsonRow[] => written.trimEnd().split('\n').map(parseJsonRow);
const logLine = (): JsonRow | undefined => outputLines().find(({ level }) => level !== undefined);
const metrics = (): readonly JsonRow[] => outputLines().filter(({ level }) => level === undefined);

const MIXED = [
    activityText({ userName: MARK, ipAddress: ADDRESS, more: MARK }),
    `${activityText({ userName: MARK })}\n${notificationText(`to ${MARK}@example.com at ${ADDRESS}`)}`,
    `{"userName":"${MARK}`,
    '',
].map(base64);

describe('a batch', () => {
    test('a batch is answered, and pieces go to their streams', async () => {
        const reply = await invoke(MIXED);

        expect(reply.records.map(({ result }) => result)).toEqual(['Ok', 'Dropped', 'ProcessingFailed', 'Dropped']);
        expect(calls.map(({ stream, data }) => [stream, data.length])).toEqual([
            [SETTINGS.user_activity, 1],
            [SETTINGS.user_notification, 1],
        ]);
    });

    test('a rejected piece is put again', async () => {
        rejectedCounts = [1];

        const reply = await invoke([base64(`${activityText()}\n${activityText({ eventType: 'SignUp' })}`)]);

        expect(reply.records.map(({ result }) => result)).toEqual(['Dropped']);
        expect(calls.map(({ data }) => data.length)).toEqual([2, 1]);
        expect(calls[1]?.data[0]).toBe(calls[0]?.data[0]);
    });

    test('a batch writes one log line with its counts', async () => {
        await invoke(MIXED);

        expect(outputLines().filter(({ level }) => level !== undefined)).toHaveLength(1);
        expect(logLine()).toMatchObject({
            level: 'WARN',
            message: 'batch',
            service: 'cognito-log-lake',
            stream: SETTINGS.user_activity,
            table: 'user_activity',
            records: 4,
            ok: 1,
            dropped: 1,
            rejected: 1,
            split: 1,
            events: 4,
            rows: 1,
            rejected_events: 1,
            reingested_events: 2,
            reingested_pieces: 2,
            rejected_by_reason: { not_json: 1 },
            function_request_id: 'a-request',
        });
    });

    test('a batch publishes its counts as metrics of its stream, and rejected events by reason', async () => {
        await invoke([...MIXED, base64('[]'), base64('42')]);

        const published = metrics().map(({ _aws, ...rest }) => rest);
        const stream = SETTINGS.user_activity;
        expect(published).toHaveLength(3);
        expect(published).toContainEqual({
            service: 'cognito-log-lake',
            stream,
            records: 6,
            ok: 1,
            dropped: 1,
            rejected: 3,
            split: 1,
            events: 6,
            rows: 1,
            rejected_events: 3,
            reingested_events: 2,
            reingested_pieces: 2,
            unknown_fields: 1,
            unlisted_pool_events: 0,
        });
        expect(published).toContainEqual({
            service: 'cognito-log-lake',
            stream,
            reason: 'not_json',
            rejected_events: 1,
        });
        expect(published).toContainEqual({
            service: 'cognito-log-lake',
            stream,
            reason: 'not_an_object',
            rejected_events: 2,
        });
    });

    test('a batch publishes metrics in the embedded format, by stream', async () => {
        await invoke(MIXED);

        const [declared] = metrics().map(({ _aws }) => _aws);
        expect(declared).toMatchObject({
            CloudWatchMetrics: [{ Namespace: 'CognitoLogLake', Dimensions: [['service', 'stream']] }],
        });
    });

    test('the output has no user name, IP address, email address or details', async () => {
        await invoke(MIXED);
        await invoke([base64(notificationText(MARK))], {});

        expect(written).toContain('reingest_failed');
        expect(written).not.toContain(MARK);
        expect(written).not.toContain(ADDRESS);
    });

    test('the reply to an empty batch is empty', async () => {
        expect(await invoke([])).toEqual({ records: [] });
        expect(logLine()).toMatchObject({ level: 'INFO', records: 0, events: 0 });
    });
});

describe('without a stream to re-ingest to', () => {
    test('a split record is rejected with its bytes, no call is made, and the log line says what to set', async () => {
        const data = base64(notificationText('x'));

        const reply = await invoke([data], {});

        expect(reply.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(calls).toEqual([]);
        expect(logLine()?.['hint']).toBe(
            'No stream to re-ingest to. Set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two streams',
        );
    });
});

describe('a stream that accepts nothing', () => {
    test('the record is rejected with its bytes, and the log line says where it is', async () => {
        const { handlerWith } = await loadFunction(NAMED);
        const { reportBatch } = await import('../../lib/transform/report-batch.ts');
        const portsOf = () => ({ put: async () => [], leftMs: () => 0, wait: async () => undefined, random: () => 0 });
        const data = base64(notificationText('x'));

        const reply = await handlerWith({ settings: SETTINGS, portsOf, report: reportBatch })(
            makeInvocation([data], SETTINGS.user_activity, ARRIVED_AT),
            context,
        );

        expect(reply.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(logLine()?.['hint']).toBe(
            'Firehose did not accept re-ingested records. They are in the error prefix: redrive them',
        );
    });
});

/** A context with this time left. */
const contextWithin = (ms: number): Context => {
    const end = Date.now() + ms;
    return { ...context, getRemainingTimeInMillis: () => end - Date.now() };
};

describe('a stream that fails', () => {
    const data = base64(notificationText('x'));
    const invokeWithin = async (ms: number) =>
        (await loadFunction(NAMED)).handler(
            makeInvocation([data], SETTINGS.user_activity, ARRIVED_AT),
            contextWithin(ms),
        );

    test('a stream that does not reply fails its records, not the batch, before the function times out', async () => {
        serverMode = 'hangs';

        const reply = await invokeWithin(6300);

        expect(reply.records).toEqual([{ recordId: 'record-0', result: 'ProcessingFailed', data }]);
        expect(outputLines()).toContainEqual(
            expect.objectContaining({ message: 'reingest', failed_records: 1, error_codes: ['AbortError'] }),
        );
    });

    test('a denied call is logged by its error code, without the error message', async () => {
        serverMode = 'denies';

        const reply = await invokeWithin(5200);

        expect(reply.records.map(({ result }) => result)).toEqual(['ProcessingFailed']);
        expect(outputLines()).toContainEqual(
            expect.objectContaining({
                level: 'WARN',
                message: 'reingest',
                stream: SETTINGS.user_notification,
                failed_records: 1,
                error_codes: ['AccessDeniedException'],
            }),
        );
        expect(written).not.toContain(MARK);
    });

    test('a stream that accepts some records is logged with the codes of the others', async () => {
        rejectedCounts = [1];

        await invoke([base64(`${activityText()}\n${activityText({ eventType: 'SignUp' })}`)]);

        expect(outputLines()).toContainEqual(
            expect.objectContaining({
                message: 'reingest',
                failed_records: 1,
                error_codes: ['ServiceUnavailableException'],
            }),
        );
    });
});

test('an invocation that is not from Firehose fails', async () => {
    const { handler } = await loadFunction(NAMED);

    await expect(handler({ Records: [] }, context)).rejects.toThrow(
        /^The event is not a Firehose transformation event/,
    );
});

test('an invalid setting stops the start, and the error names it', async () => {
    await expect(loadFunction({ NOTIFICATION_STREAM: 'two words' })).rejects.toThrow(/NOTIFICATION_STREAM/);
});
