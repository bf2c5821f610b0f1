/** A gate before the S3 server that lets through what a policy allows, as IAM would: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html, as far as policies of ours go. */
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Statement } from '../../infra/policy.ts';
import { withServer } from './given-bucket.ts';

/** What a request takes. */
type Asked = { readonly action: string; readonly arn: string; readonly context: Readonly<Record<string, string>> };

export type Gate = { readonly url: string; readonly refused: readonly string[]; readonly used: ReadonlySet<string> };

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
};

/** docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html: parts of an upload take s3:PutObject, heads s3:GetObject. */
const askedOf = ({ method, url }: IncomingMessage, body: Buffer): readonly Asked[] => {
    const { pathname, searchParams } = new URL(String(url), 'http://here');
    const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
    const [arn, key] = [`arn:aws:s3:::${bucket}`, rest.join('/')];
    const one = (action: string, context = {}): readonly Asked[] => [
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

const isLike = (pattern: string, text: string): boolean =>
    new RegExp(
        `^${pattern
            .split('*')
            .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
            .join('.*')}$`,
    ).test(text);
const listOf = (value: unknown): readonly string[] => [value].flat().map(String);

const meets = (condition: Statement['Condition'], context: Asked['context']): boolean =>
    Object.entries(condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) =>
            listOf(values).some((value) =>
                operator === 'StringLike' ? isLike(value, context[key] ?? '') : value === context[key],
            ),
        ),
    );

const isAllowed = (statements: readonly Statement[], { action, arn, context }: Asked): boolean =>
    statements.some(
        (statement) =>
            listOf(statement.Action).includes(action) &&
            listOf(statement.Resource).some((resource) => isLike(resource, arn)) &&
            meets(statement.Condition, context),
    );

const forward = (request: IncomingMessage, body: Buffer, response: ServerResponse): void => {
    const { hostname, port } = new URL(String(process.env['S3_URL']));
    // What was signed is what is sent, the name of the host with it.
    const onward = ask(
        { hostname, port, path: request.url, method: request.method, headers: request.headers },
        (answer) => {
            response.writeHead(answer.statusCode ?? 500, answer.headers);
            answer.pipe(response);
        },
    );
    onward.on('error', () => response.destroy());
    onward.end(body);
};

/** Runs something with the address of an S3 in which just this is allowed. */
export const withPermitted = async <Answer>(
    statements: readonly Statement[],
    act: (gate: Gate) => Promise<Answer>,
): Promise<Answer> => {
    const [refused, used] = [[] as string[], new Set<string>()];
    return withServer(
        (request, response) => {
            const pass = async (): Promise<void> => {
                const body = await bodyOf(request);
                const wrong = askedOf(request, body).filter((asked) => {
                    used.add(asked.action);
                    return !isAllowed(statements, asked);
                });
                if (wrong.length === 0) return forward(request, body, response);
                refused.push(...wrong.map(({ action, arn, context }) => `${action} ${arn} ${JSON.stringify(context)}`));
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
        async (url) => act({ url, refused, used }),
    );
};
