/** Tests of opening lakes in S3: the same rows as in a folder, with only the selected objects, each fetched once. */
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLake, type Lake } from '../../../../lib/lake/open-lake.ts';
import { fetchFiles } from '../../../../lib/lake/partitions/fetch-files.ts';
import { folderStore } from '../../../../lib/store/folder-store.ts';
import type { StoredObject } from '../../../../lib/store/store.ts';
import { listFiles } from '../../../support/run-replay.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';
import { readObjects, withFakeS3, type FakeS3 } from '../../../support/fake-s3.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import { makeSampleLake, temporaryFolder } from '../../../support/make-sample-lake.ts';

const ROWS_SQL = 'select record_id, user_name, user_pool_id, event_type, dt from auth_events order by all';

const readLake = async (
    ...args: Parameters<typeof openLake>
): Promise<{ readonly rows: unknown; readonly extents: Lake['extents'] }> => {
    const lake = await openLake(...args);
    try {
        return { rows: await queryOpenLake(lake, ROWS_SQL), extents: lake.extents };
    } finally {
        lake.close();
    }
};

const ROWS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-05'].flatMap((day) =>
    ['us-west-2_ONE', 'us-west-2_TWO'].map((user_pool_id) => ({
        record_id: `${day}-${user_pool_id}`,
        user_pool_id,
        event_at: `${day}T10:00:00.000Z`,
        event_type: user_pool_id.endsWith('ONE') ? 'SignIn' : 'SignUp',
    })),
);
const folder = await makeSampleLake({ user_activity: ROWS, user_notification: [{ details: 'x' }] });

/** The number of objects read. */
const readCount = ({ requests }: FakeS3): number => requests.filter((what) => what.startsWith('GET')).length;
const cached = (): readonly string[] => listFiles(String(process.env['XDG_CACHE_HOME']));

describe('a lake in S3', () => {
    test.each([
        ['the whole lake', {}, 9],
        ['some days', { firstDay: '2026-01-02', lastDay: '2026-01-03' }, 4],
        ['one pool', { userPoolId: 'us-west-2_TWO' }, 4],
        ['days without rows', { firstDay: '2026-01-04', lastDay: '2026-01-04' }, 0],
    ])(
        'a lake in S3 has the rows of one in a folder for %s, and fetches only those objects',
        async (_, filter, fetched) =>
            withFakeS3(readObjects(folder, 'team/lake/'), async (s3) => {
                const lake = `${s3.address}/team/lake`;

                expect(await readLake(lake, filter)).toEqual(await readLake(folder, filter));
                expect(readCount(s3)).toBe(fetched);
                expect(await readLake(lake, filter)).toEqual(await readLake(folder, filter));
                expect(readCount(s3)).toBe(fetched);
            }),
    );

    test('hidden objects, deeper ones and other kinds of objects are not read', async () => {
        const [path = '', bytes = Buffer.of()] =
            Object.entries(readObjects(folder)).find(([key]) => key.endsWith('.parquet')) ?? [];
        const partition = path.slice(0, path.lastIndexOf('/'));
        const beside = ['_a.parquet', '.a.parquet', 'deeper/a.parquet', 'a.csv'].map((name) => [
            `${partition}/${name}`,
            bytes,
        ]);

        await withFakeS3(
            {
                ...readObjects(folder),
                ...Object.fromEntries(beside),
                'user_activity/odd/a.parquet': bytes,
                'user_activity/user_pool_id=a%2Fb/event_type=SignIn/dt=2026-01-01/a.parquet': bytes,
            },
            async ({ address }) => expect(await readLake(address)).toEqual(await readLake(folder)),
        );
    });

    test('a prefix without any folder of a lake is not a lake', async () =>
        withFakeS3({ 'a/b': 'x' }, async ({ address }) => {
            await expect(openLake(address)).rejects.toThrow(
                's3://sample-bucket is not a lake: it has none of the folders user_activity/, user_notification/, ' +
                    'errors/, raw/. Create one with: replay FILES --lake s3://sample-bucket',
            );
        }));

    test('the allowlist is loaded, without files in subfolders', async () =>
        withFakeS3(
            {
                ...readObjects(folder),
                'allowlist/office.csv': 'kind,value,note\naddress,203.0.113.7,the office\n',
                'allowlist/old/office.csv': 'kind,value,note\naddress,203.0.113.8,an old office\n',
                'allowlist/notes.txt': 'x',
            },
            async ({ address }) => {
                const lake = await openLake(address);

                expect(await queryOpenLake(lake, 'select value from allowlist')).toEqual([{ value: '203.0.113.7' }]);
                lake.close();
            },
        ));

    test('an allowlist object without a header is rejected by its name', async () =>
        withFakeS3({ ...readObjects(folder), 'allowlist/office.csv': 'address,203.0.113.7\n' }, async ({ address }) => {
            await expect(openLake(address)).rejects.toThrow('s3://sample-bucket/allowlist/office.csv');
        }));

    test('the lake is listed again if an object is replaced between listing and reading', async () =>
        withFakeS3(readObjects(folder), async (s3) => {
            const before = await readLake(folder);
            let isMoved = false;
            s3.onRequest = (what) => {
                const key = what.slice('GET '.length);
                const bytes = s3.objects.get(key);
                if (isMoved || !what.startsWith('GET') || bytes === undefined) return undefined;
                isMoved = true;
                s3.objects.delete(key);
                s3.objects.set(key.replace(/[^/]*$/, 'compact.parquet'), bytes);
                return undefined;
            };

            expect(await readLake(s3.address)).toEqual(before);
            expect(isMoved).toBe(true);
        }));

    test('opening fails after four listings if objects keep vanishing, and at once if access is denied', async () =>
        withFakeS3(readObjects(folder), async (s3) => {
            s3.onRequest = (what) => (what.startsWith('GET') ? 'NoSuchKey' : undefined);
            await expect(openLake(s3.address)).rejects.toMatchObject({ kind: 'vanished' });
            expect(s3.requests.filter((what) => what === 'LIST user_activity/')).toHaveLength(4);

            s3.onRequest = (what) => (what.startsWith('GET') ? 'AccessDenied' : undefined);
            await expect(openLake(s3.address)).rejects.toMatchObject({ kind: 'denied' });
            expect(s3.requests.filter((what) => what === 'LIST user_activity/')).toHaveLength(5);
            expect(cached()).toEqual([]);
        }));
});

