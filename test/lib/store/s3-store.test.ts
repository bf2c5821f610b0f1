/** Tests of objects in S3, on a small server that answers in small pages; test/s3 has those on a real one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { s3Store } from '../../../lib/store/s3-store.ts';
import { temporaryFolder } from '../../support/run-command.ts';
import { bytesOf, keysOf, withEnvironment, withServer } from '../../s3/given-bucket.ts';
import { withS3 } from '../../support/given-s3.ts';

const fileOf = (text: string): string => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, text);
    return path;
};

test('an object of a length that the server does not tell is read to its end, whole or from a byte on', async () =>
    withS3({ 'x/a': 'four', 'x/none': '' }, async (s3) => {
        s3.isUnmeasured = true;
        const store = await s3Store(s3.address);

        expect(
            [await bytesOf(store, 'x/a'), await bytesOf(store, 'x/a', 2), await bytesOf(store, 'x/none')].map(String),
        ).toEqual(['four', 'ur', '']);
    }));

describe('a listing', () => {
    test('goes on behind each page, below a prefix and from a key on', async () =>
        withS3(
            Object.fromEntries(['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7', 'b/1', 'ab'].map((key) => [key, key])),
            async ({ address, asked }) => {
                const [all, below] = [await s3Store(address), await s3Store(`${address}/a`)];

                expect(await keysOf(all)).toEqual(['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7', 'ab', 'b/1']);
                expect(await keysOf(below)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
                expect(await keysOf(below, '', '5')).toEqual(['6', '7']);
                expect(await keysOf(all, 'no/')).toEqual([]);
                expect(asked.filter((what) => what === 'LIST a/')).toHaveLength(4);
            },
        ));

    test('takes keys as they are, and leaves out what is hidden or stands for a folder', async () =>
        withS3(
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

                expect(await keysOf(store)).toEqual(['x/a b+c', 'x/q&<>"\'?#;%41', 'x/é\u{1f600}']);
                expect(await keysOf(store, '.staging/')).toEqual(['.staging/a']);
            },
        ));

    test('of a server that knows no encoding takes keys as they are, too', async () =>
        withS3({ 'x/a+b%20c/1': '' }, async (s3) => {
            s3.isPlain = true;
            const store = await s3Store(s3.address);

            expect([await keysOf(store), await store.folders('x/')]).toEqual([['x/a+b%20c/1'], ['a+b%20c']]);
        }));

    test('tells bytes, version and time of each object, as the object itself does', async () =>
        withS3({ 'x/a': 'four' }, async ({ address }) => {
            const store = await s3Store(address);
            const found: unknown[] = [];
            for await (const object of store.list('x/')) found.push(object);

            expect(found).toEqual([
                {
                    key: 'x/a',
                    bytes: 4,
                    etag: '8cbad96aced40b3838dd9f07f6ef5772',
                    modifiedAt: Date.UTC(2026, 0, 13, 10),
                },
            ]);
            expect(await store.head('x/a')).toEqual(found[0]);
        }));

    test('of folders names each once over all pages, without those that are hidden or have no name', async () =>
        withS3(
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
    test('is put, read whole and from an offset on, and removed with others', async () =>
        withS3({ other: 'x' }, async ({ address, objects }) => {
            const store = await s3Store(`${address}/lake`);
            await store.put('a/b', fileOf('0123456789'));

            expect(store.name).toBe('s3://given-bucket/lake');
            expect(store.nameOf('a/b')).toBe('s3://given-bucket/lake/a/b');
            expect(objects.get('lake/a/b')?.toString()).toBe('0123456789');
            expect((await bytesOf(store, 'a/b')).toString()).toBe('0123456789');
            expect((await bytesOf(store, 'a/b', 7)).toString()).toBe('789');
            expect((await bytesOf(store, 'a/b', 10)).toString()).toBe('');
            await store.remove(['a/b', 'a/c']);
            expect([...objects.keys()]).toEqual(['other']);
        }));

    test('that is gone, or of another version than was named, counts as vanished', async () =>
        withS3({ a: 'one' }, async ({ address, objects }) => {
            const store = await s3Store(address);
            const before = await store.head('a');
            objects.set('a', Buffer.from('another'));
            const reading = async (): Promise<void> => {
                for await (const chunk of store.open('a', 0, before?.etag)) expect(chunk).toBeUndefined();
            };

            await expect(reading()).rejects.toMatchObject({
                kind: 'vanished',
                why: 'it was replaced while it was read',
            });
            await expect(bytesOf(store, 'gone')).rejects.toMatchObject({
                kind: 'vanished',
                message: 's3://given-bucket/gone: it is no longer there.',
            });
            expect(await store.head('gone')).toBeNull();
        }));

    test('of thousands that are removed goes in requests of a thousand', async () =>
        withS3({}, async ({ address, asked }) => {
            await (await s3Store(address)).remove(Array.from({ length: 2001 }, (_, index) => `k${index}`));

            expect(asked).toEqual(['POST ', 'POST ', 'POST ']);
        }));

    test('that may not be read, put or removed is named with the right that is missing', async () =>
        withS3({ 'secret/a': 'a', 'open/a': 'b' }, async (s3) => {
            s3.onAsked = (what) => (/secret/.test(what) ? 'AccessDenied' : undefined);
            const store = await s3Store(s3.address);

            await expect(bytesOf(store, 'secret/a')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining(
                    's3://given-bucket/secret/a: access is denied. Reading takes s3:ListBucket',
                ),
            });
            await expect(keysOf(store, 'secret/')).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining('s3://given-bucket/secret: access is denied'),
            });
            await expect(store.head('secret/a')).rejects.toMatchObject({ kind: 'denied' });
            await expect(store.put('secret/b', fileOf('x'))).rejects.toMatchObject({ kind: 'denied' });
            await expect(store.remove(['open/a', 'secret/a'])).rejects.toMatchObject({
                kind: 'denied',
                message: expect.stringContaining('s3://given-bucket/secret/a: access is denied'),
            });
            expect([...s3.objects.keys()]).toEqual(['secret/a']);
        }));

    test('of a bucket that is not there is told as that', async () =>
        withS3({}, async () => {
            await expect(keysOf(await s3Store('s3://another-bucket/a'))).rejects.toMatchObject({
                kind: 'no_bucket',
                message: expect.stringMatching(/^s3:\/\/another-bucket\/a: there is no such bucket/),
            });
        }));
});

describe('a server that breaks off', () => {
    const TEXT = '0123456789'.repeat(1000);
    /** Answers every reading with some bytes of the rest; `breaks` then cuts the connection, and what is not told comes as an answer that is too short. */
    const reading = async (
        bytesAtOnce: number,
        breaks: boolean,
    ): Promise<{ readonly text: string; readonly asked: readonly string[] }> => {
        const asked: string[] = [];
        const text = await withServer(
            (request, response) => {
                asked.push(`${request.headers.range ?? 'all'} ${request.headers['if-match'] ?? 'any'}`);
                const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
                const part = TEXT.slice(from, from + bytesAtOnce);
                // The first answer tells the length of the whole; how it ends there decides.
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
                        bytesOf(await s3Store('s3://given-bucket'), 'a').then(String, (error: unknown) =>
                            String(error),
                        ),
                ),
        );
        return { text, asked };
    };

    test.each([
        [true, 'cuts the connection'],
        [false, 'sends less than it said'],
    ])('is asked for the rest, of the same version, as long as bytes come (%s: %s)', async (breaks) => {
        const { text, asked } = await reading(4000, breaks);

        expect(text).toBe(TEXT);
        expect(asked).toEqual(['all any', 'bytes=4000- "v1"', 'bytes=8000- "v1"']);
    });

    test('and sends nothing more is given up after three times', async () => {
        let calls = 0;
        const told = await withServer(
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
                        bytesOf(await s3Store('s3://given-bucket'), 'a').then(String, (error: unknown) =>
                            String(error),
                        ),
                ),
        );

        expect(told).toContain('s3://given-bucket/a: the server ended it too early. Run the command again.');
        expect(calls).toBe(3);
    });
});

test('a file of a megabyte comes whole', async () =>
    withS3({}, async ({ address, objects }) => {
        const path = fileOf('0123456789'.repeat(100_000));

        await (await s3Store(address)).put('big', path);

        expect(objects.get('big')?.equals(readFileSync(path))).toBe(true);
    }));
