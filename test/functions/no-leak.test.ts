/** Tests that logs, metrics and summaries have no data of records: every field has a mark, and no output has it. */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { toCallTransform } from '../../lib/firehose/call-transform.ts';
import { replayText } from '../../lib/operate/replay/replay-text.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { ACTIVITY_FIELDS } from '../../schemas/user-activity.ts';
import { lineOf } from '../support/sample-events.ts';
import { ARRIVED_AT, base64, makeInvocation, POOL, SETTINGS } from '../support/transform-batch.ts';
import { buildAll, writeInputFiles, runReplay, temporaryFolder } from '../support/run-replay.ts';

/** Personal data in every field. */
const MARK = 'zq7mark';
const MARKS = [MARK, '203.0.113.77', '2001:db8::77', '+15550177', 'marked@example.com'];
const marked = `${MARK} marked@example.com 203.0.113.77 2001:db8::77 +15550177`;

const fields = Object.fromEntries([...ACTIVITY_FIELDS.message].map((name) => [name, marked]));
const activity = (message: object = {}, record: object = {}): string =>
    JSON.stringify({
        eventTimestamp: '1767225604000',
        eventSource: 'USER_AUTH_EVENTS',
        logLevel: marked,
        message: { ...fields, [marked]: { [marked]: marked }, ...message },
        logSourceId: { userPoolId: POOL },
        [marked]: marked,
        ...record,
    });
const notification = (details: unknown = marked): string =>
    JSON.stringify({
        eventTimestamp: '1767225604000',
        eventSource: 'USER_NOTIFICATION',
        logLevel: 'ERROR',
        message: { details, [marked]: marked },
        logSourceId: { userPoolId: POOL },
    });

const VALID = [
    activity(),
    activity({ eventType: 'SignUp' }),
    activity({ creationDate: null }),
    notification(),
    notification({ [marked]: marked }),
];
const INVALID = [
    activity().slice(0, 200),
    `"${marked}"`,
    `[${JSON.stringify(marked)}]`,
    `${marked}`,
    `{"${marked}":`,
    `'${marked}'`,
    `{"userName":"${marked}`,
    `{"a":"${marked}"} {"b":${marked}}`,
    activity({}, { eventSource: marked }),
    activity({}, { logSourceId: { userPoolId: marked } }),
    activity({}, { logSourceId: {} }),
    JSON.stringify({ cognito_log_lake: 1, arrived_at: marked, ingest_path: marked, text: 7 }),
    JSON.stringify({ ...JSON.parse(lineOf(activity()).line), event_at: marked }),
    JSON.stringify({ record_id: marked, [marked]: marked }),
];
const LARGE = [
    gzipSync(activity({ userName: 'x'.repeat(4_200_000) })),
    gzipSync(Buffer.alloc(34 * 1024 * 1024, marked)),
];
const parcel = (each: string): string =>
    writeParcel({ text: each, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: marked });
const envelope = (texts: readonly string[]): Buffer =>
    gzipSync(
        JSON.stringify({
            messageType: 'DATA_MESSAGE',
            owner: marked,
            logGroup: marked,
            logStream: marked,
            subscriptionFilters: [marked],
            logEvents: texts.map((message) => ({ id: marked, timestamp: marked, message })),
        }),
    );

const RECORDS: readonly (string | Buffer)[] = [
    ...VALID,
    ...INVALID,
    [...VALID, ...INVALID].join('\n'),
    VALID.join(''),
    envelope(VALID),
    envelope([...VALID, ...INVALID]),
    [...VALID, ...INVALID].map(parcel).join('\n'),
    envelope(VALID).subarray(0, 100),
    Buffer.concat([envelope(VALID), Buffer.from(`${activity()}${marked}`)]),
];

/** The marks that an output contains. */
const marksIn = (output: string): readonly string[] =>
    MARKS.filter((mark) => output.toLowerCase().includes(mark) || output.includes(base64(mark).slice(0, 8)));

test('marksIn finds marks, also in base64', () => {
    expect(marksIn(activity())).toEqual(MARKS);
    expect(marksIn(`rawData ${base64(MARK)}`)).toEqual([MARK]);
});

