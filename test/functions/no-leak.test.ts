/** Tests that logs, metrics and summaries hold nothing of a record: every field carries a mark, and no output has it. */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { callWith } from '../../lib/firehose/call-transform.ts';
import { summaryText } from '../../lib/operate/replay/summary-text.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { ACTIVITY_FIELDS } from '../../schemas/user-activity.ts';
import { lineOf } from '../support/given-events.ts';
import { ARRIVED_AT, base64, invocationOf, POOL, SETTINGS } from '../support/given-firehose.ts';
import { buildAll, givenFiles, replayed, temporaryFolder } from '../support/given-replay.ts';

/** In every field; and what a reader of logs might still know it by. */
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

const GOOD = [
    activity(),
    activity({ eventType: 'SignUp' }),
    activity({ creationDate: null }),
    notification(),
    notification({ [marked]: marked }),
];
const BAD = [
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

const ARRIVALS: readonly (string | Buffer)[] = [
    ...GOOD,
    ...BAD,
    [...GOOD, ...BAD].join('\n'),
    GOOD.join(''),
    envelope(GOOD),
    envelope([...GOOD, ...BAD]),
    [...GOOD, ...BAD].map(parcel).join('\n'),
    envelope(GOOD).subarray(0, 100),
    Buffer.concat([envelope(GOOD), Buffer.from(`${activity()}${marked}`)]),
];

/** What is left of an output when its marks are looked for: nothing may be. */
const marksIn = (output: string): readonly string[] =>
    MARKS.filter((mark) => output.toLowerCase().includes(mark) || output.includes(base64(mark).slice(0, 8)));

test('the marks are found where they are', () => {
    expect(marksIn(activity())).toEqual(MARKS);
    expect(marksIn(`rawData ${base64(MARK)}`)).toEqual([MARK]);
});

let server: Server;
/** What the server answers in turn: 200 takes all, 0 never answers, anything else is an error that says what it was given. */
let answers: number[] = [];

beforeAll(async () => {
    await buildAll();
    server = createServer((request, response) => {
        const status = answers.shift() ?? 200;
        const answer = (body: string): void => {
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
        void text(request).then(answer);
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

/** All that a function writes while it is invoked so. */
const written = async (
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
    invocationOf(
        [...ARRIVALS, ...LARGE].map((each) => base64(each)),
        SETTINGS.user_activity,
        ARRIVED_AT,
    );

describe('the function writes nothing of a record', () => {
    test('of kept, set aside, refused and put back ones', async () => {
        const output = await written([
            { event: batch(), leftMs: 60_000 },
            { event: invocationOf([marked, '***'], SETTINGS.user_notification, ARRIVED_AT), leftMs: 60_000 },
        ]);

        expect(output).toContain('"rows"');
        expect(output).toContain('ServiceUnavailableException');
        expect(output).toContain('not_base64');
        expect(marksIn(output)).toEqual([]);
    });

    test('when streams deny, break and do not answer', async () => {
        answers = [400, 500, 500, 500, 403, 0, 400];

        const output = await written([
            { event: batch(), leftMs: 6500 },
            { event: batch(), leftMs: 6500 },
        ]);

        expect(output).toContain('InvalidArgumentException');
        expect(output).toContain('put_back_failed');
        expect(marksIn(output)).toEqual([]);
    });

    test('when there are no streams', async () => {
        const output = await written([{ event: batch(), leftMs: 60_000 }], {
            ACTIVITY_STREAM: '',
            NOTIFICATION_STREAM: '',
        });

        expect(output).toContain('put_back_failed');
        expect(marksIn(output)).toEqual([]);
    });

    test('when an invocation is none of Firehose’s, though its error says what is wrong with it', async () => {
        const record = { recordId: marked, approximateArrivalTimestamp: ARRIVED_AT, data: base64(activity()) };
        const wrong = [
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

        const output = await written(wrong.map((event) => ({ event, leftMs: 60_000 })));

        expect(output.split('Expected the event of a Firehose transformation').length).toBeGreaterThan(wrong.length);
        expect(marksIn(output)).toEqual([]);
    });
});

const FILES = {
    'all.ndjson': [...GOOD, ...BAD].join('\n'),
    'together.json': GOOD.join(''),
    'logs.gz': envelope([...GOOD, ...BAD]),
    'cut.gz': envelope([...GOOD, ...BAD]).subarray(0, 300),
    'saved.json': JSON.stringify({
        deliveryStreamArn: `arn/${marked}`,
        records: [...ARRIVALS, marked].map((each) => ({ approximateArrivalTimestamp: ARRIVED_AT, data: base64(each) })),
    }),
    'notes.txt': marked,
    'errors.json': JSON.stringify({ rawData: base64(activity()), errorCode: marked, errorMessage: marked }),
    'latin.json': Buffer.from(`${activity({ eventType: 'Öl' })}\n{"${marked}":"\xff`, 'latin1'),
};

/** All that `replay` writes, and its exit code. */
const cli = async (words: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> => {
    const child = spawn(
        process.execPath,
        [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'replay', ...words],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const closed = new Promise<number | null>((resolve) => {
        child.on('close', resolve);
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await closed, output: out + err };
};

describe('replay writes nothing of a record', () => {
    test.each([[['--json']], [['--strict']]])('with the options %j', async (options) => {
        const { code, output } = await cli([givenFiles(FILES), '--lake', join(temporaryFolder(), 'lake'), ...options]);

        expect(code).toBe(options.includes('--strict') ? 1 : 0);
        expect(output).toContain('not_json');
        expect(marksIn(output)).toEqual([]);
    });

    test('of which nothing could be used', async () => {
        const { code, output } = await cli([
            givenFiles({ 'notes.txt': marked, 'bad.json': BAD.slice(0, 3).join('\n') }),
            '--lake',
            join(temporaryFolder(), 'lake'),
        ]);

        expect([code, marksIn(output)]).toEqual([1, []]);
    });

    test.each<[string, () => Promise<unknown>]>([
        ['throws with its words', async () => JSON.parse(marked)],
        ['throws an error of several lines', async () => Promise.reject(new Error(`x\n    at ${marked}\n${marked}`))],
        [
            'answers with it where it should not',
            async () => ({ records: [{ recordId: marked, result: marked, data: marked }] }),
        ],
    ])('of a batch whose handler %s', async (_, handler) => {
        const { summary } = await replayed(FILES, undefined, {
            call: callWith((door) => async () => {
                door.report({
                    counts: {
                        arrivals: 0,
                        kept: 0,
                        set_aside: 0,
                        refused: 0,
                        taken_apart: 0,
                        events: 0,
                        rows: 0,
                        refused_events: 0,
                        put_back_events: 0,
                        put_back_pieces: 0,
                        unknown_fields: 0,
                        rows_by_pool: {},
                        refused_by_reason: {},
                    },
                });
                return handler();
            }),
        });

        expect(summary.failed).toBeGreaterThan(0);
        expect(marksIn(`${JSON.stringify(summary)}${summaryText(summary, 'my-lake')}`)).toEqual([]);
    });
});
