/** Runs the report function with local servers for Athena (on a lake), S3, and SNS with its limits. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { openLake } from '../../lib/lake/open-lake.ts';
import { toJsonValue } from '../../lib/query/duckdb-value.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { DATABASE, withFakeAthena, WORK_GROUP, type SqlEngine, type FakeAthena } from './fake-athena.ts';
import { withEnvironment, withServer } from '../s3/make-bucket.ts';
import { withFakeS3, type FakeS3 } from './fake-s3.ts';

const TOPIC = 'arn:aws:sns:us-west-2:123456789012:lake-findings';
const BUCKET = 'sample-bucket';

type SnsMessage = {
    readonly subject: string;
    readonly text: string;
    readonly attributes: Readonly<Record<string, string>>;
};

export type FakeReportAws = {
    readonly athena: FakeAthena;
    readonly s3: FakeS3;
    readonly messages: SnsMessage[];
    /** Called with each message; returns the code of an error to reply with. */
    onPublish: (message: SnsMessage) => string | undefined;
    readonly invoke: (
        event?: unknown,
        remainingMs?: number,
    ) => Promise<{ folder: string; sent: number; failed: string[] }>;
    /** The lines that the last invocation wrote. */
    readonly lines: () => readonly Record<string, unknown>[];
};

/** Athena’s names of DuckDB’s types. */
const ATHENA_TYPES: ReadonlyMap<string, string> = new Map([
    ['VARCHAR', 'varchar'],
    ['BIGINT', 'bigint'],
    ['INTEGER', 'integer'],
    ['HUGEINT', 'bigint'],
    ['DOUBLE', 'double'],
    ['BOOLEAN', 'boolean'],
    ['DATE', 'date'],
    ['TIMESTAMP', 'timestamp(3)'],
]);

const makeLakeEngine =
    (lake: string): SqlEngine =>
    async (sql) => {
        const { connection, close } = await openLake(lake);
        try {
            const result = await connection.runAndReadAll(sql);
            const names = result.deduplicatedColumnNames();
            return {
                columns: Object.fromEntries(
                    names.map((name, index) => [name, ATHENA_TYPES.get(String(result.columnType(index))) ?? 'array']),
                ),
                rows: result
                    .getRows()
                    .map((row) =>
                        Object.fromEntries(names.map((name, index) => [name, toJsonValue(row[index] ?? null)])),
                    ),
            };
        } finally {
            close();
        }
    };

/** docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_PATTERN = /^[!-~][ -~]{0,98}$/;
const MAX_MESSAGE_BYTES = 262_144;

const readRequestText = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

const attributesOf = (body: URLSearchParams): SnsMessage['attributes'] =>
    Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => `MessageAttributes.entry.${index + 1}`)
            .filter((entry) => body.has(`${entry}.Name`))
            .map((entry) => [String(body.get(`${entry}.Name`)), String(body.get(`${entry}.Value.StringValue`))]),
    );

const sendXmlError = (response: ServerResponse, code: string, status = 400): void =>
    void response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(
            `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error>` +
                '<RequestId>a</RequestId></ErrorResponse>',
        );

const publishMessage = (
    aws: Pick<FakeReportAws, 'messages' | 'onPublish'>,
    body: URLSearchParams,
    response: ServerResponse,
): void => {
    const message = {
        subject: String(body.get('Subject')),
        text: String(body.get('Message')),
        attributes: attributesOf(body),
    };
    if (body.get('TopicArn') !== TOPIC) return sendXmlError(response, 'NotFound', 404);
    if (
        !SUBJECT_PATTERN.test(message.subject) ||
        message.text === '' ||
        Buffer.byteLength(message.text) > MAX_MESSAGE_BYTES
    )
        return sendXmlError(response, 'InvalidParameter');
    const code = aws.onPublish(message);
    if (code !== undefined) return sendXmlError(response, code);
    aws.messages.push(message);
    response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
            '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
                `<MessageId>m-${aws.messages.length}</MessageId></PublishResult>` +
                '<ResponseMetadata><RequestId>a</RequestId></ResponseMetadata></PublishResponse>',
        );
};

type ReportHandler = (event: unknown, context: Partial<Context>) => ReturnType<FakeReportAws['invoke']>;

/** Loads the deployed bundle anew, without state of an earlier invocation. */
const loadReportHandler = (): ReportHandler => {
    const require = createRequire(import.meta.url);
    const path = `${packageRoot()}/dist/functions/report.cjs`;
    delete require.cache[path];
    return (require(path) as { handler: ReportHandler }).handler;
};

const captureOutput = async <Result>(act: () => Promise<Result>, onText: (text: string) => void): Promise<Result> => {
    const capture = (chunk: string | Uint8Array): boolean => {
        onText(Buffer.from(chunk).toString());
        return true;
    };
    const spies = [
        vi.spyOn(process.stdout, 'write').mockImplementation(capture),
        vi.spyOn(process.stderr, 'write').mockImplementation(capture),
    ];
    return act().finally(() => {
        for (const spy of spies) spy.mockRestore();
    });
};

/** Calls `act` while all three servers run. Athena reads the lake in a folder. */
export const withFakeReport = async <Result>(
    lake: string,
    act: (aws: FakeReportAws) => Promise<Result>,
    athenaOptions: Partial<FakeAthena> = {},
): Promise<Result> =>
    withFakeS3({}, async (s3) =>
        withFakeAthena(
            makeLakeEngine(lake),
            async (athena) => {
                let written = '';
                const aws: FakeReportAws = {
                    athena,
                    s3,
                    messages: [],
                    onPublish: () => undefined,
                    invoke: async (event, remainingMs = 900_000) => {
                        written = '';
                        return captureOutput(
                            async () =>
                                loadReportHandler()(event, {
                                    awsRequestId: 'a-request',
                                    // A fraction: Lambda does not promise whole milliseconds.
                                    getRemainingTimeInMillis: () => remainingMs + 0.25,
                                }),
                            (text) => {
                                written += text;
                            },
                        );
                    },
                    lines: () =>
                        written
                            .split('\n')
                            .filter((line) => line.startsWith('{'))
                            .map((line) => JSON.parse(line) as Record<string, unknown>),
                };
                return withServer(
                    (request, response) =>
                        void readRequestText(request).then((text) =>
                            publishMessage(aws, new URLSearchParams(text), response),
                        ),
                    async (url) =>
                        withEnvironment(
                            {
                                AWS_ENDPOINT_URL_SNS: url,
                                AWS_REGION: 'us-west-2',
                                LAKE_BUCKET: BUCKET,
                                WORK_GROUP,
                                DATABASE,
                                FINDINGS_TOPIC: TOPIC,
                            },
                            async () => act(aws),
                        ),
                );
            },
            athenaOptions,
        ),
    );
