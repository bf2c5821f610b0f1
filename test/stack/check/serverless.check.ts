/** Checks of packaging and local invocation with the Serverless CLI, without credentials and network. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { outputOf, runCommand, temporaryFolder, type CommandOutcome } from '../../support/run-command.ts';
import { unzip } from '../unzip.ts';

const SAMPLE = 'samples/firehose-event.json';
const BUNDLE = 'dist/functions/transform.cjs';
const NO_NETWORK = join(packageRoot(), 'test', 'stack', 'no-network.cjs');

type TransformReply = {
    records: { recordId: string; result: string; data: string; metadata?: { partitionKeys: Record<string, string> } }[];
};
type FirehoseSampleEvent = { records: { recordId: string; approximateArrivalTimestamp: number; data: string }[] };

const folder = temporaryFolder();
const networkLog = join(folder, 'network.log');
const sampleEvent: FirehoseSampleEvent = JSON.parse(readFileSync(join(packageRoot(), SAMPLE), 'utf8'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runServerlessOffline = (...words: readonly string[]): Promise<CommandOutcome> =>
    runCommand('npx', ['--no', 'serverless', ...words], {
        env: { NODE_OPTIONS: `--require ${NO_NETWORK}`, NETWORK_LOG: networkLog },
    });

const invokeLocally = async (
    records: FirehoseSampleEvent['records'],
): Promise<{ code: number; reply: TransformReply; err: string }> => {
    const path = join(folder, 'event.json');
    writeFileSync(path, JSON.stringify({ ...sampleEvent, records }));
    const { code, out, err } = await runServerlessOffline('invoke', 'local', '-f', 'transform', '-p', path);
    return { code, reply: JSON.parse(out), err };
};

/** The log line, after the warning that the example config is used. */
const logLineIn = (err: string): unknown => {
    expect(err).toContain('lake.config.yml does not exist: using lake.config.example.yml');
    return JSON.parse(err.slice(err.indexOf('{')));
};

const textOf = (data: string): string => Buffer.from(data, 'base64').toString();

describe('serverless package, twice, without credentials or network', () => {
    const packagings = ['first', 'second'].map((name) => join(folder, name));
    const read = (file: string): readonly Buffer[] =>
        packagings.map((packaging) => readFileSync(join(packaging, file)));

    beforeAll(async () => {
        for (const packaging of packagings) await outputOf(runServerlessOffline('package', '--package', packaging));
    }, 60_000);

    test('puts only the bundle into the zip file', () => {
        const entries = unzip(read('transform.zip')[0]!);

        expect([...entries.keys()]).toEqual([BUNDLE]);
        expect(entries.get(BUNDLE)?.equals(readFileSync(join(packageRoot(), BUNDLE)))).toBe(true);
    });

    test('makes the same zip file, and the same templates except for the time', () => {
        const [zip, again] = read('transform.zip');
        expect(zip!.equals(again!)).toBe(true);

        for (const file of ['cloudformation-template-create-stack.json', 'cloudformation-template-update-stack.json']) {
            const [template, second] = read(file).map((bytes) =>
                bytes.toString().replace(/\d{13}-[\d-]{10}T[\d:.]{12}Z/g, '<time>'),
            );
            expect(second).toBe(template);
        }
    });

    test('adds the functions in the order of their names, without versions, which nothing would use', () => {
        const names = Object.keys(
            JSON.parse(read('cloudformation-template-update-stack.json')[0]!.toString()).Resources,
        ).filter((name) => /LambdaFunction$|LambdaVersion/.test(name));

        expect(names).toEqual(['ImportLambdaFunction', 'ReportLambdaFunction', 'TransformLambdaFunction']);
    });

    test('describes the function and a private bucket', () => {
        const { Resources } = JSON.parse(read('cloudformation-template-update-stack.json')[0]!.toString());

        expect(Resources.TransformLambdaFunction.Properties).toMatchObject({
            Handler: 'dist/functions/transform.handler',
            Runtime: 'nodejs24.x',
            Architectures: ['arm64'],
            MemorySize: 512,
            Timeout: 300,
        });
        expect(Resources.TransformLambdaFunction.Properties.Environment.Variables).toEqual({
            ACTIVITY_STREAM: 'cognito-log-lake-dev-user-activity',
            NOTIFICATION_STREAM: 'cognito-log-lake-dev-user-notification',
            LISTED_POOLS: ['', '2', '3', '4', '5'].map((end) => `us-west-2_EXAMPLE${end}`).join(','),
        });
        expect(Resources.ServerlessDeploymentBucket.Properties).toMatchObject({
            PublicAccessBlockConfiguration: {
                BlockPublicAcls: true,
                BlockPublicPolicy: true,
                IgnorePublicAcls: true,
                RestrictPublicBuckets: true,
            },
            VersioningConfiguration: { Status: 'Enabled' },
        });
    });

    test('makes no network connection', () => {
        expect(existsSync(networkLog)).toBe(false);
    });
});

