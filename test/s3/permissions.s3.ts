/** Tests of the table of permissions, on a real S3: each command works with the permissions of its row. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { personaPolicies } from '../../infra/persona-policies.ts';
import { resourceArns } from '../../infra/resource-arns.ts';
import { allow, type Statement } from '../../infra/policy.ts';
import { COMMAND_PERMISSIONS } from '../../lib/deploy/account/command-permissions.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runConcurrently } from '../../lib/store/run-concurrently.ts';
import { outputOf, runCommand, temporaryFolder, type CommandOutcome } from '../support/run-command.ts';
import {
    fakeUserPoolsEnvironment,
    withFakeUserPools,
    type PoolUser,
    type FakeUserPools,
} from '../support/fake-user-pools.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { errorLine, eventOfUser } from '../support/redrive-errors.ts';
import { buildAll, listFiles, writeInputFiles } from '../support/run-replay.ts';
import { makeGuesses } from '../support/run-sample-report.ts';
import { makeBucket, listStoreKeys, openS3Store } from './make-bucket.ts';
import { withPermissions, type PermissionGate } from './with-permissions.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const POOL = 'us-west-2_EXAMPLE';
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];
const EVENT = { EventId: 'history-1', EventType: 'SignIn', CreationDate: 1_768_272_181, EventResponse: 'Pass' };
const USERS: readonly PoolUser[] = [
    { name: 'user-1', sub: 'sub-1', events: [EVENT, { ...EVENT, EventId: '203.0.113.1-1767960000000-1' }] },
];

/** A lake with password guesses, duplicates, an erased user, an allowlist, error objects and raw records. */
let local = '';
/** The id of an erasure's receipt in the lake. */
let receiptId = '';
/** A file with CloudWatch metrics. */
let metricsFile = '';

/** Resolves the CloudFormation references in a policy. */
const resolveStatements = (statements: readonly Statement[]): readonly Statement[] =>
    JSON.parse(
        JSON.stringify(statements)
            .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
            .replaceAll('${AWS::Partition}', 'aws')
            .replaceAll('${AWS::AccountId}', '123456789012')
            .replaceAll('${AWS::Region}', 'us-west-2'),
    ) as Statement[];

const blueprintFor = (lake: string, exports: string) =>
    blueprintOf(
        {
            ...parseConfig(readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8'), EXAMPLE_FILE),
            existingLakeBucket: lake,
            existingExportBucket: exports,
        },
        'dev',
    );

/** The permissions of a command's row on the stack's buckets. */
const commandStatements = (command: string, lake: string, exports: string): readonly Statement[] => {
    const row = COMMAND_PERMISSIONS.find((each) => each.command.split(', ').includes(command));
    if (row === undefined) throw new Error(`The table of permissions has no row for ${command}`);
    return resolveStatements(
        row.grants.flatMap(({ actions, resource }) => {
            const resources = resourceArns(blueprintFor(lake, exports), resource);
            return resources.length === 0 ? [] : [allow(actions, resources)];
        }),
    );
};

type S3Targets = { readonly lake: string; readonly bucket: string; readonly exports: string };

/** Uploads the lake to a new bucket, and creates another bucket for exports. */
const prepareBuckets = async (): Promise<S3Targets> => {
    const [bucket, exports] = [await makeBucket(), await makeBucket()];
    const store = await openS3Store(`s3://${bucket}`);
    await runConcurrently(listFiles(local), 8, async (path) => store.put(path, join(local, path)));
    return { lake: `s3://${bucket}`, bucket, exports };
};

const copyLocalLake = (): string => {
    const lake = join(temporaryFolder(), 'lake');
    cpSync(local, lake, { recursive: true });
    return lake;
};

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testingsecret', AWS_REGION: 'us-east-1' };

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandOutcome> =>
    runCommand(process.execPath, [CLI, ...words], {
        env: { XDG_CACHE_HOME: temporaryFolder(), TMPDIR: process.env['TMPDIR'] ?? '/tmp', ...env, ...CREDENTIALS },
    });
const runThroughGate = async ({ url }: PermissionGate, words: readonly string[], env = {}): Promise<CommandOutcome> =>
    run(words, { ...env, AWS_ENDPOINT_URL_S3: url });

/** The columns that do not depend on the run: pseudonyms and the time of feedback do. */
const COMPARABLE_ROWS_SQL = `select * exclude (record_id, arrived_at, event_at, feedback_at, user_sub, user_name)
    from user_activity order by all`;
const readComparableRows = async (lake: string): Promise<string> =>
    outputOf(
        run(['query', '--sql', COMPARABLE_ROWS_SQL, '--lake', lake, '--format', 'ndjson'], {
            AWS_ENDPOINT_URL_S3: String(process.env['S3_URL']),
        }),
    );

/** Times, durations, UUIDs and hashes, and the first open day: in S3 a rebuild covers closed days only. */
const RUN_SPECIFIC = new RegExp(
    [
        String.raw`\d{4}-\d\d-\d\d[T ][\d:.]+Z?`,
        String.raw`"(?:seconds|events_per_second)":[\d.]+`,
        String.raw`"before_day":(?:null|"[\d-]+")`,
        String.raw`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`,
        String.raw`\b[0-9a-f]{8,}\b`,
    ].join('|'),
    'g',
);

/** The sorted parts of an output, without run-specific values and the lake's address. */
const comparableOutput = (text: string, lake: string): readonly string[] =>
    text
        .replaceAll(lake, 'LAKE')
        .replaceAll(RUN_SPECIFIC, '…')
        .split(/[,{}[\]]/)
        .toSorted();

beforeAll(async () => {
    await buildAll();
    local = join(temporaryFolder(), 'lake');
    metricsFile = join(writeInputFiles({ 'metrics.json': metricsText() }), 'metrics.json');
    const rows = [...makeGuesses('203.0.113.1', 30), ...makeGuesses('203.0.113.2', 25)];
    await makeSampleLake({ user_activity: rows }, local);
    await makeSampleLake({ user_activity: rows.slice(0, 5) }, local);
    await makeSampleLake({ user_activity: [{ record_id: 'l', user_sub: 'sub-l', user_name: 'leaver' }] }, local);
    const erased = await outputOf(run(['erase-user', 'leaver', '--lake', local, '--yes', '--json']));
    receiptId = String(JSON.parse(erased).receipt.id);
    const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(local, path)), { recursive: true });
        writeFileSync(join(local, path), text);
    };
    write('allowlist/known.csv', 'kind,value,note\naddress,203.0.113.2,the office\nuser_name,user-1,a person\n');
    write(
        'errors/cognito-log-lake-dev-user-activity/processing-failed/2026/01/02/03/x',
        errorLine(eventOfUser('redriven')),
    );
    write('raw/cognito-log-lake-dev-user-activity/2026/01/09/12/x', eventOfUser('raw'));
});

