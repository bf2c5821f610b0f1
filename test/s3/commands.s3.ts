/** Tests of the commands as they are shipped, on lakes and logs in a real S3: they give what they give of folders, to the byte. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { atOnce } from '../../lib/store/at-once.ts';
import { usualText } from '../fixtures/records.ts';
import { outputOf, runCommand, temporaryFolder, type Outcome } from '../support/run-command.ts';
import { errorLine, event } from '../support/given-errors.ts';
import { buildAll, filesOf, givenFiles } from '../support/given-replay.ts';
import { bytesOf, givenBucket, keysOf, putAll, READER, restrictReader, storeOf, withServer } from './given-bucket.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const home = temporaryFolder();
const AWS = Object.fromEntries(
    Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined,
    ),
);
const environment = { ...AWS, XDG_CACHE_HOME: home, TMPDIR: process.env['TMPDIR'] ?? '/tmp' };

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    runCommand(process.execPath, [CLI, ...words], { env: { ...environment, ...env } });
const said = async (...words: readonly string[]): Promise<string> => outputOf(run(words));

let bucket = '';
let exports = '';
let local = '';
let remote = '';

beforeAll(async () => {
    await buildAll();
    bucket = await givenBucket();
    exports = join(temporaryFolder(), 'exports');
    [local, remote] = [join(temporaryFolder(), 'lake'), `s3://${bucket}/team/lake`];
    await said('generate', '--events', '4000', '--days', '20', '--pools', '2', '--bad-rate', '0.01', '--out', exports);
    const store = await storeOf(`s3://${bucket}/exports`);
    await atOnce(filesOf(exports), 8, async (path) => store.put(path, join(exports, path)));
    await said('replay', exports, '--lake', local);
    await said('replay', `s3://${bucket}/exports`, '--lake', remote);
});

describe('a lake in S3', () => {
    test('that is made from logs in S3 has the same objects as one in a folder has files', async () => {
        const store = await storeOf(remote);
        const keys = await keysOf(store);

        // Error objects tell the time of their file where the bytes have none: the names of those may differ.
        const rowsOnly = (all: readonly string[]) => all.filter((key) => key.endsWith('.parquet')).toSorted();
        expect(rowsOnly(keys)).toEqual(rowsOnly(filesOf(local)));
        expect(keys.some((key) => key.startsWith('errors/local-user-activity/processing-failed/'))).toBe(true);
        for (const key of rowsOnly(keys).slice(0, 20))
            expect((await bytesOf(store, key)).equals(readFileSync(join(local, key)))).toBe(true);
        expect(filesOf(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test.each([
        ['risk_decision_report', '--first-day', '2026-01-01', '--last-day', '2026-01-31', '--format', 'json'],
        ['delivery_error_report', '--first-day', '2026-01-05', '--last-day', '2026-01-09', '--format', 'csv'],
        ['--sql', 'select * from auth_events order by all', '--format', 'ndjson'],
        ['--sql', 'select event_type, dt, count(*) from attempts group by all order by all', '--format', 'table'],
    ])('answers query %s %s as one in a folder does', async (...words) => {
        const inFolder = await run(['query', ...words, '--lake', local]);
        const inS3 = await run(['query', ...words, '--lake', remote]);

        expect(inS3).toEqual(inFolder);
        expect(inS3.code).toBe(0);
        expect(inS3.out.length).toBeGreaterThan(100);
    });

    test('keeps its promises as one in a folder does', async () => {
        const inFolder = await run(['check', '--lake', local, '--all-days', '--json']);
        const inS3 = await run(['check', '--lake', remote, '--all-days', '--json']);

        expect(inS3).toEqual(inFolder);
        expect(JSON.parse(inS3.out)).toBeTypeOf('object');
    });

    test('says which days it has where nothing is found', async () => {
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
        expect((await run([...words, remote])).err).toContain('The lake has user_activity of 2026-01-');
    });

    test('is read again and again without a second fetch; a query fetches its own days and pools only', async () => {
        const own = { XDG_CACHE_HOME: temporaryFolder() };
        const files = (): readonly string[] => filesOf(own.XDG_CACHE_HOME);
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

    test('whose object is replaced is read anew; what has not been used for a week leaves the cache', async () => {
        const own = { XDG_CACHE_HOME: temporaryFolder() };
        const lake = `s3://${bucket}/changing`;
        const store = await storeOf(lake);
        const key = filesOf(local).find((path) => path.startsWith('user_activity/'))!;
        const other = filesOf(local).findLast((path) => path.startsWith('user_activity/'))!;
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
        for (const path of filesOf(own.XDG_CACHE_HOME)) utimesSync(join(own.XDG_CACHE_HOME, path), 1, 1);

        await store.put(key, join(local, other));
        const after = await count();

        expect(after).not.toBe(before);
        expect(filesOf(own.XDG_CACHE_HOME)).toHaveLength(1);
    });

    test('has its known exceptions', async () => {
        const lake = `s3://${bucket}/excepted`;
        const store = await storeOf(lake);
        const key = filesOf(local).find((path) => path.startsWith('user_activity/'))!;
        await store.put(key, join(local, key));
        await putAll(store, {
            'known_exceptions/a.csv': readFileSync(join(packageRoot(), 'schemas', 'known-exceptions.ts'), 'utf8'),
        });

        const headless = await run(['query', '--sql', 'select 1', '--lake', lake]);

        expect(headless).toMatchObject({
            code: 1,
            err: expect.stringContaining(
                `s3://${bucket}/excepted/known_exceptions/a.csv does not begin with the line `,
            ),
        });
    });
});

describe('a replay from S3', () => {
    test('takes one object by its key, and what is below a prefix; the lake itself is no input', async () => {
        const store = await storeOf(`s3://${bucket}/in`);
        await putAll(store, {
            'a.ndjson': usualText,
            'deep/b.ndjson': usualText,
            '.hidden/c.ndjson': usualText,
            'lake/raw/d.ndjson': usualText,
        });
        const lake = `s3://${bucket}/in/lake`;

        const one = JSON.parse(
            await said('replay', `s3://${bucket}/in/a.ndjson`, '--lake', join(temporaryFolder(), 'lake'), '--json'),
        );
        const all = JSON.parse(await said('replay', `s3://${bucket}/in`, '--lake', lake, '--json'));
        const raw = JSON.parse(await said('replay', `s3://${bucket}/in/lake/raw/`, '--lake', lake, '--json'));

        expect([one, all, raw].map(({ files, events }) => [files, events])).toEqual([
            [1, 1],
            [2, 2],
            [1, 1],
        ]);
    });

    test('takes the path of an export by its key', async () => {
        await putAll(await storeOf(`s3://${bucket}`), {
            'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/x.log': usualText,
        });
        const lake = join(temporaryFolder(), 'lake');

        await said('replay', `s3://${bucket}/AWSLogs`, '--lake', lake);

        expect(
            await said('query', '--sql', 'select ingest_path from auth_events', '--format', 'csv', '--lake', lake),
        ).toContain('s3_export');
    });

    test('names what may not be read, and the rest goes on', async () => {
        await restrictReader(bucket);
        const store = await storeOf(`s3://${bucket}/secret`);
        await putAll(store, { 'a.ndjson': usualText });
        await putAll(await storeOf(`s3://${bucket}/open`), { 'a.ndjson': usualText });

        const { code, out } = await run(
            [
                'replay',
                `s3://${bucket}/secret`,
                `s3://${bucket}/open`,
                '--lake',
                join(temporaryFolder(), 'lake'),
                '--json',
            ],
            READER,
        );

        expect([code, JSON.parse(out)]).toEqual([
            0,
            expect.objectContaining({
                events: 1,
                unusable: [{ where: `s3://${bucket}/secret/a.ndjson`, why: 'access is denied' }],
            }),
        ]);
    });

    test('names what vanished since it was listed, and the rest goes on', async () => {
        const objects = ['a', 'b'].map(
            (name) =>
                `<Contents><Key>p/${name}.ndjson</Key><Size>${usualText.length}</Size><ETag>"1"</ETag><LastModified>2026-02-01T00:00:00.000Z</LastModified></Contents>`,
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
                unusable: [{ where: 's3://some-bucket/p/a.ndjson', why: 'it is no longer there' }],
            }),
        ]);
    });

    test('tells of a prefix without objects, a wrong bucket and a wrong address before anything is done', async () => {
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
            `s3://${bucket}/nothing/here: nothing matches, or there is no file in it`,
            's3://no-such-bucket-here/a: there is no such bucket',
            's3:// is no address of S3: it names no bucket',
            's3://no-such-bucket-here/a: there is no such bucket',
            `s3://${bucket}/nothing is not a lake: it holds none of user_activity/, user_notification/, errors/, raw/`,
        ]);
        expect(filesOf(lake)).toEqual([]);
    });
});

describe('a replay to S3 that does not come to its end', () => {
    const killedAt = async (words: readonly string[], ms: number, signal: NodeJS.Signals): Promise<void> => {
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

    test('leaves whole objects that another run has too, and running it again completes it', async () => {
        const folder = givenFiles(
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
        await said('replay', folder, '--lake', undisturbed);
        const whole = filesOf(undisturbed);
        const seen = new Set<number>();

        for (let ms = 500; ms <= 1500; ms += 125) {
            await killedAt(['replay', folder, '--lake', lake], ms, ms % 250 === 0 ? 'SIGKILL' : 'SIGTERM');
            const keys = await keysOf(await storeOf(lake));
            seen.add(keys.length);
            expect(keys.filter((key) => !whole.includes(key))).toEqual([]);
        }
        await said('replay', folder, '--lake', lake);

        const store = await storeOf(lake);
        expect((await keysOf(store)).toSorted()).toEqual(whole);
        for (const key of whole)
            expect((await bytesOf(store, key)).equals(readFileSync(join(undisturbed, key)))).toBe(true);
        const staging = join(home, 'cognito-log-lake', 'staging');
        expect(existsSync(staging) ? filesOf(staging) : []).toEqual([]);
    });
});

describe('a redrive from S3', () => {
    const PATH = 'dev-user-activity/processing-failed/2026/01/02/03/x';
    const errors = (): string =>
        Array.from({ length: 30 }, (_, index) => errorLine(event(`u${index}`))).join('') +
        errorLine('{"broken', { errorCode: 'Lambda.ProcessingFailedStatus' });
    const ask = ['query', '--sql', 'select * from auth_events order by all', '--format', 'ndjson', '--lake'];

    test('shows and sends what one from a folder does, to a lake in S3 as to one in a folder; once', async () => {
        const [folder, there] = [givenFiles({ [PATH]: errors() }), `s3://${bucket}/redriven`];
        await putAll(await storeOf(`${there}/errors`), { [PATH]: errors() });
        const lake = join(temporaryFolder(), 'lake');

        const shown = [await said('redrive', folder), await said('redrive', `${there}/errors`)];
        const inFolder = JSON.parse(await said('redrive', folder, '--to-lake', lake, '--json'));
        const [first, second] = [
            JSON.parse(await said('redrive', `${there}/errors`, '--to-lake', there, '--json')),
            JSON.parse(await said('redrive', `${there}/errors/`, '--to-lake', there, '--json')),
        ];

        expect(shown[1]).toBe(shown[0]);
        expect(first).toEqual({ ...inFolder, destination: there, seconds: expect.any(Number) });
        expect(first.fates).toMatchObject({ events: 31, sent: 30, still_bad: 1 });
        expect(second.fates).toMatchObject({ events: 31, sent: 0, sent_before: 30, still_bad: 1 });
        expect(await said(...ask, there)).toBe(await said(...ask, lake));
        expect(await keysOf(await storeOf(there), '.redriven/')).toHaveLength(1);
        expect(filesOf(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test('names what may not be read, and the rest goes on', async () => {
        await restrictReader(bucket);
        await putAll(await storeOf(`s3://${bucket}`), { 'secret/errors/x': errors(), 'may/errors/x': errors() });

        const { code, out } = await run(
            ['redrive', `s3://${bucket}/secret/errors`, `s3://${bucket}/may`, '--json'],
            READER,
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

test('a server that stops answering ends a command with a message, not in silence', async () => {
    const outcome = await withServer(
        () => undefined,
        async (url) =>
            run(['query', '--sql', 'select 1', '--lake', remote], { AWS_ENDPOINT_URL: url, AWS_MAX_ATTEMPTS: '1' }),
    );

    expect(outcome).toMatchObject({
        code: 1,
        err: expect.stringContaining('the server does not answer. Look at the network'),
    });
});

test('names of objects come as they are, and are shown safely', async () => {
    const listing = `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>p/a+b%1B%5B31m%2B.txt</Key><Size>5</Size><ETag>"1"</ETag></Contents></ListBucketResult>`;
    const asked: string[] = [];

    const { out, err } = await withServer(
        (request, response) => {
            asked.push(request.url ?? '');
            response.end(request.url?.includes('list-type') === true ? listing : 'notes');
        },
        async (url) =>
            run(['replay', 's3://some-bucket/p/', '--lake', join(temporaryFolder(), 'lake')], {
                AWS_ENDPOINT_URL: url,
            }),
    );

    expect(out + err).toContain('s3://some-bucket/p/a b\\x1b[31m+.txt\n');
    expect(asked.at(-1)).toMatch(/^\/some-bucket\/p\/a%20b%1B%5B31m%2B\.txt/);
});