describe('the local cache', () => {
    const days = (count: number): Date => new Date(Date.now() - count * 86_400_000);
    const paths = (): readonly string[] => cached().map((path) => join(String(process.env['XDG_CACHE_HOME']), path));

    test('the cache keeps files in use, and removes those unused for a week', async () =>
        withFakeS3(readObjects(folder), async (s3) => {
            await readLake(s3.address);
            for (const path of paths()) utimesSync(path, days(8), days(8));

            await readLake(s3.address, { firstDay: '2026-01-05', lastDay: '2026-01-05' });

            expect(readCount(s3)).toBe(9);
            expect(cached().map((path) => /dt=([\d-]+)/.exec(path)?.[1])).toEqual(['2026-01-05', '2026-01-05']);
            for (const path of paths()) expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(86_400_000);
        }));

    test('a cached file of the wrong size is fetched again', async () =>
        withFakeS3(readObjects(folder), async (s3) => {
            await readLake(s3.address);
            writeFileSync(paths()[0]!, 'cut');

            expect(await readLake(s3.address)).toEqual(await readLake(folder));
            expect(readCount(s3)).toBe(10);
        }));

    test('the cache is below XDG_CACHE_HOME if that is an absolute path, else below the home folder', async () =>
        withFakeS3(readObjects(folder), async ({ address }) => {
            const home = temporaryFolder();
            const before = process.env['HOME'];
            [process.env['HOME'], process.env['XDG_CACHE_HOME']] = [home, 'not/absolute'];
            await readLake(address).finally(() => {
                process.env['HOME'] = before;
            });

            expect(readdirSync(home)).toEqual(['.cache']);
            expect(listFiles(join(home, '.cache', 'cognito-log-lake', 'lakes'))).toHaveLength(9);
        }));
});

test('without a custom endpoint and XDG_CACHE_HOME, the cache is below the home folder', async () => {
    const home = temporaryFolder();
    const store = folderStore(folder);
    const objects: StoredObject[] = [];
    for await (const object of store.list('user_notification/')) objects.push(object);

    const paths = await withEnvironment(
        { AWS_ENDPOINT_URL_S3: undefined, AWS_ENDPOINT_URL: undefined, XDG_CACHE_HOME: undefined, HOME: home },
        async () => fetchFiles(store, objects),
    );

    expect(paths).toEqual([
        expect.stringMatching(
            new RegExp(
                `^${home}/\\.cache/cognito-log-lake/lakes/[0-9a-f]{32}/user_notification/.*/[0-9a-f]{32}\\.parquet$`,
            ),
        ),
    ]);
});
