/** A fake S3 server with one bucket and small pages; test/s3 uses a real server. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listFiles, temporaryFolder } from './run-replay.ts';
import { withEnvironment, withServer } from '../s3/make-bucket.ts';

const BUCKET = 'sample-bucket';
const MODIFIED_AT = new Date('2026-01-13T10:00:00.000Z');

export type FakeS3 = {
    readonly address: string;
    /** The objects of the bucket, by their keys. */
    readonly objects: Map<string, Buffer>;
    /** The requests, as `GET key`; a listing is `LIST prefix`. */
    readonly requests: string[];
    /** Called before each response. Returns the code of an error to respond with, or undefined. */
    onRequest: (what: string) => string | undefined;
    /** Whether listings ignore the requested encoding, as some servers do. */
    hasPlainKeys: boolean;
    /** Whether responses have no Content-Length, as of a server that streams. */
    hasNoContentLength: boolean;
};

const STATUS: Readonly<Record<string, number>> = {
    NoSuchKey: 404,
    NoSuchBucket: 404,
    AccessDenied: 403,
    PreconditionFailed: 412,
    InvalidRange: 416,
};

const escapeXml = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const unescapeXml = (text: string): string =>
    text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&');
const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
const sortKeys = (keys: Iterable<string>): readonly string[] =>
    [...keys].toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

const readRequestBody = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
};

const sendXmlError = (response: ServerResponse, code: string): void => {
    response
        .writeHead(STATUS[code] ?? 400, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code><Message>injected error</Message></Error>`);
};

const objectXml = (writtenKey: string, bytes: Buffer): string =>
    `<Contents><Key>${writtenKey}</Key><LastModified>${MODIFIED_AT.toISOString()}</LastModified>` +
    `<ETag>${escapeXml(etagOf(bytes))}</ETag><Size>${bytes.length}</Size></Contents>`;

/** One page of a listing: keys, and common prefixes up to a delimiter. */
const listingXml = ({ objects, hasPlainKeys }: FakeS3, query: URLSearchParams, size: number): string => {
    const written = hasPlainKeys ? escapeXml : encodeURIComponent;
    const [prefix, delimiter, token] = [
        query.get('prefix') ?? '',
        query.get('delimiter') ?? '',
        query.get('continuation-token') ?? query.get('start-after') ?? '',
    ];
    const partOf = (key: string): string => {
        const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        return end < 0 ? key : key.slice(0, end + 1);
    };
    const isPast = (part: string): boolean =>
        Buffer.compare(Buffer.from(part), Buffer.from(token)) > 0 && !(token.endsWith('/') && part === token);
    const parts = [
        ...new Set(
            sortKeys(objects.keys())
                .filter((key) => key.startsWith(prefix))
                .map(partOf),
        ),
    ].filter(isPast);
    const shown = parts.slice(0, size).map((part) => {
        const bytes = objects.get(part);
        if (bytes === undefined) return `<CommonPrefixes><Prefix>${written(part)}</Prefix></CommonPrefixes>`;
        return objectXml(written(part), bytes);
    });
    const nextToken = `<NextContinuationToken>${escapeXml(parts[size - 1] ?? '')}</NextContinuationToken>`;
    const next =
        parts.length > size ? `<IsTruncated>true</IsTruncated>${nextToken}` : '<IsTruncated>false</IsTruncated>';
    const encoding = hasPlainKeys ? '' : '<EncodingType>url</EncodingType>';
    return `<ListBucketResult>${encoding}${next}${shown.join('')}</ListBucketResult>`;
};

const sendObject = (
    { hasNoContentLength }: FakeS3,
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer | undefined,
): void => {
    if (bytes === undefined) return sendXmlError(response, 'NoSuchKey');
    const [etag, from] = [etagOf(bytes), Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)];
    if (![undefined, etag].includes(request.headers['if-match'])) return sendXmlError(response, 'PreconditionFailed');
    if (from > 0 && from >= bytes.length) return sendXmlError(response, 'InvalidRange');
    const rest = bytes.subarray(from);
    response.writeHead(from === 0 ? 200 : 206, {
        ...(hasNoContentLength ? {} : { 'content-length': rest.length }),
        etag,
        'last-modified': MODIFIED_AT.toUTCString(),
    });
    response.end(request.method === 'HEAD' ? undefined : rest);
};

const removeObjects = (s3: FakeS3, body: string): string => {
    const keys = [...body.matchAll(/<Key>([^]*?)<\/Key>/g)].map(([, key]) => unescapeXml(key!));
    const failed = keys.filter((key) => s3.onRequest(`DELETE ${key}`) !== undefined);
    for (const key of keys) if (!failed.includes(key)) s3.objects.delete(key);
    const errors = failed.map(
        (key) => `<Error><Key>${escapeXml(key)}</Key><Code>AccessDenied</Code><Message>no</Message></Error>`,
    );
    return `<DeleteResult>${errors.join('')}</DeleteResult>`;
};

const handleRequest = async (
    s3: FakeS3,
    pageSize: number,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> => {
    const url = new URL(request.url!, 'http://here');
    const [, bucket, ...parts] = decodeURIComponent(url.pathname).split('/');
    const key = parts.join('/');
    const what = url.searchParams.has('list-type')
        ? `LIST ${url.searchParams.get('prefix') ?? ''}`
        : `${String(request.method)} ${key}`;
    s3.requests.push(what);
    const body = await readRequestBody(request);
    const code = bucket === BUCKET ? s3.onRequest(what) : 'NoSuchBucket';
    if (code !== undefined) return sendXmlError(response, code);
    if (what.startsWith('LIST')) return void response.end(listingXml(s3, url.searchParams, pageSize));
    if (request.method === 'POST') return void response.end(removeObjects(s3, body.toString()));
    if (request.method !== 'PUT') return sendObject(s3, request, response, s3.objects.get(key));
    s3.objects.set(key, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
};

/** Runs `act` with a bucket of these objects, and with an empty cache. */
export const withFakeS3 = async <Result>(
    contents: Readonly<Record<string, string | Buffer>>,
    act: (s3: FakeS3) => Promise<Result>,
    pageSize = 3,
): Promise<Result> => {
    const objects = new Map(Object.entries(contents).map(([key, bytes]) => [key, Buffer.from(bytes)]));
    const s3: FakeS3 = {
        address: `s3://${BUCKET}`,
        objects,
        requests: [],
        onRequest: () => undefined,
        hasPlainKeys: false,
        hasNoContentLength: false,
    };
    return withServer(
        (request, response) => void handleRequest(s3, pageSize, request, response),
        async (url) =>
            withEnvironment(
                {
                    AWS_ENDPOINT_URL: url,
                    AWS_REGION: 'us-east-1',
                    AWS_ACCESS_KEY_ID: 'testing',
                    AWS_SECRET_ACCESS_KEY: 'testing',
                    AWS_MAX_ATTEMPTS: '1',
                    XDG_CACHE_HOME: temporaryFolder(),
                },
                async () => act(s3),
            ),
    );
};

/** The files of a folder as objects below a prefix. */
export const readObjects = (folder: string, prefix = ''): Readonly<Record<string, Buffer>> =>
    Object.fromEntries(listFiles(folder).map((path) => [`${prefix}${path}`, readFileSync(join(folder, path))]));
