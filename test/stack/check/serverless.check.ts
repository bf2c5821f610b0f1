import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { outputOf, runCommand, temporaryFolder, type Outcome } from '../../support/run-command.ts';
import { unzip } from '../unzip.ts';

const SAMPLE = 'samples/firehose-event.json';
const BUNDLE = 'dist/functions/transform.cjs';
const NO_NETWORK = join(packageRoot(), 'test', 'stack', 'no-network.cjs');

type Answer = {
    records: { recordId: string; result: string; data: string; metadata?: { partitionKeys: Record<string, string> } }[];
};
type Event = { records: { recordId: string; approximateArrivalTimestamp: number; data: string }[] };

const folder = temporaryFolder();
const networkLog = join(folder, 'network.log');
const event: Event = JSON.parse(readFileSync(join(packageRoot(), SAMPLE), 'utf8'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serverless = (...given: readonly string[]): Promise<Outcome> =>
    runCommand('npx', ['--no', 'serverless', ...given], {
        env: { NODE_OPTIONS: `--require ${NO_NETWORK}`, NETWORK_LOG: networkLog },
    });

const invoke = async (records: Event['records']): Promise<{ code: number; answer: Answer; err: string }> => {
    const path = join(folder, 'event.json');
    writeFileSync(path, JSON.stringify({ ...event, records }));
    const { code, out, err } = await serverless('invoke', 'local', '-f', 'transform', '-p', path);
    return { code, answer: JSON.parse(out), err };
};

/** The log line, after the framework's notice that the settings are those of the example. */
const logLineIn = (err: string): unknown => {
    expect(err).toContain('There is no lake.config.yml: this is made from lake.config.example.yml');
    return JSON.parse(err.slice(err.indexOf('{')));
};

const textOf = (data: string): string => Buffer.from(data, 'base64').toString();

describe('serverless package, twice, without credentials or network', () => {
    const packagings = ['first', 'second'].map((name) => join(folder, name));
    const read = (file: string): readonly Buffer[] =>
        packagings.map((packaging) => readFileSync(join(packaging, file)));

    beforeAll(async () => {
        for (const packaging of packagings) await outputOf(serverless('package', '--package', packaging));
    }, 60_000);

    test('makes a zip of the bundle alone', () => {
        const entries = unzip(read('transform.zip')[0]!);

        expect([...entries.keys()]).toEqual([BUNDLE]);
        expect(entries.get(BUNDLE)?.equals(readFileSync(join(packageRoot(), BUNDLE)))).toBe(true);
    });

    test('makes the same zip, and the same templates but for the time', () => {
        const [zip, again] = read('transform.zip');
        expect(zip!.equals(again!)).toBe(true);

        for (const file of ['cloudformation-template-create-stack.json', 'cloudformation-template-update-stack.json']) {
            const [template, second] = read(file).map((bytes) =>
                bytes.toString().replace(/\d{13}-[\d-]{10}T[\d:.]{12}Z/g, '<time>'),
            );
            expect(second).toBe(template);
        }
    });

    test('adds the functions in the order of their names, not in that in which they were read', () => {
        for (const part of ['Resources', 'Outputs']) {
            const names = Object.keys(
                JSON.parse(read('cloudformation-template-update-stack.json')[0]!.toString())[part],
            ).filter((name) => /LambdaVersion|LambdaFunctionQualifiedArn/.test(name));

            expect(names).toHaveLength(3);
            expect(names).toEqual(names.toSorted());
        }
    });

    test('describes the function and a bucket that is closed', () => {
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

    test('connects to nothing', () => {
        expect(existsSync(networkLog)).toBe(false);
    });
});

describe('the settings', () => {
    const NO_ROLE = { AWS_EC2_METADATA_DISABLED: 'true' };

    test('that are wrong are told in their own words, once, and nothing is packaged', async () => {
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

    test('tell the region: another one is refused', async () => {
        const { code, out } = await runCommand(
            'npx',
            ['--no', 'serverless', 'package', '--region', 'eu-west-1', '--package', join(folder, 'elsewhere')],
            { env: NO_ROLE },
        );

        expect(code).toBe(1);
        expect(out).toContain(
            'The pools are in us-west-2: leave --region eu-west-1 out, or name a file with pools of eu-west-1 in LAKE_CONFIG',
        );
        expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    }, 30_000);

    test('that are only the example are packaged and not deployed', async () => {
        const { code, out } = await runCommand('npx', ['--no', 'serverless', 'deploy'], { env: NO_ROLE });

        expect(code).toBe(1);
        expect(out).toContain(
            'There is no lake.config.yml, and deploy takes no example: cp lake.config.example.yml lake.config.yml, and put your pools in',
        );
    }, 30_000);
});

describe('serverless invoke local, without credentials or network', () => {
    test('prints the answer to the sample, and the log line beside it', async () => {
        const { code, out, err } = await serverless('invoke', 'local', '-f', 'transform', '-p', SAMPLE);

        const { records }: Answer = JSON.parse(out);
        expect(code).toBe(0);
        expect(records.map(({ recordId }) => recordId)).toEqual(event.records.map(({ recordId }) => recordId));
        expect(records.map(({ recordId, result }) => `${recordId.split('-')[0]} ${result}`)).toEqual([
            'kept Ok',
            'kept Ok',
            'kept Ok',
            'set Dropped',
            'refused ProcessingFailed',
            'refused ProcessingFailed',
        ]);
        expect(records[0]?.metadata).toEqual({
            partitionKeys: { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-15' },
        });
        expect(JSON.parse(textOf(records[0]!.data))).toMatchObject({
            event_response: 'Pass',
            user_pool_id: 'us-west-2_EXAMPLE',
        });
        expect(records[4]?.data).toBe(event.records[4]?.data);
        expect(logLineIn(err)).toMatchObject({
            message: 'batch',
            arrivals: 6,
            events: 7,
            rows: 5,
            refused_by_reason: { not_json: 1, no_user_pool_id: 1 },
        });
    }, 30_000);

    test('keeps standard output for the answer when nothing is refused', async () => {
        const { code, answer, err } = await invoke(event.records.slice(0, 1));

        expect({ code, count: answer.records.length }).toEqual({ code: 0, count: 1 });
        expect(logLineIn(err)).toMatchObject({ level: 'INFO', kept: 1 });
    }, 30_000);

    test('refuses what must be taken apart, and says which variables name the streams', async () => {
        const [first, second] = event.records.map(({ data }) => textOf(data));
        const data = Buffer.from(`${first}\n${second!.replaceAll('SignIn', 'SignUp')}`).toString('base64');

        const { code, answer, err } = await invoke([
            { recordId: 'two-partitions', approximateArrivalTimestamp: 1_768_492_860_000, data },
        ]);

        expect({ code, answer }).toEqual({
            code: 0,
            answer: { records: [{ recordId: 'two-partitions', result: 'ProcessingFailed', data }] },
        });
        expect(logLineIn(err)).toMatchObject({
            refused_by_reason: { put_back_failed: 2 },
            hint: 'No stream to put back to: set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two streams',
        });
    }, 30_000);

    test('fails with a message that says what was expected', async () => {
        const { code, out } = await serverless('invoke', 'local', '-f', 'transform', '-d', '{"Records":[]}');

        expect(code).toBe(1);
        expect(JSON.parse(out).errorMessage).toContain(
            'Expected the event of a Firehose transformation: {invocationId, deliveryStreamArn, region, records',
        );
    }, 30_000);

    test('connects to nothing', () => {
        expect(existsSync(networkLog)).toBe(false);
    });
});
