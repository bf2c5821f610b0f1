/** Tests of replay, compact and rebuild on logs and lakes in S3: they come to what they come to in folders. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findInputs } from '../../../../lib/inputs/find-inputs.ts';
import { answersOf, compacted } from '../../../support/given-compact.ts';
import { notificationText, usualText } from '../../../fixtures/records.ts';
import { rebuilt } from '../../../support/given-rebuild.ts';
import { objectsOf, withS3, type GivenS3 } from '../../../support/given-s3.ts';
import { buildAll, filesOf, givenFiles, replayed, temporaryFolder } from '../../../support/given-replay.ts';

beforeAll(buildAll);

const named = (name: string): string => usualText.replace('"ana"', `"${name}"`);
const EXPORTS = {
    'a.ndjson': [named('ana'), named('ben'), notificationText].join('\n'),
    'b/c.ndjson': [named('ana'), named('cleo'), '{"eventSource":"NOBODY"}'].join('\n'),
};

const names = ({ objects }: GivenS3, prefix: string): readonly string[] =>
    [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .toSorted();
const found = async (...given: Parameters<typeof findInputs>): Promise<readonly string[]> =>
    (await findInputs(...given)).map(({ name }) => name);

describe('what is given to read in S3', () => {
    const OBJECTS = {
        'logs/a.ndjson': 'x',
        'logs/b/c.ndjson': 'x',
        'logs/empty': '',
        'logs/.hidden': 'x',
        'logs/lake/user_activity/a.parquet': 'x',
        'logs-of-others': 'x',
        'top.ndjson': 'x',
    };
    const at = (...keys: readonly string[]): readonly string[] => keys.map((key) => `s3://given-bucket/${key}`);

    test('is one object by its key, or all below a prefix, without what is hidden or empty', async () =>
        withS3(OBJECTS, async () => {
            expect(await found(at('logs/a.ndjson'))).toEqual(at('logs/a.ndjson'));
            expect(await found(at('logs'))).toEqual(
                at('logs/a.ndjson', 'logs/b/c.ndjson', 'logs/lake/user_activity/a.parquet'),
            );
            expect(await found(at('logs/'))).toEqual(await found(at('logs')));
            expect(await found(at('top.ndjson', 'logs/b'))).toEqual(at('logs/b/c.ndjson', 'top.ndjson').toReversed());
            expect(await found(['s3://given-bucket'])).toHaveLength(5);
        }));

    test('is never of the lake that is written to, where that lies below it', async () =>
        withS3(OBJECTS, async () => {
            expect(await found(at('logs'), 's3://given-bucket/logs/lake')).toEqual(
                at('logs/a.ndjson', 'logs/b/c.ndjson'),
            );
            expect(await found(at('logs'), temporaryFolder())).toHaveLength(3);
            expect(await found(at('logs/lake/user_activity'), 's3://given-bucket/logs/lake')).toHaveLength(1);
            await expect(findInputs(at('logs/lake'), 's3://given-bucket/logs/lake')).rejects.toThrow(
                's3://given-bucket/logs/lake: nothing matches, or there is no file in it.',
            );
        }));

    test('may be a prefix of which the object of that name may not be asked for; what may not be listed at all is refused', async () =>
        withS3(OBJECTS, async (s3) => {
            s3.onAsked = (what) => (what.startsWith('HEAD') ? 'AccessDenied' : undefined);
            expect(await found(at('logs/b'))).toEqual(at('logs/b/c.ndjson'));
            await expect(findInputs(at('nothing'))).rejects.toMatchObject({ kind: 'denied' });

            s3.onAsked = (what) => (what.startsWith('HEAD') ? 'SlowDown' : undefined);
            await expect(findInputs(at('logs/b'))).rejects.toMatchObject({ kind: expect.not.stringMatching('denied') });
        }));
});

describe('a lake in S3', () => {
    test('that is replayed from logs in S3 has the objects that one in a folder has as files', async () => {
        const local = await replayed(EXPORTS);

        await withS3(objectsOf(local.folder, 'logs/'), async (s3) => {
            const lake = `${s3.address}/lake`;
            const { summary } = await replayed(local.folder, lake);

            expect({ ...summary, seconds: 0, events_per_second: 0 }).toEqual({
                ...local.summary,
                seconds: 0,
                events_per_second: 0,
                unusable: summary.unusable,
            });
            expect(names(s3, 'lake/')).toEqual(filesOf(local.lake));
            expect(await answersOf(lake)).toEqual(await answersOf(local.lake));
        });
    });

    test('whose upload is stopped has whole objects only, and says that running it again completes them', async () =>
        withS3({}, async (s3) => {
            const stop = new AbortController();
            s3.onAsked = (what) => {
                if (what.startsWith('PUT')) stop.abort();
                return undefined;
            };
            const pools = Array.from({ length: 20 }, (_, index) =>
                usualText.replaceAll('us-west-2_EXAMPLE', `us-west-2_POOL${index}`),
            );
            const folder = givenFiles({ 'a.ndjson': pools.join('\n') });

            await expect(replayed(folder, `${s3.address}/lake`, { signal: stop.signal })).rejects.toThrow(
                'Stopped while files were uploaded to s3://given-bucket/lake. Those that are there are whole; running the same again completes them.',
            );

            const before = new Map(s3.objects);
            s3.onAsked = () => undefined;
            await replayed(folder, `${s3.address}/lake`);
            expect(before.size).toBeLessThan(s3.objects.size);
            for (const [key, bytes] of before) expect(s3.objects.get(key)?.equals(bytes)).toBe(true);
        }));

    test('is compacted to the same answers, and what it replaced leaves the bucket and the cache', async () => {
        const { lake: local } = await replayed(EXPORTS);
        await replayed({ 'd.ndjson': [named('ana'), named('dora')].join('\n') }, local);

        await withS3(objectsOf(local), async (s3) => {
            const before = await answersOf(s3.address);
            const partitions = new Set(names(s3, 'user_').map((key) => key.slice(0, key.lastIndexOf('/'))));
            const summary = await compacted(s3.address);

            expect(summary.duplicates_removed).toBeGreaterThan(0);
            expect(names(s3, 'user_')).toHaveLength(partitions.size);
            expect(
                filesOf(String(process.env['XDG_CACHE_HOME'])).filter((path) => path.endsWith('.parquet')).length,
            ).toBeLessThanOrEqual(partitions.size);
            expect(await answersOf(s3.address)).toEqual(before);
        });
    });

    test('is rebuilt from its own raw/, and from exports', async () => {
        const { lake: local, folder } = await replayed(EXPORTS);

        await withS3({ ...objectsOf(local, 'lake/'), ...objectsOf(folder, 'lake/raw/') }, async (s3) => {
            const whole = await answersOf(local);
            for (const key of names(s3, 'lake/user_activity/')) s3.objects.delete(`lake/user_activity/${key}`);

            const { tables } = await rebuilt(`${s3.address}/lake/`, []);
            expect(tables.user_activity.added).toBe(3);
            expect(await answersOf(`${s3.address}/lake`)).toEqual(whole);
            const again = await rebuilt(`${s3.address}/lake`, [folder]);
            expect(again.partitions.rebuilt).toBe(0);
        });
    });

    test('that is none is not rewritten', async () =>
        withS3({ 'a/b': 'x' }, async ({ address }) => {
            await expect(compacted(address)).rejects.toThrow('s3://given-bucket is not a lake');
            expect(filesOf(join(String(process.env['XDG_CACHE_HOME']), 'cognito-log-lake'))).toEqual([]);
        }));
});
