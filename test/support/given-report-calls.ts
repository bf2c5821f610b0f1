/** What the report function meets, on this machine: an Athena over a lake, a bucket, and a topic that holds the rules of SNS. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { openLake } from '../../lib/lake/open-lake.ts';
import { plainValue } from '../../lib/query/plain-value.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { DATABASE, withAthena, WORK_GROUP, type Engine, type GivenAthena } from './given-athena.ts';
import { withEnvironment, withServer } from '../s3/given-bucket.ts';
import { withS3, type GivenS3 } from './given-s3.ts';

export const TOPIC = 'arn:aws:sns:us-west-2:123456789012:lake-findings';
export const BUCKET = 'given-bucket';

type Message = {
    readonly subject: string;
    readonly text: string;
    readonly attributes: Readonly<Record<string, string>>;
};

export type Aws = {
    readonly athena: GivenAthena;
    readonly s3: GivenS3;
    readonly messages: Message[];
    /** Called with each message; what it returns is the code of an error to answer with. */
    onPublish: (message: Message) => string | undefined;
    readonly invoke: (event?: unknown, leftMs?: number) => Promise<{ folder: string; given: number; failed: string[] }>;
    /** The lines that the last invocation wrote. */
    readonly lines: () => readonly Record<string, unknown>[];
};

/** DuckDB's types as Athena calls them. */
const TYPES: ReadonlyMap<string, string> = new Map([
    ['VARCHAR', 'varchar'],
    ['BIGINT', 'bigint'],
    ['INTEGER', 'integer'],
    ['HUGEINT', 'bigint'],
    ['DOUBLE', 'double'],
    ['BOOLEAN', 'boolean'],
    ['DATE', 'date'],
    ['TIMESTAMP', 'timestamp(3)'],
]);

const engineOf =
    (lake: string): Engine =>
    async (sql) => {
        const { connection, close } = await openLake(lake);
        try {
            const result = await connection.runAndReadAll(sql);
            const names = result.deduplicatedColumnNames();
            return {
                columns: Object.fromEntries(
                    names.map((name, index) => [name, TYPES.get(String(result.columnType(index))) ?? 'array']),
                ),
                rows: result
                    .getRows()
                    .map((row) =>
                        Object.fromEntries(names.map((name, index) => [name, plainValue(row[index] ?? null)])),
                    ),
            };
        } finally {
            close();
        }
    };

/** docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = /^[!-~][ -~]{0,98}$/;
const MAX_MESSAGE_BYTES = 262_144;

const textOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

const attributesOf = (body: URLSearchParams): Message['attributes'] =>
    Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => `MessageAttributes.entry.${index + 1}`)
            .filter((entry) => body.has(`${entry}.Name`))
            .map((entry) => [String(body.get(`${entry}.Name`)), String(body.get(`${entry}.Value.StringValue`))]),
    );

const fail = (response: ServerResponse, code: string, status = 400): void =>
    void response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(
            `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error><RequestId>a</RequestId></ErrorResponse>`,
        );

const publish = (aws: Pick<Aws, 'messages' | 'onPublish'>, body: URLSearchParams, response: ServerResponse): void => {
    const message = {
        subject: String(body.get('Subject')),
        text: String(body.get('Message')),
        attributes: attributesOf(body),
    };
    if (body.get('TopicArn') !== TOPIC) return fail(response, 'NotFound', 404);
    if (!SUBJECT.test(message.subject) || message.text === '' || Buffer.byteLength(message.text) > MAX_MESSAGE_BYTES)
        return fail(response, 'InvalidParameter');
    const code = aws.onPublish(message);
    if (code !== undefined) return fail(response, code);
    aws.messages.push(message);
    response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
            `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-${aws.messages.length}</MessageId></PublishResult><ResponseMetadata><RequestId>a</RequestId></ResponseMetadata></PublishResponse>`,
        );
};

type Handler = (event: unknown, context: Partial<Context>) => ReturnType<Aws['invoke']>;

/** The bundle as it is deployed, without what an earlier invocation has in its memory. */
const load = (): Handler => {
    const require = createRequire(import.meta.url);
    const path = `${packageRoot()}/dist/functions/report.cjs`;
    delete require.cache[path];
    return (require(path) as { handler: Handler }).handler;
};

const caught = async <Answer>(act: () => Promise<Answer>, onText: (text: string) => void): Promise<Answer> => {
    const take = (chunk: string | Uint8Array): boolean => {
        onText(Buffer.from(chunk).toString());
        return true;
    };
    const spies = [
        vi.spyOn(process.stdout, 'write').mockImplementation(take),
        vi.spyOn(process.stderr, 'write').mockImplementation(take),
    ];
    return act().finally(() => {
        for (const spy of spies) spy.mockRestore();
    });
};

/** Runs something beside all three; Athena answers from the lake in a folder. */
export const withAws = async <Answer>(
    lake: string,
    act: (aws: Aws) => Promise<Answer>,
    given: Partial<GivenAthena> = {},
): Promise<Answer> =>
    withS3({}, async (s3) =>
        withAthena(
            engineOf(lake),
            async (athena) => {
                let written = '';
                const aws: Aws = {
                    athena,
                    s3,
                    messages: [],
                    onPublish: () => undefined,
                    invoke: async (event, leftMs = 900_000) => {
                        written = '';
                        return caught(
                            async () =>
                                load()(event, { awsRequestId: 'a-request', getRemainingTimeInMillis: () => leftMs }),
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
                        void textOf(request).then((text) => publish(aws, new URLSearchParams(text), response)),
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
            given,
        ),
    );
