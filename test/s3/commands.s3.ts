/** Tests of the shipped commands on lakes and logs in a real S3: the output is the same as for folders, to the byte. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runConcurrently } from '../../lib/store/run-concurrently.ts';
import { usualText } from '../fixtures/records.ts';
import { outputOf, runCommand, temporaryFolder, type CommandOutcome } from '../support/run-command.ts';
import { errorLine, eventOfUser } from '../support/redrive-errors.ts';
import { buildAll, listFiles, writeInputFiles } from '../support/run-replay.ts';
import {
    readObjectBytes,
    makeBucket,
    listStoreKeys,
    putObjects,
    READER_CREDENTIALS,
    restrictReader,
    openS3Store,
    withServer,
} from './make-bucket.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const home = temporaryFolder();
const AWS = Object.fromEntries(
    Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined,
    ),
);
const environment = { ...AWS, XDG_CACHE_HOME: home, TMPDIR: process.env['TMPDIR'] ?? '/tmp' };

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandOutcome> =>
    runCommand(process.execPath, [CLI, ...words], { env: { ...environment, ...env } });
const runOk = async (...words: readonly string[]): Promise<string> => outputOf(run(words));

let bucket = '';
let exports = '';
let local = '';
let remote = '';

beforeAll(async () => {
    await buildAll();
    bucket = await makeBucket();
    exports = join(temporaryFolder(), 'exports');
    [local, remote] = [join(temporaryFolder(), 'lake'), `s3://${bucket}/team/lake`];
    await runOk('generate', '--events', '4000', '--days', '20', '--pools', '2', '--bad-rate', '0.01', '--out', exports);
    const store = await openS3Store(`s3://${bucket}/exports`);
    await runConcurrently(listFiles(exports), 8, async (path) => store.put(path, join(exports, path)));
    await runOk('replay', exports, '--lake', local);
    await runOk('replay', `s3://${bucket}/exports`, '--lake', remote);
});

/** A replay names its files as compact ones only in a folder: during an upload an erasure may begin. */
const nameInS3 = (path: string): string => path.replace(/\/compact-([0-9a-f]{16})\.parquet$/, '/$1-1.parquet');