/** The arguments of a command on a lake. */
type CommandWords = (lake: string, exports: string) => readonly string[];

/** CloudWatch metrics, in the format of `aws cloudwatch get-metric-data`. */
const metricsText = (): string => {
    const results = ['Sum', 'SampleCount'].map((statistic, index) => ({
        Id: `m${index}`,
        Label: `SignInSuccesses ${statistic} UserPool=${POOL} UserPoolClient=a-client`,
        Timestamps: ['2026-01-09T00:00:00Z'],
        Values: [70],
        StatusCode: 'Complete',
    }));
    return JSON.stringify({ MetricDataResults: results });
};

const LAKE_COMMANDS: readonly (readonly [string, CommandWords])[] = [
    ['query', (lake) => ['query', 'brute_force_by_address', ...DAYS, '--lake', lake, '--format', 'json']],
    ['check', (lake) => ['check', '--all-days', '--lake', lake, '--json']],
    ['cost', (lake) => ['cost', '--users', '10', '--lake', lake, '--json']],
    ['find-user', (lake) => ['find-user', 'user-1', '--lake', lake, '--json']],
    ['report', (lake) => ['report', 'brute_force_by_address', ...DAYS, '--lake', lake, '--out', lake, '--json']],
    ['replay', (lake, exports) => ['replay', exports, '--lake', lake, '--json']],
    ['redrive', (lake) => ['redrive', `${lake}/errors/`, '--to-lake', lake, '--json']],
    ['compact', (lake) => ['compact', '--lake', lake, '--json']],
    ['rebuild', (lake) => ['rebuild', '--lake', lake, '--json']],
    [
        'completeness',
        (lake) => ['completeness', ...DAYS, '--metrics', metricsFile, '--export', '--lake', lake, '--json'],
    ],
    ['erase-user', (lake) => ['erase-user', 'user-1', '--lake', lake, '--yes', '--json']],
    ['erase-user', (lake) => ['erase-user', '--lift', receiptId, '--lake', lake, '--json']],
];

const POOL_COMMANDS: readonly (readonly [string, CommandWords])[] = [
    ['backfill', (lake) => ['backfill', '--pool', POOL, '--to-lake', lake, '--max-rate', '1000', '--json']],
    ['feedback', (lake) => ['feedback', '203.0.113.1-1767960000000-1', '--invalid', '--lake', lake, '--yes', '--json']],
];

