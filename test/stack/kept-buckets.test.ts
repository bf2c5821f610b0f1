/** Tests of the bucket check before a deployment: the AWS SDK against a fake S3 and CloudFormation. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { retainedBuckets } from '../../infra/retained-buckets.ts';
import { findBucketProblem } from '../../infra/find-bucket-problem.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');
const LAKE = 'cognito-log-lake-dev-lake-123456789012-us-west-2';
const EXPORTS = 'cognito-log-lake-dev-export-123456789012-us-west-2';

/** HTTP status by bucket, and resource status by logical id; null without a stack. */
type Account = {
    readonly buckets?: Readonly<Record<string, number>>;
    readonly stack?: Readonly<Record<string, string>> | null;
};

const xml = (text: string): string => `<?xml version="1.0"?>${text}`;
const resourceXml = (id: string, status: string): string =>
    xml(
        '<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>' +
            `<LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>` +
            `<ResourceStatus>${status}</ResourceStatus>` +
            '<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp>' +
            '</StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>',
    );
const errorXml = (code: string): string =>
    xml(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code>` +
            '<Message>Stack does not exist</Message></Error></ErrorResponse>',
    );

/** The problem of a deployment with this config in an account, or null. */
const problemOf = async ({ buckets = {}, stack = null }: Account, text = EXAMPLE): Promise<string | null> => {
    const server = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
            const status = stack?.[new URLSearchParams(body).get('LogicalResourceId') ?? ''];
            const [code, reply] =
                status === undefined
                    ? [400, errorXml('ValidationError')]
                    : status === 'denied'
                      ? [403, errorXml('AccessDenied')]
                      : [200, resourceXml('a', status)];
            if (request.method === 'HEAD')
                response
                    .writeHead(
                        buckets[
                            String(request.url)
                                .slice(1)
                                .replace(/[/?].*/, '')
                        ] ?? 404,
                    )
                    .end();
            else response.writeHead(code, { 'content-type': 'text/xml' }).end(reply);
        });
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const config = {
        endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
        region: 'us-west-2',
        credentials: { accessKeyId: 'a', secretAccessKey: 'a' },
        maxAttempts: 1,
    };
    const target = {
        stackName: 'cognito-log-lake-dev',
        account: '123456789012',
        region: 'us-west-2',
        configPath: '/somewhere/lake.config.yml',
        s3: new S3Client({ ...config, forcePathStyle: true }),
        cloudFormation: new CloudFormationClient(config),
    };
    return findBucketProblem(retainedBuckets(blueprintOf(parseConfig(text, 'lake.config.yml'), 'dev')), target).finally(
        () => {
            server.closeAllConnections();
            server.close();
        },
    );
};

const exampleWith = (line: string): string => `${EXAMPLE}\n${line}\n`;

test('a first deployment has no problem', async () => {
    expect(await problemOf({})).toBeNull();
});

test('a retained lake bucket is a problem, with the config line that uses it', async () => {
    expect(await problemOf({ buckets: { [LAKE]: 200, [EXPORTS]: 200 } })).toBe(
        `Bucket ${LAKE} already exists: \`serverless remove\` keeps it and its objects. ` +
            `To use it, add this line to lake.config.yml and deploy again:\nexistingLakeBucket: ${LAKE}`,
    );
});

test('a retained export bucket is a problem if only the lake bucket is in the config', async () => {
    expect(
        await problemOf({ buckets: { [LAKE]: 200, [EXPORTS]: 200 } }, exampleWith(`existingLakeBucket: ${LAKE}`)),
    ).toMatch(new RegExp(`\nexistingExportBucket: ${EXPORTS}$`));
});

test('existing buckets in the config are no problem', async () => {
    expect(
        await problemOf(
            { buckets: { [LAKE]: 200, [EXPORTS]: 200 } },
            exampleWith(`existingLakeBucket: ${LAKE}\nexistingExportBucket: ${EXPORTS}`),
        ),
    ).toBeNull();
});

test('the buckets of the stack itself are no problem for an update', async () => {
    expect(
        await problemOf({
            buckets: { [LAKE]: 200, [EXPORTS]: 200 },
            stack: { LakeBucket: 'UPDATE_COMPLETE', ExportBucket: 'CREATE_COMPLETE' },
        }),
    ).toBeNull();
});

test('a bucket that the stack has retained on deletion is a problem', async () => {
    expect(await problemOf({ buckets: { [LAKE]: 200 }, stack: { LakeBucket: 'DELETE_SKIPPED' } })).toContain(
        `existingLakeBucket: ${LAKE}`,
    );
});

test('a missing bucket in the config is a problem', async () => {
    expect(await problemOf({}, exampleWith('existingLakeBucket: my-lake'))).toBe(
        'lake.config.yml names the bucket my-lake, which does not exist. ' +
            'Check the name, or remove the line `existingLakeBucket` to create a new bucket.',
    );
});

test.each([
    [403, 'belongs to another account, or the caller lacks s3:ListBucket'],
    [301, 'is not in the region of the pools'],
])('a bucket with the HTTP status %i is a problem', async (status, message) => {
    expect(await problemOf({ buckets: { [LAKE]: status } })).toContain(message);
});

test('a caller who may not describe the stack gets the error of CloudFormation', async () => {
    await expect(problemOf({ stack: { LakeBucket: 'denied' } })).rejects.toThrow('Stack does not exist');
});
