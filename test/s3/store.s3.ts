/** Tests of objects in S3, on a real server and on servers that break. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { s3Store } from '../../lib/store/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { atOnce } from '../../lib/store/at-once.ts';
import { temporaryFolder } from '../support/run-command.ts';
import {
    bytesOf,
    givenBucket,
    keysOf,
    putAll,
    READER,
    restrictReader,
    storeOf,
    withEnvironment,
    withServer,
} from './given-bucket.ts';

let bucket = '';
let store: Store;

beforeAll(async () => {
    bucket = await givenBucket();
    store = await storeOf(`s3://${bucket}`);
});

const MB = 1_000_000;

describe('listing', () => {
    test('goes on behind the first thousand keys, in the order of their bytes', async () => {
        const names = Array.from({ length: 2345 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
        const path = join(temporaryFolder(), 'object');
        writeFileSync(path, 'x');
        await atOnce(names, 16, async (key) => store.put(key, path));

        expect(await keysOf(store, 'many/')).toEqual(names);
        expect(await keysOf(store, 'many/', 'many/01999')).toEqual(names.slice(2000));
        expect(await keysOf(await storeOf(`s3://${bucket}/many`), '022')).toEqual(
            names.filter((name) => name.startsWith('many/022')).map((name) => name.slice(5)),
        );
    });

    test('takes keys as they are, whatever they hold', async () => {
        const odd = await storeOf(`s3://${bucket}/odd`);
        const keys = ['a b+c', 'dt=1/%41', 'q&<>"\'?#;', 'é', '\u{1f600}', 'a.b', 'a/z', 'a-b'];
        await putAll(odd, Object.fromEntries(keys.map((key) => [key, key])));

        expect(await keysOf(odd)).toEqual(
            keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
        );
        for (const key of keys) expect((await bytesOf(odd, key)).toString()).toBe(key);
    });

    test('names folders, and leaves out what is hidden', async () => {
        const some = await storeOf(`s3://${bucket}/some`);
        await putAll(some, { 'b/x/1': '', 'a/1': '', '.staging/1': 'x', 'a/.h/1': 'x', c: 'x' });

        expect(await some.folders('')).toEqual(['a', 'b']);
        expect(await some.folders('b/')).toEqual(['x']);
        expect(await keysOf(some)).toEqual(['a/1', 'b/x/1', 'c']);
        expect(await keysOf(some, '.staging/')).toEqual(['.staging/1']);
    });
});

describe('an object', () => {
    test('of 100 MB goes up in parts and comes down in flat memory, byte for byte', async () => {
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
        // Four parts of 16 MiB go up at a time, and what was freed is given back when the system likes.
        expect(afterPut - before).toBeLessThan(200 * MB);
        expect(most - afterPut).toBeLessThan(90 * MB);
    });

    test('is read from an offset on', async () => {
        await putAll(store, { 'off/a': '0123456789' });

        expect((await bytesOf(store, 'off/a', 7)).toString()).toBe('789');
        expect((await bytesOf(store, 'off/a', 10)).toString()).toBe('');
    });

    test('that vanishes between the listing and the reading is named so; the others are there', async () => {
        await putAll(store, { 'gone/a': 'a', 'gone/b': 'b' });
        const keys = await keysOf(store, 'gone/');
        await store.remove(['gone/a']);

        await expect(bytesOf(store, keys[0]!)).rejects.toMatchObject({
            kind: 'vanished',
            message: `s3://${bucket}/gone/a: it is no longer there.`,
        });
        expect((await bytesOf(store, keys[1]!)).toString()).toBe('b');
        expect(await store.head('gone/a')).toBeNull();
    });

    test('is read in the version that is named, or not at all', async () => {
        await putAll(store, { 'ver/a': 'one' });
        const before = await store.head('ver/a');
        await putAll(store, { 'ver/a': 'another' });

        const reading = (async () => {
            for await (const chunk of store.open('ver/a', 0, before?.etag)) expect(chunk).toBeUndefined();
        })();

        await expect(reading).rejects.toMatchObject({ kind: 'vanished', why: 'it was replaced while it was read' });
    });

    test('whose bytes are not those that were put is refused: its checksum says so', async () => {
        await putAll(store, { 'sum/a': 'the bytes that were put' });
        writeFileSync(join(process.env['S3_FOLDER'] ?? '', bucket, 'sum/a'), 'the bytes that are read');

        await expect(bytesOf(store, 'sum/a')).rejects.toMatchObject({
            kind: 'damaged',
            message: expect.stringContaining('not those that its checksum or size tells of'),
        });
    });

    test('is deleted with thousands of others, and again without an error', async () => {
        const names = await keysOf(store, 'many/');
        await store.remove(names);
        await store.remove(['many/00000']);

        expect(await keysOf(store, 'many/')).toEqual([]);
    });
});

describe('what is refused', () => {
    test('a bucket that is not there', async () => {
        await expect(keysOf(await storeOf('s3://no-such-bucket-anywhere/a'))).rejects.toMatchObject({
            kind: 'no_bucket',
            message: expect.stringMatching(
                /^s3:\/\/no-such-bucket-anywhere\/a: there is no such bucket\. Look at its name/,
            ),
        });
    });

    test('a prefix that may not be read or written, and the rest may', async () => {
        await putAll(store, { 'secret/a': 'a', 'open/a': 'b' });
        await restrictReader(bucket);
        const path = join(temporaryFolder(), 'f');
        writeFileSync(path, 'x');

        await withEnvironment(READER, async () => {
            const reader = await storeOf(`s3://${bucket}`);
            expect((await bytesOf(reader, 'open/a')).toString()).toBe('b');
            await expect(bytesOf(reader, 'secret/a')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining(
                    `s3://${bucket}/secret/a: access is denied. Reading takes s3:ListBucket`,
                ),
            });
            await expect(reader.head('secret/a')).rejects.toMatchObject({ kind: 'denied' });
            await expect(reader.put('secret/b', path)).rejects.toMatchObject({ kind: 'denied' });
            await expect(reader.remove(['open/a'])).rejects.toMatchObject({ kind: 'denied' });
        });
        expect(await store.head('secret/b')).toBeNull();
    });

    test('wrong keys, and no keys at all', async () => {
        await withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong' }, async () => {
            await expect(keysOf(await storeOf(`s3://${bucket}`))).rejects.toMatchObject({
                kind: 'refused',
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
            await expect(keysOf(await storeOf(`s3://${bucket}`))).rejects.toMatchObject({
                kind: 'refused',
                message: expect.stringContaining('no AWS credentials were found. Set AWS_PROFILE'),
            });
        });
    });

    test('no region', async () => {
        const nowhere = join(temporaryFolder(), 'nowhere');
        await withEnvironment(
            {
                AWS_REGION: undefined,
                AWS_DEFAULT_REGION: undefined,
                AWS_CONFIG_FILE: nowhere,
                AWS_SHARED_CREDENTIALS_FILE: nowhere,
            },
            async () => {
                await expect(keysOf(await storeOf(`s3://${bucket}`))).rejects.toMatchObject({
                    kind: 'refused',
                    message: expect.stringContaining('no AWS region is set'),
                });
            },
        );
    });
});

describe('a server that breaks', () => {
    const settings = { silentAfterMs: 300 };
    const broken = async <Answer>(url: string, act: (broken: Store) => Promise<Answer>): Promise<Answer> =>
        withEnvironment({ AWS_ENDPOINT_URL: url }, async () => act(await s3Store(`s3://${bucket}`, settings)));

    test('that never answers is given up, with a message', async () => {
        let calls = 0;
        await withServer(
            () => {
                calls += 1;
            },
            async (url) =>
                broken(url, async (silent) => {
                    await expect(keysOf(silent)).rejects.toMatchObject({
                        kind: 'silent',
                        message: `s3://${bucket}: the server does not answer. Look at the network, AWS_ENDPOINT_URL and the region, and run the command again.`,
                    });
                    await expect(bytesOf(silent, 'a')).rejects.toMatchObject({ kind: 'silent' });
                }),
        );
        expect(calls).toBe(6);
    });

    test('that is not there is told as that', async () => {
        await broken('http://127.0.0.1:9', async (nobody) => {
            await expect(keysOf(nobody)).rejects.toMatchObject({
                kind: 'silent',
                message: expect.stringContaining('no server answers there'),
            });
        });
    });

    const TEXT = '0123456789'.repeat(1000);

    test('that stops in the middle of an object is asked for the rest, of the same version', async () => {
        const asked: string[] = [];
        await withServer(
            (request, response) => {
                asked.push(`${request.headers.range ?? 'all'} ${request.headers['if-match'] ?? 'any'}`);
                const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
                response.writeHead(from === 0 ? 200 : 206, { 'content-length': TEXT.length - from, etag: '"v1"' });
                // The first two stop after some bytes, one silently and one by breaking the connection; the third goes to the end.
                if (asked.length === 3) response.end(TEXT.slice(from));
                else
                    response.write(TEXT.slice(from, from + 3000), () => {
                        if (asked.length === 2) setTimeout(() => response.destroy(), 50);
                    });
            },
            async (url) =>
                broken(url, async (stopping) => {
                    expect((await bytesOf(stopping, 'a')).toString()).toBe(TEXT);
                }),
        );
        expect(asked).toEqual(['all any', 'bytes=3000- "v1"', 'bytes=6000- "v1"']);
    });

    test('that always stops there is given up', async () => {
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
                broken(url, async (stopping) => {
                    await expect(bytesOf(stopping, 'a')).rejects.toMatchObject({ kind: 'silent' });
                }),
        );
        expect(calls).toBeLessThan(6);
    });
});