const prepareExports = async (targets: S3Targets | null): Promise<string> => {
    const folder = writeInputFiles({ 'AWSLogs/a.ndjson': eventOfUser('replayed') });
    if (targets === null) return folder;
    await (await openS3Store(`s3://${targets.exports}`)).put('AWSLogs/a.ndjson', join(folder, 'AWSLogs/a.ndjson'));
    return `s3://${targets.exports}`;
};

describe('a command with the permissions of its row, on a lake in S3', () => {
    test.each(LAKE_COMMANDS)('%s has the same effect and output as on a folder', async (command, words) => {
        const [targets, folder] = [await prepareBuckets(), copyLocalLake()];

        const inFolder = await run(words(folder, await prepareExports(null)));
        const exports = await prepareExports(targets);
        const { deniedActions, usedActions, ended } = await withPermissions(
            commandStatements(command, targets.bucket, targets.exports),
            async (gate) => ({
                ended: await runThroughGate(gate, words(targets.lake, exports)),
                ...gate,
            }),
        );

        expect(deniedActions).toEqual([]);
        expect([ended.code, comparableOutput(ended.err, targets.lake)]).toEqual([
            inFolder.code,
            comparableOutput(inFolder.err, folder),
        ]);
        expect(comparableOutput(ended.out, targets.lake)).toEqual(comparableOutput(inFolder.out, folder));
        expect(usedActions.size).toBeGreaterThan(1);
        expect(await readComparableRows(targets.lake)).toBe(await readComparableRows(folder));
    });

    test.each(POOL_COMMANDS)(
        '%s has the same effect and output as on a folder, and makes only the pool calls of its row',
        async (command, words) => {
            const [targets, folder] = [await prepareBuckets(), copyLocalLake()];
            const calls = async (
                server: FakeUserPools,
                act: (env: Readonly<Record<string, string>>) => Promise<CommandOutcome>,
            ): Promise<CommandOutcome> => act({ ...fakeUserPoolsEnvironment(server.url), AWS_REGION: 'eu-central-1' });

            await withFakeUserPools(POOL, USERS, {}, async (server) => {
                const inFolder = await calls(server, async (env) => run(words(folder, ''), env));
                const { deniedActions, ended } = await withPermissions(
                    commandStatements(command, targets.bucket, targets.exports),
                    async (gate) => ({
                        ended: await calls(server, async (env) => runThroughGate(gate, words(targets.lake, ''), env)),
                        ...gate,
                    }),
                );

                const allowed = new Set(
                    commandStatements(command, targets.bucket, targets.exports).flatMap(({ Action }) =>
                        [Action].flat(),
                    ),
                );
                expect(deniedActions).toEqual([]);
                expect(ended).toMatchObject({ code: 0, err: '' });
                expect(comparableOutput(ended.out, targets.lake)).toEqual(comparableOutput(inFolder.out, folder));
                expect([...server.callCounts.keys()].filter((name) => !allowed.has(`cognito-idp:${name}`))).toEqual([]);
                expect(await readComparableRows(targets.lake)).toBe(await readComparableRows(folder));
            });
        },
    );
});

describe('the analyst policy', () => {
    const policyOf = ({ bucket, exports }: S3Targets): readonly Statement[] =>
        resolveStatements(
            (
                personaPolicies(blueprintFor(bucket, exports))['AnalystPolicy']!.Properties['PolicyDocument'] as {
                    Statement: readonly Statement[];
                }
            ).Statement,
        );

    test('the analyst policy allows the commands that read a lake', async () => {
        const targets = await prepareBuckets();

        for (const [, words] of LAKE_COMMANDS.slice(0, 4)) {
            const { deniedActions, ended } = await withPermissions(policyOf(targets), async (gate) => ({
                ended: await runThroughGate(gate, words(targets.lake, '')),
                ...gate,
            }));

            expect(deniedActions).toEqual([]);
            expect(ended.code).toBe((await run(words(copyLocalLake(), ''))).code);
        }
    });

    test('the analyst policy denies access to raw records and errors, and changes to the lake', async () => {
        const targets = await prepareBuckets();
        const before = await listStoreKeys(await openS3Store(targets.lake));

        for (const words of [
            ['redrive', `${targets.lake}/errors`],
            ['replay', `${targets.lake}/raw/`, '--lake', join(temporaryFolder(), 'lake')],
            ['compact', '--lake', targets.lake],
        ]) {
            const { deniedActions, ended } = await withPermissions(policyOf(targets), async (gate) => ({
                ended: await runThroughGate(gate, words),
                ...gate,
            }));

            expect(deniedActions.length).toBeGreaterThan(0);
            expect(`${ended.out}${ended.err}`).toContain('access is denied');
        }
        expect(await listStoreKeys(await openS3Store(targets.lake))).toEqual(before);
    });
});
