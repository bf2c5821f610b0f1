/** Tests of what a deployment is told of its buckets: with the real clients of the AWS SDK, against a server that plays S3 and CloudFormation. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { keptBuckets } from '../../infra/kept-buckets.ts';
import { lookForBuckets } from '../../infra/look-for-buckets.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');
const LAKE = 'cognito-log-lake-dev-lake-123456789012-us-west-2';
const EXPORTS = 'cognito-log-lake-dev-export-123456789012-us-west-2';

/** Buckets by their status, and the resources of the stack by theirs; null where there is no stack. */
type Account = {
    readonly buckets?: Readonly<Record<string, number>>;
    readonly stack?: Readonly<Record<string, string>> | null;
};

const xml = (text: string): string => `<?xml version="1.0"?>${text}`;
const described = (id: string, status: string): string =>
    xml(
        `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail><LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType><ResourceStatus>${status}</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`,
    );
const refused = (code: string): string =>
    xml(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>Stack does not exist</Message></Error></ErrorResponse>`,
    );

/** What a deployment with these settings is told in an account. */
const told = async ({ buckets = {}, stack = null }: Account, settings = EXAMPLE): Promise<string | null> => {
    const server = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
            const status = stack?.[new URLSearchParams(body).get('LogicalResourceId') ?? ''];
            const [code, answer] =
                status === undefined
                    ? [400, refused('ValidationError')]
                    : status === 'denied'
                      ? [403, refused('AccessDenied')]
                      : [200, described('a', status)];
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
            else response.writeHead(code, { 'content-type': 'text/xml' }).end(answer);
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
    const deployment = {
        stackName: 'cognito-log-lake-dev',
        account: '123456789012',
        region: 'us-west-2',
        configPath: '/somewhere/lake.config.yml',
        s3: new S3Client({ ...config, forcePathStyle: true }),
        cloudFormation: new CloudFormationClient(config),
    };
    return lookForBuckets(
        keptBuckets(blueprintOf(parseConfig(settings, 'lake.config.yml'), 'dev')),
        deployment,
    ).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};

const taking = (line: string): string => `${EXAMPLE}\n${line}\n`;

test('a first deployment is told nothing', async () => {
    expect(await told({})).toBeNull();
});

test('a bucket that was kept is named with the line that takes it up', async () => {
    expect(await told({ buckets: { [LAKE]: 200, [EXPORTS]: 200 } })).toBe(
        `The bucket ${LAKE} is there already: \`serverless remove\` keeps it, with all it holds. To take it up, put this line into lake.config.yml and deploy again:\nexistingLakeBucket: ${LAKE}`,
    );
});

test('so is the bucket of exports, when the lake is taken up', async () => {
    expect(await told({ buckets: { [LAKE]: 200, [EXPORTS]: 200 } }, taking(`existingLakeBucket: ${LAKE}`))).toMatch(
        new RegExp(`\nexistingExportBucket: ${EXPORTS}$`),
    );
});

test('buckets that are taken up are no news', async () => {
    expect(
        await told(
            { buckets: { [LAKE]: 200, [EXPORTS]: 200 } },
            taking(`existingLakeBucket: ${LAKE}\nexistingExportBucket: ${EXPORTS}`),
        ),
    ).toBeNull();
});

test('the buckets of the stack itself are no news: an update goes on', async () => {
    expect(
        await told({
            buckets: { [LAKE]: 200, [EXPORTS]: 200 },
            stack: { LakeBucket: 'UPDATE_COMPLETE', ExportBucket: 'CREATE_COMPLETE' },
        }),
    ).toBeNull();
});

test('a bucket that the stack let go of is there already', async () => {
    expect(await told({ buckets: { [LAKE]: 200 }, stack: { LakeBucket: 'DELETE_SKIPPED' } })).toContain(
        `existingLakeBucket: ${LAKE}`,
    );
});

test('a bucket that is to be taken up and is not there is told', async () => {
    expect(await told({}, taking('existingLakeBucket: my-lake'))).toBe(
        'lake.config.yml names the bucket my-lake, and there is none: look at the name, or leave the line `existingLakeBucket` out for a new one',
    );
});

test.each([
    [403, 'belongs to another account, or these credentials lack s3:ListBucket'],
    [301, 'is in another region than the pools'],
])('a bucket that S3 answers with %i is told', async (status, what) => {
    expect(await told({ buckets: { [LAKE]: status } })).toContain(what);
});

test('a stack that may not be described ends the deployment with its error', async () => {
    await expect(told({ stack: { LakeBucket: 'denied' } })).rejects.toThrow('Stack does not exist');
});
