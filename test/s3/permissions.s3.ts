/** Tests of the table of permissions, on a real S3: each command does its work on a lake in a bucket with what its row allows, and says what it says of a folder. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { blueprintOf } from '../../infra/blueprint.ts';
import { people } from '../../infra/people.ts';
import { resourcesOfKind } from '../../infra/person-resources.ts';
import { allow, type Statement } from '../../infra/policy.ts';
import { COMMAND_PERMISSIONS } from '../../lib/deploy/account/command-permissions.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { atOnce } from '../../lib/store/at-once.ts';
import { outputOf, runCommand, temporaryFolder, type Outcome } from '../support/run-command.ts';
import { awsEnvironment, withUserPools, type PoolUser, type UserPools } from '../support/given-user-pools.ts';
import { givenLake } from '../support/given-lake.ts';
import { errorLine, event } from '../support/given-errors.ts';
import { buildAll, filesOf, givenFiles } from '../support/given-replay.ts';
import { guessed } from '../support/given-report.ts';
import { givenBucket, keysOf, storeOf } from './given-bucket.ts';
import { withPermitted, type Gate } from './permitted.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const POOL = 'us-west-2_EXAMPLE';
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];
const EVENT = { EventId: 'history-1', EventType: 'SignIn', CreationDate: 1_768_272_181, EventResponse: 'Pass' };
const USERS: readonly PoolUser[] = [
    { name: 'user-1', sub: 'sub-1', events: [EVENT, { ...EVENT, EventId: '203.0.113.1-1767960000000-1' }] },
];

/** A lake with guesses, deliveries that came twice, a known exception, error objects and raw arrivals. */
let local = '';
/** What CloudWatch counted, in a file. */
let metricsFile = '';

/** A policy as it is in an account. */
const resolved = (statements: readonly Statement[]): readonly Statement[] =>
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

/** What the row of a command allows on the stack's buckets. */
const rowOf = (command: string, lake: string, exports: string): readonly Statement[] => {
    const row = COMMAND_PERMISSIONS.find((each) => each.command.split(', ').includes(command));
    if (row === undefined) throw new Error(`the table has no ${command}`);
    return resolved(
        row.needs.flatMap(({ actions, on }) => {
            const resources = resourcesOfKind(blueprintFor(lake, exports), on);
            return resources.length === 0 ? [] : [allow(actions, resources)];
        }),
    );
};

type Place = { readonly lake: string; readonly bucket: string; readonly exports: string };

/** The lake in a bucket of its own, and another bucket for exports. */
const given = async (): Promise<Place> => {
    const [bucket, exports] = [await givenBucket(), await givenBucket()];
    const store = await storeOf(`s3://${bucket}`);
    await atOnce(filesOf(local), 8, async (path) => store.put(path, join(local, path)));
    return { lake: `s3://${bucket}`, bucket, exports };
};

const copied = (): string => {
    const lake = join(temporaryFolder(), 'lake');
    cpSync(local, lake, { recursive: true });
    return lake;
};

const SECRETS = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testingsecret', AWS_REGION: 'us-east-1' };

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    runCommand(process.execPath, [CLI, ...words], {
        env: { XDG_CACHE_HOME: temporaryFolder(), TMPDIR: process.env['TMPDIR'] ?? '/tmp', ...env, ...SECRETS },
    });
const runIn = async ({ url }: Gate, words: readonly string[], env = {}): Promise<Outcome> =>
    run(words, { ...env, AWS_ENDPOINT_URL_S3: url });

/** What is not made up by a run: an erased person gets another name in each lake, and feedback the time at which it was given. */
const ALL =
    'select * exclude (record_id, arrived_at, event_at, feedback_at, user_sub, user_name) from user_activity order by all';
const rowsIn = async (lake: string): Promise<string> =>
    outputOf(
        run(['query', '--sql', ALL, '--lake', lake, '--format', 'ndjson'], {
            AWS_ENDPOINT_URL_S3: String(process.env['S3_URL']),
        }),
    );

/** What was said, in no order, without times, ids and the name of the place. In S3 a rebuild is of closed days. */
const plain = (text: string, lake: string): readonly string[] =>
    text
        .replaceAll(lake, 'LAKE')
        .replaceAll(
            /\d{4}-\d\d-\d\d[T ][\d:.]+Z?|"(?:seconds|events_per_second)":[\d.]+|"before_day":(?:null|"[\d-]+")|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8,}\b/g,
            '…',
        )
        .split(/[,{}[\]]/)
        .toSorted();

beforeAll(async () => {
    await buildAll();
    local = join(temporaryFolder(), 'lake');
    metricsFile = join(givenFiles({ 'metrics.json': metricsText() }), 'metrics.json');
    const rows = [...guessed('203.0.113.1', 30), ...guessed('203.0.113.2', 25)];
    await givenLake({ user_activity: rows }, local);
    await givenLake({ user_activity: rows.slice(0, 5) }, local);
    const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(local, path)), { recursive: true });
        writeFileSync(join(local, path), text);
    };
    write('known_exceptions/known.csv', 'kind,value,note\naddress,203.0.113.2,the office\nuser_name,user-1,a person\n');
    write('errors/cognito-log-lake-dev-user-activity/processing-failed/2026/01/02/03/x', errorLine(event('redriven')));
    write('raw/cognito-log-lake-dev-user-activity/2026/01/09/12/x', event('raw'));
});

