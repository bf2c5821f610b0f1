/** Tests of lakes in S3 as they are opened: the same rows as in a folder, of the objects within reach, each fetched once. */
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLake, type Lake } from '../../../../lib/lake/open-lake.ts';
import { fetchedFiles } from '../../../../lib/lake/partitions/fetched-files.ts';
import { folderStore } from '../../../../lib/store/folder-store.ts';
import type { StoredObject } from '../../../../lib/store/store.ts';
import { filesOf } from '../../../support/given-replay.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';
import { objectsOf, withS3, type GivenS3 } from '../../../support/given-s3.ts';
import { rowsOf } from '../../../support/ask.ts';
import { givenLake, temporaryFolder } from '../../../support/given-lake.ts';

const QUESTION = 'select record_id, user_name, user_pool_id, event_type, dt from auth_events order by all';

const answerOf = async (
    ...given: Parameters<typeof openLake>
): Promise<{ readonly rows: unknown; readonly extents: Lake['extents'] }> => {
    const lake = await openLake(...given);
    try {
        return { rows: await rowsOf(lake, QUESTION), extents: lake.extents };
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
const folder = await givenLake({ user_activity: ROWS, user_notification: [{ details: 'x' }] });

/** How many objects were read. */
const readings = ({ asked }: GivenS3): number => asked.filter((what) => what.startsWith('GET')).length;
const cached = (): readonly string[] => filesOf(String(process.env['XDG_CACHE_HOME']));

describe('a lake in S3', () => {
    test.each([
        ['all of it', {}, 9],
        ['some days of it', { firstDay: '2026-01-02', lastDay: '2026-01-03' }, 4],
        ['one pool of it', { userPoolId: 'us-west-2_TWO' }, 4],
        ['days that it has not', { firstDay: '2026-01-04', lastDay: '2026-01-04' }, 0],
    ])('answers as one in a folder does, %s, and only what can matter is fetched', async (_, reach, fetched) =>
        withS3(objectsOf(folder, 'team/lake/'), async (s3) => {
            const lake = `${s3.address}/team/lake`;

            expect(await answerOf(lake, reach)).toEqual(await answerOf(folder, reach));
            expect(readings(s3)).toBe(fetched);
            expect(await answerOf(lake, reach)).toEqual(await answerOf(folder, reach));
            expect(readings(s3)).toBe(fetched);
        }),
    );

    test('has none of what lies beside its partitions: hidden, deeper, of another kind', async () => {
        const [path = '', bytes = Buffer.of()] =
            Object.entries(objectsOf(folder)).find(([key]) => key.endsWith('.parquet')) ?? [];
        const partition = path.slice(0, path.lastIndexOf('/'));
        const beside = ['_a.parquet', '.a.parquet', 'deeper/a.parquet', 'a.csv'].map((name) => [
            `${partition}/${name}`,
            bytes,
        ]);

        await withS3(
            {
                ...objectsOf(folder),
                ...Object.fromEntries(beside),
                'user_activity/odd/a.parquet': bytes,
                'user_activity/user_pool_id=a%2Fb/event_type=SignIn/dt=2026-01-01/a.parquet': bytes,
            },
            async ({ address }) => expect(await answerOf(address)).toEqual(await answerOf(folder)),
        );
    });

    test('is no lake where it has none of a lake’s folders', async () =>
        withS3({ 'a/b': 'x' }, async ({ address }) => {
            await expect(openLake(address)).rejects.toThrow(
                's3://given-bucket is not a lake: it holds none of user_activity/, user_notification/, errors/, raw/. Make one with: replay FILES --lake s3://given-bucket',
            );
        }));

    test('brings its known exceptions, but for those that lie deeper', async () =>
        withS3(
            {
                ...objectsOf(folder),
                'known_exceptions/office.csv': 'kind,value,note\naddress,203.0.113.7,the office\n',
                'known_exceptions/old/office.csv': 'kind,value,note\naddress,203.0.113.8,an old office\n',
                'known_exceptions/notes.txt': 'x',
            },
            async ({ address }) => {
                const lake = await openLake(address);

                expect(await rowsOf(lake, 'select value from known_exceptions')).toEqual([{ value: '203.0.113.7' }]);
                lake.close();
            },
        ));

    test('whose known exceptions have no header is refused by the object’s name', async () =>
        withS3(
            { ...objectsOf(folder), 'known_exceptions/office.csv': 'address,203.0.113.7\n' },
            async ({ address }) => {
                await expect(openLake(address)).rejects.toThrow('s3://given-bucket/known_exceptions/office.csv');
            },
        ));

    test('in which an object is replaced between listing and reading is looked at again', async () =>
        withS3(objectsOf(folder), async (s3) => {
            const before = await answerOf(folder);
            let isMoved = false;
            s3.onAsked = (what) => {
                const key = what.slice('GET '.length);
                const bytes = s3.objects.get(key);
                if (isMoved || !what.startsWith('GET') || bytes === undefined) return undefined;
                isMoved = true;
                s3.objects.delete(key);
                s3.objects.set(key.replace(/[^/]*$/, 'compact.parquet'), bytes);
                return undefined;
            };

            expect(await answerOf(s3.address)).toEqual(before);
            expect(isMoved).toBe(true);
        }));

    test('in which something always vanishes is given up after four looks, and what is denied at once', async () =>
        withS3(objectsOf(folder), async (s3) => {
            s3.onAsked = (what) => (what.startsWith('GET') ? 'NoSuchKey' : undefined);
            await expect(openLake(s3.address)).rejects.toMatchObject({ kind: 'vanished' });
            expect(s3.asked.filter((what) => what === 'LIST user_activity/')).toHaveLength(4);

            s3.onAsked = (what) => (what.startsWith('GET') ? 'AccessDenied' : undefined);
            await expect(openLake(s3.address)).rejects.toMatchObject({ kind: 'denied' });
            expect(s3.asked.filter((what) => what === 'LIST user_activity/')).toHaveLength(5);
            expect(cached()).toEqual([]);
        }));
});

describe('the cache of this machine', () => {
    const days = (count: number): Date => new Date(Date.now() - count * 86_400_000);
    const paths = (): readonly string[] => cached().map((path) => join(String(process.env['XDG_CACHE_HOME']), path));

    test('keeps what is used, and lets go of what was not for a week', async () =>
        withS3(objectsOf(folder), async (s3) => {
            await answerOf(s3.address);
            for (const path of paths()) utimesSync(path, days(8), days(8));

            await answerOf(s3.address, { firstDay: '2026-01-05', lastDay: '2026-01-05' });

            expect(readings(s3)).toBe(9);
            expect(cached().map((path) => /dt=([\d-]+)/.exec(path)?.[1])).toEqual(['2026-01-05', '2026-01-05']);
            for (const path of paths()) expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(86_400_000);
        }));

    test('fetches anew what is not as long as the object', async () =>
        withS3(objectsOf(folder), async (s3) => {
            await answerOf(s3.address);
            writeFileSync(paths()[0]!, 'cut');

            expect(await answerOf(s3.address)).toEqual(await answerOf(folder));
            expect(readings(s3)).toBe(10);
        }));

    test('lies below XDG_CACHE_HOME where that is an absolute path, else below the home', async () =>
        withS3(objectsOf(folder), async ({ address }) => {
            const home = temporaryFolder();
            const before = process.env['HOME'];
            [process.env['HOME'], process.env['XDG_CACHE_HOME']] = [home, 'not/absolute'];
            await answerOf(address).finally(() => {
                process.env['HOME'] = before;
            });

            expect(readdirSync(home)).toEqual(['.cache']);
            expect(filesOf(join(home, '.cache', 'cognito-log-lake', 'lakes'))).toHaveLength(9);
        }));
});

test('a cache without a server of one’s own, and without XDG_CACHE_HOME, lies below the home', async () => {
    const home = temporaryFolder();
    const store = folderStore(folder);
    const objects: StoredObject[] = [];
    for await (const object of store.list('user_notification/')) objects.push(object);

    const paths = await withEnvironment(
        { AWS_ENDPOINT_URL_S3: undefined, AWS_ENDPOINT_URL: undefined, XDG_CACHE_HOME: undefined, HOME: home },
        async () => fetchedFiles(store, objects),
    );

    expect(paths).toEqual([
        expect.stringMatching(
            new RegExp(
                `^${home}/\\.cache/cognito-log-lake/lakes/[0-9a-f]{32}/user_notification/.*/[0-9a-f]{32}\\.parquet$`,
            ),
        ),
    ]);
});
