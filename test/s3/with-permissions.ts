/** A proxy for the S3 server that evaluates policies like IAM, as far as our policies need it. */
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Statement } from '../../infra/policy.ts';
import { withServer } from './make-bucket.ts';

/** The action that a request needs. */
type RequestedAction = {
    readonly action: string;
    readonly arn: string;
    readonly context: Readonly<Record<string, string>>;
};

export type PermissionGate = {
    readonly url: string;
    readonly deniedActions: readonly string[];
    readonly usedActions: ReadonlySet<string>;
};

const readRequestBody = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
};

/**
 * docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html: upload parts need s3:PutObject, and
 * HEAD needs s3:GetObject.
 */
const requestedActions = ({ method, url }: IncomingMessage, body: Buffer): readonly RequestedAction[] => {
    const { pathname, searchParams } = new URL(String(url), 'http://here');
    const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
    const [arn, key] = [`arn:aws:s3:::${bucket}`, rest.join('/')];
    const one = (action: string, context = {}): readonly RequestedAction[] => [
        { action, arn: key === '' ? arn : `${arn}/${key}`, context },
    ];
    if (searchParams.has('list-type'))
        return one('s3:ListBucket', {
            's3:prefix': searchParams.get('prefix') ?? '',
            's3:delimiter': searchParams.get('delimiter') ?? '',
        });
    if (searchParams.has('delete'))
        return [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, each]) => ({
            action: 's3:DeleteObject',
            arn: `${arn}/${each}`,
            context: {},
        }));
    if (method === 'DELETE') return one(searchParams.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject');
    return one(method === 'GET' || method === 'HEAD' ? 's3:GetObject' : 's3:PutObject');
};

const matchesPattern = (pattern: string, text: string): boolean =>
    new RegExp(
        `^${pattern
            .split('*')
            .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
            .join('.*')}$`,
    ).test(text);
const toStrings = (value: unknown): readonly string[] => [value].flat().map(String);

const meetsCondition = (condition: Statement['Condition'], context: RequestedAction['context']): boolean =>
    Object.entries(condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) =>
            toStrings(values).some((value) =>
                operator === 'StringLike' ? matchesPattern(value, context[key] ?? '') : value === context[key],
            ),
        ),
    );

const isAllowed = (statements: readonly Statement[], { action, arn, context }: RequestedAction): boolean =>
    statements.some(
        (statement) =>
            toStrings(statement.Action).includes(action) &&
            toStrings(statement.Resource).some((resource) => matchesPattern(resource, arn)) &&
            meetsCondition(statement.Condition, context),
    );

const forwardRequest = (request: IncomingMessage, body: Buffer, response: ServerResponse): void => {
    const { hostname, port } = new URL(String(process.env['S3_URL']));
    // The signature covers the headers, including Host: they are forwarded unchanged.
    const forwarded = sendRequest(
        { hostname, port, path: request.url, method: request.method, headers: request.headers },
        (reply) => {
            response.writeHead(reply.statusCode ?? 500, reply.headers);
            reply.pipe(response);
        },
    );
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
};

/** Runs `act` with the URL of an S3 server that allows only these statements. */
export const withPermissions = async <Result>(
    statements: readonly Statement[],
    act: (gate: PermissionGate) => Promise<Result>,
): Promise<Result> => {
    const [denied, used] = [[] as string[], new Set<string>()];
    return withServer(
        (request, response) => {
            const pass = async (): Promise<void> => {
                const body = await readRequestBody(request);
                const forbidden = requestedActions(request, body).filter((requested) => {
                    used.add(requested.action);
                    return !isAllowed(statements, requested);
                });
                if (forbidden.length === 0) return forwardRequest(request, body, response);
                denied.push(
                    ...forbidden.map(({ action, arn, context }) => `${action} ${arn} ${JSON.stringify(context)}`),
                );
                response
                    .writeHead(403, { 'content-type': 'application/xml' })
                    .end(
                        request.method === 'HEAD'
                            ? undefined
                            : '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
                    );
            };
            void pass();
        },
        async (url) => act({ url, deniedActions: denied, usedActions: used }),
    );
};
