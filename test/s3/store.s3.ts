/** Tests of objects in S3, on a real server and on faulty ones. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { s3Store } from '../../lib/store/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { runConcurrently } from '../../lib/store/run-concurrently.ts';
import { temporaryFolder } from '../support/run-command.ts';
import {
    readObjectBytes,
    makeBucket,
    listStoreKeys,
    putObjects,
    READER_CREDENTIALS,
    restrictReader,
    openS3Store,
    withEnvironment,
    withServer,
} from './make-bucket.ts';

let bucket = '';
let store: Store;

beforeAll(async () => {
    bucket = await makeBucket();
    store = await openS3Store(`s3://${bucket}`);
});

const MB = 1_000_000;

describe('listing', () => {
    test('a listing continues after the first thousand keys, sorted by their bytes', async () => {
        const names = Array.from({ length: 2345 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
        const path = join(temporaryFolder(), 'object');
        writeFileSync(path, 'x');
        await runConcurrently(names, 16, async (key) => store.put(key, path));

        expect(await listStoreKeys(store, 'many/')).toEqual(names);
        expect(await listStoreKeys(store, 'many/', 'many/01999')).toEqual(names.slice(2000));
        expect(await listStoreKeys(await openS3Store(`s3://${bucket}/many`), '022')).toEqual(
            names.filter((name) => name.startsWith('many/022')).map((name) => name.slice(5)),
        );
    });

    test('a listing returns keys with special characters unchanged', async () => {
        const odd = await openS3Store(`s3://${bucket}/odd`);
        const keys = ['a b+c', 'dt=1/%41', 'q&<>"\'?#;', 'é', '\u{1f600}', 'a.b', 'a/z', 'a-b'];
        await putObjects(odd, Object.fromEntries(keys.map((key) => [key, key])));

        expect(await listStoreKeys(odd)).toEqual(
            keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
        );
        for (const key of keys) expect((await readObjectBytes(odd, key)).toString()).toBe(key);
    });

    test('a listing of folders skips hidden ones', async () => {
        const some = await openS3Store(`s3://${bucket}/some`);
        await putObjects(some, { 'b/x/1': '', 'a/1': '', '.staging/1': 'x', 'a/.h/1': 'x', c: 'x' });

        expect(await some.folders('')).toEqual(['a', 'b']);
        expect(await some.folders('b/')).toEqual(['x']);
        expect(await listStoreKeys(some)).toEqual(['a/1', 'b/x/1', 'c']);
        expect(await listStoreKeys(some, '.staging/')).toEqual(['.staging/1']);
    });
});

describe('an object', () => {
    test('an object of 100 MB is uploaded in parts and downloaded in constant memory', async () => {
        const path = join(temporaryFolder(), 'big');
        const block = randomBytes(MB);
        writeFileSync(
            path,
            Buffer.concat(Array.from({ length: 100 }, (_, index) => Buffer.concat([Buffer.from([index]), block]))),
        );
        const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
        globalThis.gc?.();
        const before = process.memoryUsage().rss;
        let most = 0;
        const hash = createHash('sha256');

        await store.put('big', path);
        const afterPut = process.memoryUsage().rss;
        for await (const chunk of store.open('big')) {
            hash.update(chunk);
            most = Math.max(most, process.memoryUsage().rss);
        }

        expect(hash.digest('hex')).toBe(digest);
        expect((await store.head('big'))?.bytes).toBe(100 * (MB + 1));
        // Four parts of 16 MiB are uploaded at a time, and freed memory is returned to the system later.
        expect(afterPut - before).toBeLessThan(200 * MB);
        expect(most - afterPut).toBeLessThan(90 * MB);
    });

    test('an object is read from an offset on', async () => {
        await putObjects(store, { 'off/a': '0123456789' });

        expect((await readObjectBytes(store, 'off/a', 7)).toString()).toBe('789');
        expect((await readObjectBytes(store, 'off/a', 10)).toString()).toBe('');
    });

    test('an object deleted between listing and reading fails as vanished; others are still read', async () => {
        await putObjects(store, { 'gone/a': 'a', 'gone/b': 'b' });
        const keys = await listStoreKeys(store, 'gone/');
        await store.remove(['gone/a']);

        await expect(readObjectBytes(store, keys[0]!)).rejects.toMatchObject({
            kind: 'vanished',
            message: `s3://${bucket}/gone/a: it no longer exists.`,
        });
        expect((await readObjectBytes(store, keys[1]!)).toString()).toBe('b');
        expect(await store.head('gone/a')).toBeNull();
    });

    test('an object is read only in the requested version', async () => {
        await putObjects(store, { 'ver/a': 'one' });
        const before = await store.head('ver/a');
        await putObjects(store, { 'ver/a': 'another' });

        const reading = (async () => {
            for await (const chunk of store.open('ver/a', 0, before?.etag)) expect(chunk).toBeUndefined();
        })();

        await expect(reading).rejects.toMatchObject({ kind: 'vanished', why: 'it was replaced during the read' });
    });

    test('an object whose bytes do not match its checksum fails as damaged', async () => {
        await putObjects(store, { 'sum/a': 'the bytes that were put' });
        writeFileSync(join(process.env['S3_FOLDER'] ?? '', bucket, 'sum/a'), 'the bytes that are read');

        await expect(readObjectBytes(store, 'sum/a')).rejects.toMatchObject({
            kind: 'damaged',
            message: expect.stringContaining('do not match its checksum or size'),
        });
    });

    test('thousands of objects are deleted, and deleting a missing one is not an error', async () => {
        const names = await listStoreKeys(store, 'many/');
        await store.remove(names);
        await store.remove(['many/00000']);

        expect(await listStoreKeys(store, 'many/')).toEqual([]);
    });
});

describe('rejected requests', () => {
    test('a missing bucket has an error of its own', async () => {
        await expect(listStoreKeys(await openS3Store('s3://no-such-bucket-anywhere/a'))).rejects.toMatchObject({
            kind: 'no_bucket',
            message: expect.stringMatching(
                /^s3:\/\/no-such-bucket-anywhere\/a: the bucket does not exist\. Check its name/,
            ),
        });
    });

    test('access to a denied prefix fails, and access to the rest works', async () => {
        await putObjects(store, { 'secret/a': 'a', 'open/a': 'b' });
        await restrictReader(bucket);
        const path = join(temporaryFolder(), 'f');
        writeFileSync(path, 'x');

        await withEnvironment(READER_CREDENTIALS, async () => {
            const reader = await openS3Store(`s3://${bucket}`);
            expect((await readObjectBytes(reader, 'open/a')).toString()).toBe('b');
            await expect(readObjectBytes(reader, 'secret/a')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining(
                    `s3://${bucket}/secret/a: access is denied. Reading needs s3:ListBucket`,
                ),
            });
            await expect(reader.head('secret/a')).rejects.toMatchObject({ kind: 'denied' });
            await expect(reader.put('secret/b', path)).rejects.toMatchObject({ kind: 'denied' });
            await expect(reader.remove(['open/a'])).rejects.toMatchObject({ kind: 'denied' });
        });
        expect(await store.head('secret/b')).toBeNull();
    });

    test('wrong and missing credentials have errors of their own', async () => {
        await withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong' }, async () => {
            await expect(listStoreKeys(await openS3Store(`s3://${bucket}`))).rejects.toMatchObject({
                kind: 'rejected',
                message: expect.stringContaining('the AWS credentials are not valid'),
            });
        });
        const nowhere = join(temporaryFolder(), 'nowhere');
        const none = {
            AWS_ACCESS_KEY_ID: undefined,
            AWS_SECRET_ACCESS_KEY: undefined,
            AWS_EC2_METADATA_DISABLED: 'true',
            AWS_CONFIG_FILE: nowhere,
            AWS_SHARED_CREDENTIALS_FILE: nowhere,
            HOME: nowhere,
        };
        await withEnvironment(none, async () => {
            await expect(listStoreKeys(await openS3Store(`s3://${bucket}`))).rejects.toMatchObject({
                kind: 'rejected',
                message: expect.stringContaining('no AWS credentials were found. Set AWS_PROFILE'),
            });
        });
    });

    test('a missing region has an error of its own', async () => {
        const nowhere = join(temporaryFolder(), 'nowhere');
        await withEnvironment(
            {
                AWS_REGION: undefined,
                AWS_DEFAULT_REGION: undefined,
                AWS_CONFIG_FILE: nowhere,
                AWS_SHARED_CREDENTIALS_FILE: nowhere,
            },
            async () => {
                await expect(listStoreKeys(await openS3Store(`s3://${bucket}`))).rejects.toMatchObject({
                    kind: 'rejected',
                    message: expect.stringContaining('no AWS region is set'),
                });
            },
        );
    });
});

describe('a faulty server', () => {
    const settings = { responseTimeoutMs: 300 };
    const withStore = async <Result>(url: string, act: (faulty: Store) => Promise<Result>): Promise<Result> =>
        withEnvironment({ AWS_ENDPOINT_URL: url }, async () => act(await s3Store(`s3://${bucket}`, settings)));

    test('requests to a server that never responds fail as unavailable', async () => {
        let calls = 0;
        await withServer(
            () => {
                calls += 1;
            },
            async (url) =>
                withStore(url, async (faulty) => {
                    await expect(listStoreKeys(faulty)).rejects.toMatchObject({
                        kind: 'unavailable',
                        message:
                            `s3://${bucket}: the server does not respond. ` +
                            'Check the network, AWS_ENDPOINT_URL and the region, then run the command again.',
                    });
                    await expect(readObjectBytes(faulty, 'a')).rejects.toMatchObject({ kind: 'unavailable' });
                }),
        );
        expect(calls).toBe(6);
    });

    test('a refused connection fails as unavailable', async () => {
        await withStore('http://127.0.0.1:9', async (faulty) => {
            await expect(listStoreKeys(faulty)).rejects.toMatchObject({
                kind: 'unavailable',
                message: expect.stringContaining('the connection was refused'),
            });
        });
    });

    const TEXT = '0123456789'.repeat(1000);

    test('reading resumes in the same version if the server stops in the middle of an object', async () => {
        const requests: string[] = [];
        await withServer(
            (request, response) => {
                requests.push(`${request.headers.range ?? 'all'} ${request.headers['if-match'] ?? 'any'}`);
                const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
                response.writeHead(from === 0 ? 200 : 206, { 'content-length': TEXT.length - from, etag: '"v1"' });
                // The first two responses stop after some bytes: the first stalls, the second breaks the connection.
                if (requests.length === 3) response.end(TEXT.slice(from));
                else
                    response.write(TEXT.slice(from, from + 3000), () => {
                        if (requests.length === 2) setTimeout(() => response.destroy(), 50);
                    });
            },
            async (url) =>
                withStore(url, async (faulty) => {
                    expect((await readObjectBytes(faulty, 'a')).toString()).toBe(TEXT);
                }),
        );
        expect(requests).toEqual(['all any', 'bytes=3000- "v1"', 'bytes=6000- "v1"']);
    });

    test('reading fails if the server always stops in the middle of an object', async () => {
        let calls = 0;
        await withServer(
            (request, response) => {
                calls += 1;
                const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
                response.writeHead(from === 0 ? 200 : 206, { 'content-length': TEXT.length - from, etag: '"v1"' });
                if (from === 0) response.write(TEXT.slice(0, 3000));
                else response.flushHeaders();
            },
            async (url) =>
                withStore(url, async (faulty) => {
                    await expect(readObjectBytes(faulty, 'a')).rejects.toMatchObject({ kind: 'unavailable' });
                }),
        );
        expect(calls).toBeLessThan(6);
    });
});