describe('the config', () => {
    const NO_ROLE = { AWS_EC2_METADATA_DISABLED: 'true' };

    test('stops the packaging if it is invalid, with its message once and without a stack trace', async () => {
        const file = join(folder, 'mine.yml');
        writeFileSync(
            file,
            readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8').replace(
                'rawBackup: true',
                'rawBackup: sometimes',
            ),
        );

        const { code, out, err } = await runCommand(
            'npx',
            ['--no', 'serverless', 'package', '--package', join(folder, 'mine')],
            { env: { ...NO_ROLE, LAKE_CONFIG: file } },
        );

        expect(code).toBe(1);
        expect(out).toMatch(/^\n?Error:\nmine\.yml:\d+:12: rawBackup is "sometimes": write true or false\n$/);
        expect(err).not.toContain('    at ');
        expect(existsSync(join(folder, 'mine'))).toBe(false);
    }, 30_000);

    test('keeps the environment out of the template: a variable in it stops the packaging', async () => {
        const file = join(folder, 'variable.yml');
        writeFileSync(
            file,
            readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8').replace(
                /^ {2}# queries:\n(?: {2}# .*\n)+/m,
                '  queries:\n    - { name: country_not_allowed, values: { allowed_countries: ["${env:SECRET}"] } }\n',
            ),
        );

        const { code, out } = await runCommand(
            'npx',
            ['--no', 'serverless', 'package', '--package', join(folder, 'variable')],
            { env: { ...NO_ROLE, LAKE_CONFIG: file, SECRET: 'secret-of-the-environment' } },
        );

        expect(code).toBe(1);
        expect(out).toMatch(/variable\.yml:\d+:67: \$\{env:SECRET\} is a variable/);
        expect(existsSync(join(folder, 'variable'))).toBe(false);
    }, 30_000);

    test('sets the region, and another one is rejected', async () => {
        const { code, out } = await runCommand(
            'npx',
            ['--no', 'serverless', 'package', '--region', 'eu-west-1', '--package', join(folder, 'elsewhere')],
            { env: NO_ROLE },
        );

        expect(code).toBe(1);
        expect(out).toContain(
            'The pools are in us-west-2. Remove --region eu-west-1, or set LAKE_CONFIG to a file with pools ' +
                'in eu-west-1.',
        );
        expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    }, 30_000);

    test('is not deployed if it is only the example', async () => {
        const { code, out } = await runCommand('npx', ['--no', 'serverless', 'deploy'], { env: NO_ROLE });

        expect(code).toBe(1);
        expect(out).toContain(
            'lake.config.yml does not exist, and deploy does not accept the example. ' +
                'Run cp lake.config.example.yml lake.config.yml, and enter your pools.',
        );
    }, 30_000);
});

describe('serverless invoke local, without credentials or network', () => {
    test('prints the reply to the sample, and the log line on standard error', async () => {
        const { code, out, err } = await runServerlessOffline('invoke', 'local', '-f', 'transform', '-p', SAMPLE);

        const { records }: TransformReply = JSON.parse(out);
        expect(code).toBe(0);
        expect(records.map(({ recordId }) => recordId)).toEqual(sampleEvent.records.map(({ recordId }) => recordId));
        expect(records.map(({ recordId, result }) => `${recordId.split('-')[0]} ${result}`)).toEqual([
            'ok Ok',
            'ok Ok',
            'ok Ok',
            'dropped Dropped',
            'rejected ProcessingFailed',
            'rejected ProcessingFailed',
        ]);
        expect(records[0]?.metadata).toEqual({
            partitionKeys: { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-15' },
        });
        expect(JSON.parse(textOf(records[0]!.data))).toMatchObject({
            event_response: 'Pass',
            user_pool_id: 'us-west-2_EXAMPLE',
        });
        expect(records[4]?.data).toBe(sampleEvent.records[4]?.data);
        expect(logLineIn(err)).toMatchObject({
            message: 'batch',
            records: 6,
            events: 7,
            rows: 5,
            rejected_by_reason: { not_json: 1, no_user_pool_id: 1 },
        });
    }, 30_000);

    test('prints only the reply on standard output if nothing is rejected', async () => {
        const { code, reply, err } = await invokeLocally(sampleEvent.records.slice(0, 1));

        expect({ code, count: reply.records.length }).toEqual({ code: 0, count: 1 });
        expect(logLineIn(err)).toMatchObject({ level: 'INFO', ok: 1 });
    }, 30_000);

    test('rejects a record that must be split, and names the variables for the streams', async () => {
        const [first, second] = sampleEvent.records.map(({ data }) => textOf(data));
        const data = Buffer.from(`${first}\n${second!.replaceAll('SignIn', 'SignUp')}`).toString('base64');

        const { code, reply, err } = await invokeLocally([
            { recordId: 'two-partitions', approximateArrivalTimestamp: 1_768_492_860_000, data },
        ]);

        expect({ code, reply }).toEqual({
            code: 0,
            reply: { records: [{ recordId: 'two-partitions', result: 'ProcessingFailed', data }] },
        });
        expect(logLineIn(err)).toMatchObject({
            rejected_by_reason: { reingest_failed: 2 },
            hint:
                'No stream to re-ingest to. Set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two ' +
                'streams',
        });
    }, 30_000);

    test('fails for an invalid event, and names the expected fields', async () => {
        const { code, out } = await runServerlessOffline('invoke', 'local', '-f', 'transform', '-d', '{"Records":[]}');

        expect(code).toBe(1);
        expect(JSON.parse(out).errorMessage).toContain(
            'The event is not a Firehose transformation event: {invocationId, deliveryStreamArn, region, records',
        );
    }, 30_000);

    test('makes no network connection', () => {
        expect(existsSync(networkLog)).toBe(false);
    });
});