/** The words of a command on a lake. */
type Words = (lake: string, exports: string) => readonly string[];

/** What CloudWatch counted. */
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

const ON_LAKES: readonly (readonly [string, Words])[] = [
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
];

const OF_POOLS: readonly (readonly [string, Words])[] = [
    ['backfill', (lake) => ['backfill', '--pool', POOL, '--to-lake', lake, '--max-rate', '1000', '--json']],
    ['feedback', (lake) => ['feedback', '203.0.113.1-1767960000000-1', '--invalid', '--lake', lake, '--yes', '--json']],
];

const exportsIn = async (place: Place | null): Promise<string> => {
    const folder = givenFiles({ 'AWSLogs/a.ndjson': event('replayed') });
    if (place === null) return folder;
    await (await storeOf(`s3://${place.exports}`)).put('AWSLogs/a.ndjson', join(folder, 'AWSLogs/a.ndjson'));
    return `s3://${place.exports}`;
};

describe('on a lake in S3, with what its row of the table allows,', () => {
    test.each(ON_LAKES)('%s does and says what it does on a folder', async (command, words) => {
        const [place, folder] = [await given(), copied()];

        const inFolder = await run(words(folder, await exportsIn(null)));
        const exports = await exportsIn(place);
        const { refused, used, ended } = await withPermitted(
            rowOf(command, place.bucket, place.exports),
            async (gate) => ({ ended: await runIn(gate, words(place.lake, exports)), ...gate }),
        );

        expect(refused).toEqual([]);
        expect([ended.code, plain(ended.err, place.lake)]).toEqual([inFolder.code, plain(inFolder.err, folder)]);
        expect(plain(ended.out, place.lake)).toEqual(plain(inFolder.out, folder));
        expect(used.size).toBeGreaterThan(1);
        expect(await rowsIn(place.lake)).toBe(await rowsIn(folder));
    });

    test.each(OF_POOLS)(
        '%s does and says what it does on a folder; it asks the pool for what the row names',
        async (command, words) => {
            const [place, folder] = [await given(), copied()];
            const calls = async (
                server: UserPools,
                act: (env: Readonly<Record<string, string>>) => Promise<Outcome>,
            ): Promise<Outcome> => act({ ...awsEnvironment(server.url), AWS_REGION: 'eu-central-1' });

            await withUserPools(POOL, USERS, {}, async (server) => {
                const inFolder = await calls(server, async (env) => run(words(folder, ''), env));
                const { refused, ended } = await withPermitted(
                    rowOf(command, place.bucket, place.exports),
                    async (gate) => ({
                        ended: await calls(server, async (env) => runIn(gate, words(place.lake, ''), env)),
                        ...gate,
                    }),
                );

                const allowed = new Set(
                    rowOf(command, place.bucket, place.exports).flatMap(({ Action }) => [Action].flat()),
                );
                expect(refused).toEqual([]);
                expect(ended).toMatchObject({ code: 0, err: '' });
                expect(plain(ended.out, place.lake)).toEqual(plain(inFolder.out, folder));
                expect([...server.calls.keys()].filter((name) => !allowed.has(`cognito-idp:${name}`))).toEqual([]);
                expect(await rowsIn(place.lake)).toBe(await rowsIn(folder));
            });
        },
    );
});

describe('the policy for analysts', () => {
    const policyOf = ({ bucket, exports }: Place): readonly Statement[] =>
        resolved(
            (
                people(blueprintFor(bucket, exports))['AnalystPolicy']!.Properties['PolicyDocument'] as {
                    Statement: readonly Statement[];
                }
            ).Statement,
        );

    test('lets the commands that read a lake do so', async () => {
        const place = await given();

        for (const [, words] of ON_LAKES.slice(0, 4)) {
            const { refused, ended } = await withPermitted(policyOf(place), async (gate) => ({
                ended: await runIn(gate, words(place.lake, '')),
                ...gate,
            }));

            expect(refused).toEqual([]);
            expect(ended.code).toBe((await run(words(copied(), ''))).code);
        }
    });

    test('keeps raw arrivals and errors from being listed and read, and the lake from being changed', async () => {
        const place = await given();
        const before = await keysOf(await storeOf(place.lake));

        for (const words of [
            ['redrive', `${place.lake}/errors`],
            ['replay', `${place.lake}/raw/`, '--lake', join(temporaryFolder(), 'lake')],
            ['compact', '--lake', place.lake],
        ]) {
            const { refused, ended } = await withPermitted(policyOf(place), async (gate) => ({
                ended: await runIn(gate, words),
                ...gate,
            }));

            expect(refused.length).toBeGreaterThan(0);
            expect(`${ended.out}${ended.err}`).toContain('access is denied');
        }
        expect(await keysOf(await storeOf(place.lake))).toEqual(before);
    });
});
