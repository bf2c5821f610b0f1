/** Tests of objects in S3, on a fake server with small pages; test/s3 has those on a real one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { s3Store } from '../../../lib/store/s3-store.ts';
import { temporaryFolder } from '../../support/run-command.ts';
import { readObjectBytes, listStoreKeys, withEnvironment, withServer } from '../../s3/make-bucket.ts';
import { withFakeS3 } from '../../support/fake-s3.ts';

const fileOf = (text: string): string => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, text);
    return path;
};

test('an object without a Content-Length is read to its end, from the start or an offset', async () =>
    withFakeS3({ 'x/a': 'four', 'x/none': '' }, async (s3) => {
        s3.hasNoContentLength = true;
        const store = await s3Store(s3.address);

        expect(
            [
                await readObjectBytes(store, 'x/a'),
                await readObjectBytes(store, 'x/a', 2),
                await readObjectBytes(store, 'x/none'),
            ].map(String),
        ).toEqual(['four', 'ur', '']);
    }));

describe('a listing', () => {
    test('a listing continues page by page, below a prefix and after a key', async () =>
        withFakeS3(
            Object.fromEntries(['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7', 'b/1', 'ab'].map((key) => [key, key])),
            async ({ address, requests }) => {
                const [all, below] = [await s3Store(address), await s3Store(`${address}/a`)];

                expect(await listStoreKeys(all)).toEqual([
                    'a/1',
                    'a/2',
                    'a/3',
                    'a/4',
                    'a/5',
                    'a/6',
                    'a/7',
                    'ab',
                    'b/1',
                ]);
                expect(await listStoreKeys(below)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
                expect(await listStoreKeys(below, '', '5')).toEqual(['6', '7']);
                expect(await listStoreKeys(all, 'no/')).toEqual([]);
                expect(requests.filter((what) => what === 'LIST a/')).toHaveLength(4);
            },
        ));

    test('a listing decodes keys, and skips hidden objects and folder placeholders', async () =>
        withFakeS3(
            {
                'x/a b+c': '',
                'x/q&<>"\'?#;%41': '',
                'x/é\u{1f600}': '',
                'x/.hidden/a': '',
                '.staging/a': '',
                'x/': '',
                'x/y/': '',
            },
            async ({ address }) => {
                const store = await s3Store(address);

                expect(await listStoreKeys(store)).toEqual(['x/a b+c', 'x/q&<>"\'?#;%41', 'x/é\u{1f600}']);
                expect(await listStoreKeys(store, '.staging/')).toEqual(['.staging/a']);
            },
        ));

    test('a listing of a server without URL encoding has unchanged keys', async () =>
        withFakeS3({ 'x/a+b%20c/1': '' }, async (s3) => {
            s3.hasPlainKeys = true;
            const store = await s3Store(s3.address);

            expect([await listStoreKeys(store), await store.folders('x/')]).toEqual([['x/a+b%20c/1'], ['a+b%20c']]);
        }));

    test('a listing has the size, version and time of each object, as head does', async () =>
        withFakeS3({ 'x/a': 'four' }, async ({ address }) => {
            const store = await s3Store(address);
            const listed: unknown[] = [];
            for await (const object of store.list('x/')) listed.push(object);

            expect(listed).toEqual([
                {
                    key: 'x/a',
                    bytes: 4,
                    etag: '8cbad96aced40b3838dd9f07f6ef5772',
                    modifiedAt: Date.UTC(2026, 0, 13, 10),
                },
            ]);
            expect(await store.head('x/a')).toEqual(listed[0]);
        }));

    test('a listing of folders has each once over all pages, without hidden or nameless ones', async () =>
        withFakeS3(
            Object.fromEntries(
                ['p/a/1', 'p/a/2', 'p/b/1', 'p/c/1', 'p/d/1', 'p/e/1', 'p/.h/1', 'p//1', 'p/file'].map((key) => [
                    key,
                    '',
                ]),
            ),
            async ({ address }) => {
                expect(await (await s3Store(address)).folders('p/')).toEqual(['a', 'b', 'c', 'd', 'e']);
                expect(await (await s3Store(`${address}/p`)).folders('')).toEqual(['a', 'b', 'c', 'd', 'e']);
                expect(await (await s3Store(`${address}/p`)).folders('a/')).toEqual([]);
            },
        ));
});

describe('an object', () => {
    test('an object is put, read completely or from an offset, and removed', async () =>
        withFakeS3({ other: 'x' }, async ({ address, objects }) => {
            const store = await s3Store(`${address}/lake`);
            await store.put('a/b', fileOf('0123456789'));

            expect(store.name).toBe('s3://sample-bucket/lake');
            expect(store.nameOf('a/b')).toBe('s3://sample-bucket/lake/a/b');
            expect(objects.get('lake/a/b')?.toString()).toBe('0123456789');
            expect((await readObjectBytes(store, 'a/b')).toString()).toBe('0123456789');
            expect((await readObjectBytes(store, 'a/b', 7)).toString()).toBe('789');
            expect((await readObjectBytes(store, 'a/b', 10)).toString()).toBe('');
            await store.remove(['a/b', 'a/c']);
            expect([...objects.keys()]).toEqual(['other']);
        }));

    test('a missing object, or another version than requested, counts as vanished', async () =>
        withFakeS3({ a: 'one' }, async ({ address, objects }) => {
            const store = await s3Store(address);
            const before = await store.head('a');
            objects.set('a', Buffer.from('another'));
            const reading = async (): Promise<void> => {
                for await (const chunk of store.open('a', 0, before?.etag)) expect(chunk).toBeUndefined();
            };

            await expect(reading()).rejects.toMatchObject({
                kind: 'vanished',
                why: 'it was replaced during the read',
            });
            await expect(readObjectBytes(store, 'gone')).rejects.toMatchObject({
                kind: 'vanished',
                message: 's3://sample-bucket/gone: it no longer exists.',
            });
            expect(await store.head('gone')).toBeNull();
        }));

    test('thousands of objects are removed in requests of a thousand', async () =>
        withFakeS3({}, async ({ address, requests }) => {
            await (await s3Store(address)).remove(Array.from({ length: 2001 }, (_, index) => `k${index}`));

            expect(requests).toEqual(['POST ', 'POST ', 'POST ']);
        }));

    test('an object without permission fails as denied, with the permissions needed', async () =>
        withFakeS3({ 'secret/a': 'a', 'open/a': 'b' }, async (s3) => {
            s3.onRequest = (what) => (/secret/.test(what) ? 'AccessDenied' : undefined);
            const store = await s3Store(s3.address);

            await expect(readObjectBytes(store, 'secret/a')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining(
                    's3://sample-bucket/secret/a: access is denied. Reading needs s3:ListBucket',
                ),
            });
            await expect(listStoreKeys(store, 'secret/')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining('s3://sample-bucket/secret: access is denied'),
            });
            await expect(store.head('secret/a')).rejects.toMatchObject({ kind: 'denied' });
            await expect(store.put('secret/b', fileOf('x'))).rejects.toMatchObject({ kind: 'denied' });
            await expect(store.remove(['open/a', 'secret/a'])).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining('s3://sample-bucket/secret/a: access is denied'),
            });
            expect([...s3.objects.keys()]).toEqual(['secret/a']);
        }));

    test('a missing bucket has an error of its own', async () =>
        withFakeS3({}, async () => {
            await expect(listStoreKeys(await s3Store('s3://another-bucket/a'))).rejects.toMatchObject({
                kind: 'no_bucket',
                message: expect.stringMatching(/^s3:\/\/another-bucket\/a: the bucket does not exist/),
            });
        }));
});

describe('a server that ends responses early', () => {
    const TEXT = '0123456789'.repeat(1000);
    /** Reads from a server that sends some bytes per response; with `breaks` it then cuts the connection. */
    const readInParts = async (
        bytesAtOnce: number,
        breaks: boolean,
    ): Promise<{ readonly text: string; readonly requests: readonly string[] }> => {
        const requests: string[] = [];
        const text = await withServer(
            (request, response) => {
                requests.push(`${request.headers.range ?? 'all'} ${request.headers['if-match'] ?? 'any'}`);
                const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
                const part = TEXT.slice(from, from + bytesAtOnce);
                // The first response has the length of the whole object.
                response.writeHead(from === 0 ? 200 : 206, {
                    'content-length': breaks || from === 0 ? TEXT.length - from : part.length,
                    etag: '"v1"',
                });
                const isWhole = !breaks && from > 0 ? true : from + part.length === TEXT.length;
                if (isWhole) response.end(part);
                else response.write(part, () => response.destroy());
            },
            async (url) =>
                withEnvironment(
                    {
                        AWS_ENDPOINT_URL: url,
                        AWS_REGION: 'us-east-1',
                        AWS_ACCESS_KEY_ID: 'testing',
                        AWS_SECRET_ACCESS_KEY: 'testing',
                        AWS_MAX_ATTEMPTS: '1',
                    },
                    async () =>
                        readObjectBytes(await s3Store('s3://sample-bucket'), 'a').then(String, (error: unknown) =>
                            String(error),
                        ),
                ),
        );
        return { text, requests };
    };

    test.each([
        [true, 'cuts the connection'],
        [false, 'sends less than announced'],
    ])('reading resumes in the same version as long as bytes arrive (%s: the server %s)', async (breaks) => {
        const { text, requests } = await readInParts(4000, breaks);

        expect(text).toBe(TEXT);
        expect(requests).toEqual(['all any', 'bytes=4000- "v1"', 'bytes=8000- "v1"']);
    });

    test('reading fails after three responses without a byte', async () => {
        let calls = 0;
        const message = await withServer(
            (request, response) => {
                calls += 1;
                const isFirst = request.headers.range === undefined;
                response.writeHead(isFirst ? 200 : 206, { 'content-length': isFirst ? 10 : 0, etag: '"v1"' });
                if (isFirst) response.write('01234', () => response.destroy());
                else response.end();
            },
            async (url) =>
                withEnvironment(
                    {
                        AWS_ENDPOINT_URL: url,
                        AWS_REGION: 'us-east-1',
                        AWS_ACCESS_KEY_ID: 'testing',
                        AWS_SECRET_ACCESS_KEY: 'testing',
                        AWS_MAX_ATTEMPTS: '1',
                    },
                    async () =>
                        readObjectBytes(await s3Store('s3://sample-bucket'), 'a').then(String, (error: unknown) =>
                            String(error),
                        ),
                ),
        );

        expect(message).toContain(
            's3://sample-bucket/a: the server closed the connection early. Run the command again.',
        );
        expect(calls).toBe(3);
    });
});

test('a file of a megabyte is uploaded completely', async () =>
    withFakeS3({}, async ({ address, objects }) => {
        const path = fileOf('0123456789'.repeat(100_000));

        await (await s3Store(address)).put('big', path);

        expect(objects.get('big')?.equals(readFileSync(path))).toBe(true);
    }));
