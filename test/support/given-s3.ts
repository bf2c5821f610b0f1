/** A small S3 on this machine, with one bucket and small pages: for what a room makes of its answers. The real server is that of test/s3. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { filesOf, temporaryFolder } from './given-replay.ts';
import { withEnvironment, withServer } from '../s3/given-bucket.ts';

const BUCKET = 'given-bucket';
const MODIFIED = new Date('2026-01-13T10:00:00.000Z');

export type GivenS3 = {
    readonly address: string;
    /** The objects of the bucket, by their keys. */
    readonly objects: Map<string, Buffer>;
    /** What was asked, as `GET key`; a listing is `LIST prefix`. */
    readonly asked: string[];
    /** Called before an answer: what it returns is the code of an error to answer with. */
    onAsked: (what: string) => string | undefined;
    /** Some servers give keys as they are, whatever encoding they are asked for. */
    isPlain: boolean;
    /** A server that streams does not tell how long an object is. */
    isUnmeasured: boolean;
};

const STATUS: Readonly<Record<string, number>> = {
    NoSuchKey: 404,
    NoSuchBucket: 404,
    AccessDenied: 403,
    PreconditionFailed: 412,
    InvalidRange: 416,
};

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const unescaped = (text: string): string =>
    text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&');
const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
const inOrder = (keys: Iterable<string>): readonly string[] =>
    [...keys].toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
};

const fail = (response: ServerResponse, code: string): void => {
    response
        .writeHead(STATUS[code] ?? 400, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code><Message>told to fail</Message></Error>`);
};

/** One page of a listing: keys, and what stands for all keys up to a delimiter. */
const page = ({ objects, isPlain }: GivenS3, query: URLSearchParams, size: number): string => {
    const written = isPlain ? escaped : encodeURIComponent;
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
            inOrder(objects.keys())
                .filter((key) => key.startsWith(prefix))
                .map(partOf),
        ),
    ].filter(isPast);
    const shown = parts.slice(0, size).map((part) => {
        const bytes = objects.get(part);
        if (bytes === undefined) return `<CommonPrefixes><Prefix>${written(part)}</Prefix></CommonPrefixes>`;
        return `<Contents><Key>${written(part)}</Key><LastModified>${MODIFIED.toISOString()}</LastModified><ETag>${escaped(etagOf(bytes))}</ETag><Size>${bytes.length}</Size></Contents>`;
    });
    const next =
        parts.length > size
            ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${escaped(parts[size - 1]!)}</NextContinuationToken>`
            : '<IsTruncated>false</IsTruncated>';
    return `<ListBucketResult>${isPlain ? '' : '<EncodingType>url</EncodingType>'}${next}${shown.join('')}</ListBucketResult>`;
};

const give = (
    { isUnmeasured }: GivenS3,
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer | undefined,
): void => {
    if (bytes === undefined) return fail(response, 'NoSuchKey');
    const [etag, from] = [etagOf(bytes), Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)];
    if (![undefined, etag].includes(request.headers['if-match'])) return fail(response, 'PreconditionFailed');
    if (from > 0 && from >= bytes.length) return fail(response, 'InvalidRange');
    const rest = bytes.subarray(from);
    response.writeHead(from === 0 ? 200 : 206, {
        ...(isUnmeasured ? {} : { 'content-length': rest.length }),
        etag,
        'last-modified': MODIFIED.toUTCString(),
    });
    response.end(request.method === 'HEAD' ? undefined : rest);
};

const removeAll = (s3: GivenS3, body: string): string => {
    const keys = [...body.matchAll(/<Key>([^]*?)<\/Key>/g)].map(([, key]) => unescaped(key!));
    const failed = keys.filter((key) => s3.onAsked(`DELETE ${key}`) !== undefined);
    for (const key of keys) if (!failed.includes(key)) s3.objects.delete(key);
    return `<DeleteResult>${failed.map((key) => `<Error><Key>${escaped(key)}</Key><Code>AccessDenied</Code><Message>no</Message></Error>`).join('')}</DeleteResult>`;
};

const answer = async (
    s3: GivenS3,
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
    s3.asked.push(what);
    const body = await bodyOf(request);
    const code = bucket === BUCKET ? s3.onAsked(what) : 'NoSuchBucket';
    if (code !== undefined) return fail(response, code);
    if (what.startsWith('LIST')) return void response.end(page(s3, url.searchParams, pageSize));
    if (request.method === 'POST') return void response.end(removeAll(s3, body.toString()));
    if (request.method !== 'PUT') return give(s3, request, response, s3.objects.get(key));
    s3.objects.set(key, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
};

/** Runs something beside a bucket with these objects, and a cache of its own. */
export const withS3 = async <Answer>(
    given: Readonly<Record<string, string | Buffer>>,
    act: (s3: GivenS3) => Promise<Answer>,
    pageSize = 3,
): Promise<Answer> => {
    const objects = new Map(Object.entries(given).map(([key, bytes]) => [key, Buffer.from(bytes)]));
    const s3: GivenS3 = {
        address: `s3://${BUCKET}`,
        objects,
        asked: [],
        onAsked: () => undefined,
        isPlain: false,
        isUnmeasured: false,
    };
    return withServer(
        (request, response) => void answer(s3, pageSize, request, response),
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
export const objectsOf = (folder: string, prefix = ''): Readonly<Record<string, Buffer>> =>
    Object.fromEntries(filesOf(folder).map((path) => [`${prefix}${path}`, readFileSync(join(folder, path))]));