let server: Server;
/** The server's replies in turn: 200 accepts, 0 never replies, anything else is an error that contains the request. */
let statuses: number[] = [];

beforeAll(async () => {
    await buildAll();
    server = createServer((request, response) => {
        const status = statuses.shift() ?? 200;
        const respond = (body: string): void => {
            const headers = { 'content-type': 'application/x-amz-json-1.1' };
            const { Records } = z.object({ Records: z.array(z.object({ Data: z.string() })) }).parse(JSON.parse(body));
            if (status === 200)
                response.writeHead(200, headers).end(
                    JSON.stringify({
                        FailedPutCount: 0,
                        RequestResponses: Records.map((_, at) =>
                            at % 3 === 2
                                ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: marked }
                                : { RecordId: 'x' },
                        ),
                    }),
                );
            else if (status !== 0)
                response.writeHead(status, headers).end(
                    JSON.stringify({
                        __type: 'InvalidArgumentException',
                        message: `${marked} ${body.slice(0, 500)}`,
                    }),
                );
        };
        void text(request).then(respond);
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
});
afterAll(() => {
    server.closeAllConnections();
    server.close();
});

type Invocation = { readonly event: unknown; readonly leftMs: number };

/** The output of the function in these invocations. */
const outputOfFunction = async (
    invocations: readonly Invocation[],
    env: Readonly<Record<string, string>> = {},
): Promise<string> => {
    const { port } = z.custom<AddressInfo>().parse(server.address());
    const child = spawn(process.execPath, [join(import.meta.dirname, 'run-handler.mjs')], {
        env: {
            PATH: process.env['PATH'],
            AWS_REGION: 'us-west-2',
            AWS_ACCESS_KEY_ID: 'x',
            AWS_SECRET_ACCESS_KEY: 'x',
            AWS_ENDPOINT_URL_FIREHOSE: `http://127.0.0.1:${port}`,
            ACTIVITY_STREAM: SETTINGS.user_activity,
            NOTIFICATION_STREAM: SETTINGS.user_notification,
            POWERTOOLS_LOG_LEVEL: 'DEBUG',
            ...env,
        },
    });
    child.stdin.end(JSON.stringify(invocations));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return out + err;
};

const batch = (): object =>
    makeInvocation(
        [...RECORDS, ...LARGE].map((each) => base64(each)),
        SETTINGS.user_activity,
        ARRIVED_AT,
    );

describe('the output of the function', () => {
    test('there is no data of ok, dropped, rejected or split records', async () => {
        const output = await outputOfFunction([
            { event: batch(), leftMs: 60_000 },
            { event: makeInvocation([marked, '***'], SETTINGS.user_notification, ARRIVED_AT), leftMs: 60_000 },
        ]);

        expect(output).toContain('"rows"');
        expect(output).toContain('ServiceUnavailableException');
        expect(output).toContain('not_base64');
        expect(marksIn(output)).toEqual([]);
    });

    test('there is no data when streams deny, fail or do not reply', async () => {
        statuses = [400, 500, 500, 500, 403, 0, 400];

        const output = await outputOfFunction([
            { event: batch(), leftMs: 6500 },
            { event: batch(), leftMs: 6500 },
        ]);

        expect(output).toContain('InvalidArgumentException');
        expect(output).toContain('reingest_failed');
        expect(marksIn(output)).toEqual([]);
    });

    test('there is no data without streams', async () => {
        const output = await outputOfFunction([{ event: batch(), leftMs: 60_000 }], {
            ACTIVITY_STREAM: '',
            NOTIFICATION_STREAM: '',
        });

        expect(output).toContain('reingest_failed');
        expect(marksIn(output)).toEqual([]);
    });

    test('there is no data in the error of an invocation that is not from Firehose', async () => {
        const record = { recordId: marked, approximateArrivalTimestamp: ARRIVED_AT, data: base64(activity()) };
        const invalid = [
            marked,
            [marked],
            { [marked]: marked },
            { Records: [{ body: marked }] },
            { ...batch(), records: marked },
            { ...batch(), records: [{ ...record, data: { [marked]: marked } }] },
            { ...batch(), records: [{ ...record, approximateArrivalTimestamp: marked }] },
            { ...batch(), records: [record], deliveryStreamArn: 7 },
            { ...batch(), records: [{ ...record, kinesisRecordMetadata: marked, recordId: 7 }] },
        ];

        const output = await outputOfFunction(invalid.map((event) => ({ event, leftMs: 60_000 })));

        expect(output.split('The event is not a Firehose transformation event').length).toBeGreaterThan(invalid.length);
        expect(marksIn(output)).toEqual([]);
    });
});

const FILES = {
    'all.ndjson': [...VALID, ...INVALID].join('\n'),
    'together.json': VALID.join(''),
    'logs.gz': envelope([...VALID, ...INVALID]),
    'cut.gz': envelope([...VALID, ...INVALID]).subarray(0, 300),
    'saved.json': JSON.stringify({
        deliveryStreamArn: `arn/${marked}`,
        records: [...RECORDS, marked].map((each) => ({ approximateArrivalTimestamp: ARRIVED_AT, data: base64(each) })),
    }),
    'notes.txt': marked,
    'errors.json': JSON.stringify({ rawData: base64(activity()), errorCode: marked, errorMessage: marked }),
    'latin.json': Buffer.from(`${activity({ eventType: 'Öl' })}\n{"${marked}":"\xff`, 'latin1'),
};

/** The output and exit code of `replay`. */
const runReplayCommand = async (
    args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> => {
    const child = spawn(
        process.execPath,
        [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'replay', ...args],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const closed = new Promise<number | null>((resolve) => {
        child.on('close', resolve);
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await closed, output: out + err };
};

describe('the output of replay', () => {
    test.each([[['--json']], [['--strict']]])('there is no data with the options %j', async (options) => {
        const { code, output } = await runReplayCommand([
            writeInputFiles(FILES),
            '--lake',
            join(temporaryFolder(), 'lake'),
            ...options,
        ]);

        expect(code).toBe(options.includes('--strict') ? 1 : 0);
        expect(output).toContain('not_json');
        expect(marksIn(output)).toEqual([]);
    });

    test('there is no data if no input could be used', async () => {
        const { code, output } = await runReplayCommand([
            writeInputFiles({ 'notes.txt': marked, 'bad.json': INVALID.slice(0, 3).join('\n') }),
            '--lake',
            join(temporaryFolder(), 'lake'),
        ]);

        expect([code, marksIn(output)]).toEqual([1, []]);
    });

    test.each<[string, () => Promise<unknown>]>([
        ['throws an error with the data', async () => JSON.parse(marked)],
        ['throws an error with several lines', async () => Promise.reject(new Error(`x\n    at ${marked}\n${marked}`))],
        [
            'returns an invalid reply with the data',
            async () => ({ records: [{ recordId: marked, result: marked, data: marked }] }),
        ],
    ])('there is no data if the handler %s', async (_, handler) => {
        const { summary } = await runReplay(FILES, undefined, {
            call: toCallTransform((dependencies) => async (event) => {
                const handled = {
                    reply: { records: [] },
                    stream: 'local-user-activity',
                    table: 'user_activity',
                    counts: {
                        records: 0,
                        ok: 0,
                        dropped: 0,
                        rejected: 0,
                        split: 0,
                        events: 0,
                        rows: 0,
                        rejected_events: 0,
                        reingested_events: 0,
                        reingested_pieces: 0,
                        unknown_fields: 0,
                        rows_by_pool: {},
                        rejected_by_reason: {},
                    },
                } as const;
                dependencies.report(handled, dependencies.settings, {});
                // The plain record of the local Firehose, which shows that the function works at all.
                const isPlain = JSON.stringify(event).includes('"recordId":"0"');
                return isPlain ? { records: [{ recordId: '0', result: 'Dropped', data: '' }] } : handler();
            }),
        });

        expect(summary.failed).toBeGreaterThan(0);
        expect(marksIn(`${JSON.stringify(summary)}${replayText(summary, 'my-lake')}`)).toEqual([]);
    });
});