describe('a lake in S3', () => {
    test('a lake made from logs in S3 has the same objects as a lake in a folder has files', async () => {
        const store = await openS3Store(remote);
        const keys = await listStoreKeys(store);

        // Error objects without a time in their bytes have that of their file: their names may differ.
        const rowsOnly = (all: readonly string[]) => all.filter((key) => key.endsWith('.parquet')).toSorted();
        const files = new Map(rowsOnly(listFiles(local)).map((path) => [nameInS3(path), path]));
        expect(rowsOnly(keys)).toEqual([...files.keys()].toSorted());
        expect(keys.some((key) => key.startsWith('errors/local-user-activity/processing-failed/'))).toBe(true);
        for (const key of rowsOnly(keys).slice(0, 20))
            expect((await readObjectBytes(store, key)).equals(readFileSync(join(local, files.get(key)!)))).toBe(true);
        expect(listFiles(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test.each([
        ['risk_decision_report', '--first-day', '2026-01-01', '--last-day', '2026-01-31', '--format', 'json'],
        ['delivery_error_report', '--first-day', '2026-01-05', '--last-day', '2026-01-09', '--format', 'csv'],
        ['--sql', 'select * from auth_events order by all', '--format', 'ndjson'],
        ['--sql', 'select event_type, dt, count(*) from attempts group by all order by all', '--format', 'table'],
    ])('the query %s %s has the same output as for a lake in a folder', async (...words) => {
        const inFolder = await run(['query', ...words, '--lake', local]);
        const inS3 = await run(['query', ...words, '--lake', remote]);

        expect(inS3).toEqual(inFolder);
        expect(inS3.code).toBe(0);
        expect(inS3.out.length).toBeGreaterThan(100);
    });

    test('checks have the same output as for a lake in a folder', async () => {
        const inFolder = await run(['check', '--lake', local, '--all-days', '--json']);
        const inS3 = await run(['check', '--lake', remote, '--all-days', '--json']);

        expect(inS3).toEqual(inFolder);
        expect(JSON.parse(inS3.out)).toBeTypeOf('object');
    });

    test('a query without results shows the days of the lake', async () => {
        const words = [
            'query',
            'risk_decision_report',
            '--first-day',
            '2030-01-01',
            '--last-day',
            '2030-01-02',
            '--lake',
        ];

        expect((await run([...words, remote])).err).toBe((await run([...words, local])).err);
        expect((await run([...words, remote])).err).toContain('The lake has user_activity from 2026-01-');
    });

    test('a query fetches only the objects of its days and pools, and a second query fetches nothing', async () => {
        const own = { XDG_CACHE_HOME: temporaryFolder() };
        const files = (): readonly string[] => listFiles(own.XDG_CACHE_HOME);
        const day = [
            'query',
            'risk_decision_report',
            '--first-day',
            '2026-01-03',
            '--last-day',
            '2026-01-03',
            '--lake',
            remote,
        ];

        await outputOf(run(day, own));
        const first = files();
        const times = first.map((path) => statSync(join(own.XDG_CACHE_HOME, path)).mtimeMs);
        await outputOf(run(day, own));

        expect(first.length).toBeGreaterThan(0);
        expect(first.filter((path) => !path.includes('/dt=2026-01-03/'))).toEqual([]);
        expect(files()).toEqual(first);
        expect(first.map((path) => statSync(join(own.XDG_CACHE_HOME, path)).mtimeMs)).toEqual(times);
        expect(statSync(join(own.XDG_CACHE_HOME, first[0]!)).mode & 0o777).toBe(0o600);
    });

    test('a replaced object is fetched again, and files unused for a week are removed from the cache', async () => {
        const own = { XDG_CACHE_HOME: temporaryFolder() };
        const lake = `s3://${bucket}/changing`;
        const store = await openS3Store(lake);
        const key = listFiles(local).find((path) => path.startsWith('user_activity/'))!;
        const other = listFiles(local).findLast((path) => path.startsWith('user_activity/'))!;
        const count = async (): Promise<string> =>
            await outputOf(
                run(
                    [
                        'query',
                        '--sql',
                        'select record_id from user_activity order by 1',
                        '--format',
                        'csv',
                        '--lake',
                        lake,
                    ],
                    own,
                ),
            );
        await store.put(key, join(local, key));
        const before = await count();
        for (const path of listFiles(own.XDG_CACHE_HOME)) utimesSync(join(own.XDG_CACHE_HOME, path), 1, 1);

        await store.put(key, join(local, other));
        const after = await count();

        expect(after).not.toBe(before);
        expect(listFiles(own.XDG_CACHE_HOME)).toHaveLength(1);
    });

    test('an allowlist object without a header is rejected by its name', async () => {
        const lake = `s3://${bucket}/headerless`;
        const store = await openS3Store(lake);
        const key = listFiles(local).find((path) => path.startsWith('user_activity/'))!;
        await store.put(key, join(local, key));
        await putObjects(store, {
            'allowlist/a.csv': readFileSync(join(packageRoot(), 'schemas', 'allowlist.ts'), 'utf8'),
        });

        const outcome = await run(['query', '--sql', 'select 1', '--lake', lake]);

        expect(outcome).toMatchObject({
            code: 1,
            err: expect.stringContaining(`${lake}/allowlist/a.csv does not start with the header line `),
        });
    });
});

describe('a replay from S3', () => {
    test('replay reads one object by its key, or all below a prefix, but not the target lake', async () => {
        const store = await openS3Store(`s3://${bucket}/in`);
        await putObjects(store, {
            'a.ndjson': usualText,
            'deep/b.ndjson': usualText,
            '.hidden/c.ndjson': usualText,
            'lake/raw/d.ndjson': usualText,
        });
        const lake = `s3://${bucket}/in/lake`;

        const one = JSON.parse(
            await runOk('replay', `s3://${bucket}/in/a.ndjson`, '--lake', join(temporaryFolder(), 'lake'), '--json'),
        );
        const all = JSON.parse(await runOk('replay', `s3://${bucket}/in`, '--lake', lake, '--json'));
        const raw = JSON.parse(await runOk('replay', `s3://${bucket}/in/lake/raw/`, '--lake', lake, '--json'));

        expect([one, all, raw].map(({ files, events }) => [files, events])).toEqual([
            [1, 1],
            [2, 2],
            [1, 1],
        ]);
    });

    test('the key of an S3 export determines the ingest path', async () => {
        await putObjects(await openS3Store(`s3://${bucket}`), {
            'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/x.log': usualText,
        });
        const lake = join(temporaryFolder(), 'lake');

        await runOk('replay', `s3://${bucket}/AWSLogs`, '--lake', lake);

        expect(
            await runOk('query', '--sql', 'select ingest_path from auth_events', '--format', 'csv', '--lake', lake),
        ).toContain('s3_export');
    });

    test('replay reports a denied object and reads the others', async () => {
        await restrictReader(bucket);
        const store = await openS3Store(`s3://${bucket}/secret`);
        await putObjects(store, { 'a.ndjson': usualText });
        await putObjects(await openS3Store(`s3://${bucket}/open`), { 'a.ndjson': usualText });

        const { code, out } = await run(
            [
                'replay',
                `s3://${bucket}/secret`,
                `s3://${bucket}/open`,
                '--lake',
                join(temporaryFolder(), 'lake'),
                '--json',
            ],
            READER_CREDENTIALS,
        );

        expect([code, JSON.parse(out)]).toEqual([
            0,
            expect.objectContaining({
                events: 1,
                unusable: [{ where: `s3://${bucket}/secret/a.ndjson`, why: 'access is denied' }],
            }),
        ]);
    });

    test('replay reports an object deleted since the listing, and reads the others', async () => {
        const objects = ['a', 'b'].map(
            (name) =>
                `<Contents><Key>p/${name}.ndjson</Key><Size>${usualText.length}</Size><ETag>"1"</ETag>` +
                '<LastModified>2026-02-01T00:00:00.000Z</LastModified></Contents>',
        );
        const { code, out } = await withServer(
            (request, response) => {
                if (request.url?.includes('list-type') === true)
                    response.end(
                        `<ListBucketResult><IsTruncated>false</IsTruncated>${objects.join('')}</ListBucketResult>`,
                    );
                else if (request.url?.includes('/p/b.ndjson') === true) response.end(usualText);
                else
                    response
                        .writeHead(404, { 'content-type': 'application/xml' })
                        .end('<Error><Code>NoSuchKey</Code></Error>');
            },
            async (url) =>
                run(['replay', 's3://some-bucket/p/', '--lake', join(temporaryFolder(), 'lake'), '--json'], {
                    AWS_ENDPOINT_URL: url,
                }),
        );

        expect([code, JSON.parse(out)]).toEqual([
            0,
            expect.objectContaining({
                files: 2,
                events: 1,
                unusable: [{ where: 's3://some-bucket/p/a.ndjson', why: 'it no longer exists' }],
            }),
        ]);
    });

    test('an empty prefix, a missing bucket and an invalid address are errors before any work', async () => {
        const lake = join(temporaryFolder(), 'lake');
        const outcomes = [
            await run(['replay', `s3://${bucket}/nothing/here`, '--lake', lake]),
            await run(['replay', 's3://no-such-bucket-here/a', '--lake', lake]),
            await run(['replay', 's3://', '--lake', lake]),
            await run(['replay', exports, '--lake', 's3://no-such-bucket-here/a']),
            await run(['query', '--sql', 'select 1', '--lake', `s3://${bucket}/nothing`]),
        ];

        expect(outcomes.map(({ code, out }) => [code, out])).toEqual([
            [1, ''],
            [1, ''],
            [2, ''],
            [1, ''],
            [1, ''],
        ]);
        expect(outcomes.map(({ err }) => err.split('.')[0])).toEqual([
            `s3://${bucket}/nothing/here: no files found`,
            's3://no-such-bucket-here/a: the bucket does not exist',
            's3:// is not a valid S3 address: it has no bucket',
            's3://no-such-bucket-here/a: the bucket does not exist',
            `s3://${bucket}/nothing is not a lake: it has none of the folders ` +
                'user_activity/, user_notification/, errors/, raw/',
        ]);
        expect(listFiles(lake)).toEqual([]);
    });
});

describe('a replay to S3 that is killed', () => {
    const killAt = async (words: readonly string[], ms: number, signal: NodeJS.Signals): Promise<void> => {
        const child = spawn(process.execPath, [CLI, ...words], {
            stdio: 'ignore',
            env: { PATH: process.env['PATH'], HOME: home, ...environment },
        });
        const ended = new Promise<void>((resolve) => {
            child.once('exit', () => resolve());
        });
        await pause(ms);
        child.kill(signal);
        await ended;
    };

    test('a killed replay leaves only complete objects, and a second run adds the rest', async () => {
        const folder = writeInputFiles(
            Object.fromEntries(
                Array.from({ length: 28 }, (_, day) => [
                    `${day}.ndjson`,
                    Array.from({ length: 300 }, (__, index) =>
                        usualText
                            .replace('1767225604000', String(Date.UTC(2026, 0, day + 1, 10) + index))
                            .replace(/"creationDate":"[^"]*"/, '"creationDate":""')
                            .replace('"ana"', `"ana${index}"`),
                    ).join('\n'),
                ]),
            ),
        );
        const [lake, undisturbed] = [`s3://${bucket}/killed`, join(temporaryFolder(), 'lake')];
        await runOk('replay', folder, '--lake', undisturbed);
        const files = new Map(listFiles(undisturbed).map((path) => [nameInS3(path), path]));
        const expected = [...files.keys()].toSorted();
        const seen = new Set<number>();

        for (let ms = 500; ms <= 1500; ms += 125) {
            await killAt(['replay', folder, '--lake', lake], ms, ms % 250 === 0 ? 'SIGKILL' : 'SIGTERM');
            const keys = await listStoreKeys(await openS3Store(lake));
            seen.add(keys.length);
            expect(keys.filter((key) => !expected.includes(key))).toEqual([]);
        }
        await runOk('replay', folder, '--lake', lake);

        const store = await openS3Store(lake);
        expect((await listStoreKeys(store)).toSorted()).toEqual(expected);
        for (const key of expected)
            expect((await readObjectBytes(store, key)).equals(readFileSync(join(undisturbed, files.get(key)!)))).toBe(
                true,
            );
        const staging = join(home, 'cognito-log-lake', 'staging');
        expect(existsSync(staging) ? listFiles(staging) : []).toEqual([]);
    });
});

describe('a redrive from S3', () => {
    const PATH = 'dev-user-activity/processing-failed/2026/01/02/03/x';
    const errors = (): string =>
        Array.from({ length: 30 }, (_, index) => errorLine(eventOfUser(`u${index}`))).join('') +
        errorLine('{"broken', { errorCode: 'Lambda.ProcessingFailedStatus' });
    const query = ['query', '--sql', 'select * from auth_events order by all', '--format', 'ndjson', '--lake'];

    test('redrive between prefixes in S3 has the output and rows of one between folders, and sends once', async () => {
        const [folder, remoteLake] = [writeInputFiles({ [PATH]: errors() }), `s3://${bucket}/redriven`];
        await putObjects(await openS3Store(`${remoteLake}/errors`), { [PATH]: errors() });
        const lake = join(temporaryFolder(), 'lake');

        const shown = [await runOk('redrive', folder), await runOk('redrive', `${remoteLake}/errors`)];
        const inFolder = JSON.parse(await runOk('redrive', folder, '--to-lake', lake, '--json'));
        const [first, second] = [
            JSON.parse(await runOk('redrive', `${remoteLake}/errors`, '--to-lake', remoteLake, '--json')),
            JSON.parse(await runOk('redrive', `${remoteLake}/errors/`, '--to-lake', remoteLake, '--json')),
        ];

        expect(shown[1]).toBe(shown[0]);
        expect(first).toEqual({ ...inFolder, destination: remoteLake, seconds: expect.any(Number) });
        expect(first.counts).toMatchObject({ events: 31, sent: 30, still_rejected: 1 });
        expect(second.counts).toMatchObject({ events: 31, sent: 0, sent_before: 30, still_rejected: 1 });
        expect(await runOk(...query, remoteLake)).toBe(await runOk(...query, lake));
        expect(await listStoreKeys(await openS3Store(remoteLake), '.redriven/')).toHaveLength(1);
        expect(listFiles(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test('redrive reports a denied object and reads the others', async () => {
        await restrictReader(bucket);
        await putObjects(await openS3Store(`s3://${bucket}`), {
            'secret/errors/x': errors(),
            'may/errors/x': errors(),
        });

        const { code, out } = await run(
            ['redrive', `s3://${bucket}/secret/errors`, `s3://${bucket}/may`, '--json'],
            READER_CREDENTIALS,
        );

        expect([code, JSON.parse(out)]).toEqual([
            0,
            expect.objectContaining({
                lines: 31,
                unusable: [{ where: `s3://${bucket}/secret/errors/x`, why: 'access is denied' }],
            }),
        ]);
    });
});

test('a server that does not respond ends a command with a message', async () => {
    const outcome = await withServer(
        () => undefined,
        async (url) =>
            run(['query', '--sql', 'select 1', '--lake', remote], { AWS_ENDPOINT_URL: url, AWS_MAX_ATTEMPTS: '1' }),
    );

    expect(outcome).toMatchObject({
        code: 1,
        err: expect.stringContaining('the server does not respond. Check the network'),
    });
});

test('object names are decoded, and are shown with control characters escaped', async () => {
    const listing =
        '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>' +
        '<Contents><Key>p/a+b%1B%5B31m%2B.txt</Key><Size>5</Size><ETag>"1"</ETag></Contents></ListBucketResult>';
    const requests: string[] = [];

    const { out, err } = await withServer(
        (request, response) => {
            requests.push(request.url ?? '');
            response.end(request.url?.includes('list-type') === true ? listing : 'notes');
        },
        async (url) =>
            run(['replay', 's3://some-bucket/p/', '--lake', join(temporaryFolder(), 'lake')], {
                AWS_ENDPOINT_URL: url,
            }),
    );

    expect(out + err).toContain('s3://some-bucket/p/a b\\x1b[31m+.txt\n');
    expect(requests.at(-1)).toMatch(/^\/some-bucket\/p\/a%20b%1B%5B31m%2B\.txt/);
});
