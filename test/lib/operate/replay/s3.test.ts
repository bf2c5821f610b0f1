/** Tests of replay, compact and rebuild with logs and lakes in S3: the results are the same as in folders. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findInputs } from '../../../../lib/inputs/find-inputs.ts';
import { readDeduplicatedViews, runCompact } from '../../../support/run-compact.ts';
import { notificationText, usualText } from '../../../fixtures/records.ts';
import { runRebuild } from '../../../support/run-rebuild.ts';
import { readObjects, withFakeS3, type FakeS3 } from '../../../support/fake-s3.ts';
import { buildAll, listFiles, writeInputFiles, runReplay, temporaryFolder } from '../../../support/run-replay.ts';

beforeAll(buildAll);

const named = (name: string): string => usualText.replace('"ana"', `"${name}"`);
const EXPORTS = {
    'a.ndjson': [named('ana'), named('ben'), notificationText].join('\n'),
    'b/c.ndjson': [named('ana'), named('cleo'), '{"eventSource":"OTHER"}'].join('\n'),
};

const names = ({ objects }: FakeS3, prefix: string): readonly string[] =>
    [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .toSorted();
const findNames = async (...args: Parameters<typeof findInputs>): Promise<readonly string[]> =>
    (await findInputs(...args)).map(({ name }) => name);

describe('an S3 input', () => {
    const OBJECTS = {
        'logs/a.ndjson': 'x',
        'logs/b/c.ndjson': 'x',
        'logs/empty': '',
        'logs/.hidden': 'x',
        'logs/lake/user_activity/a.parquet': 'x',
        'logs-of-others': 'x',
        'top.ndjson': 'x',
    };
    const at = (...keys: readonly string[]): readonly string[] => keys.map((key) => `s3://sample-bucket/${key}`);

    test('is one object by key, or all below a prefix except hidden and empty ones', async () =>
        withFakeS3(OBJECTS, async () => {
            expect(await findNames(at('logs/a.ndjson'))).toEqual(at('logs/a.ndjson'));
            expect(await findNames(at('logs'))).toEqual(
                at('logs/a.ndjson', 'logs/b/c.ndjson', 'logs/lake/user_activity/a.parquet'),
            );
            expect(await findNames(at('logs/'))).toEqual(await findNames(at('logs')));
            expect(await findNames(at('top.ndjson', 'logs/b'))).toEqual(
                at('logs/b/c.ndjson', 'top.ndjson').toReversed(),
            );
            expect(await findNames(['s3://sample-bucket'])).toHaveLength(5);
        }));

    test('never includes the target lake', async () =>
        withFakeS3(OBJECTS, async () => {
            expect(await findNames(at('logs'), 's3://sample-bucket/logs/lake')).toEqual(
                at('logs/a.ndjson', 'logs/b/c.ndjson'),
            );
            expect(await findNames(at('logs'), temporaryFolder())).toHaveLength(3);
            expect(await findNames(at('logs/lake/user_activity'), 's3://sample-bucket/logs/lake')).toHaveLength(1);
            await expect(findInputs(at('logs/lake'), 's3://sample-bucket/logs/lake')).rejects.toThrow(
                's3://sample-bucket/logs/lake: no files found.',
            );
        }));

    test('may be a prefix without permission for HEAD, but not without permission to list', async () =>
        withFakeS3(OBJECTS, async (s3) => {
            s3.onRequest = (what) => (what.startsWith('HEAD') ? 'AccessDenied' : undefined);
            expect(await findNames(at('logs/b'))).toEqual(at('logs/b/c.ndjson'));
            await expect(findInputs(at('nothing'))).rejects.toMatchObject({ kind: 'denied' });

            s3.onRequest = (what) => (what.startsWith('HEAD') ? 'SlowDown' : undefined);
            await expect(findInputs(at('logs/b'))).rejects.toMatchObject({ kind: expect.not.stringMatching('denied') });
        }));
});

describe('a lake in S3', () => {
    test('gets the same objects from a replay as a folder gets files, named for the next compact', async () => {
        const local = await runReplay(EXPORTS);

        await withFakeS3(readObjects(local.folder, 'logs/'), async (s3) => {
            const lake = `${s3.address}/lake`;
            const { summary } = await runReplay(local.folder, lake);

            expect({ ...summary, seconds: 0, events_per_second: 0 }).toEqual({
                ...local.summary,
                seconds: 0,
                events_per_second: 0,
                unusable: summary.unusable,
            });
            const uploaded = listFiles(local.lake).map((path) => path.replace(/compact-([0-9a-f]{16})/, '$1-1'));
            expect(names(s3, 'lake/')).toEqual(uploaded.toSorted());
            expect(await readDeduplicatedViews(lake)).toEqual(await readDeduplicatedViews(local.lake));
        });
    });

    test('has only complete objects after a stopped upload, and the next run completes the upload', async () =>
        withFakeS3({}, async (s3) => {
            const stop = new AbortController();
            s3.onRequest = (what) => {
                if (what.startsWith('PUT')) stop.abort();
                return undefined;
            };
            const pools = Array.from({ length: 20 }, (_, index) =>
                usualText.replaceAll('us-west-2_EXAMPLE', `us-west-2_POOL${index}`),
            );
            const folder = writeInputFiles({ 'a.ndjson': pools.join('\n') });

            await expect(runReplay(folder, `${s3.address}/lake`, { signal: stop.signal })).rejects.toThrow(
                'Stopped while uploading files to s3://sample-bucket/lake. The uploaded files are complete. ' +
                    'Run the same command again to upload the rest.',
            );

            const before = new Map(s3.objects);
            s3.onRequest = () => undefined;
            await runReplay(folder, `${s3.address}/lake`);
            expect(before.size).toBeLessThan(s3.objects.size);
            for (const [key, bytes] of before) expect(s3.objects.get(key)?.equals(bytes)).toBe(true);
        }));

    test('gives the same query results after compact, which removes old files from bucket and cache', async () => {
        const { lake: local } = await runReplay(EXPORTS);
        await runReplay({ 'd.ndjson': [named('ana'), named('dora')].join('\n') }, local);

        await withFakeS3(readObjects(local), async (s3) => {
            const before = await readDeduplicatedViews(s3.address);
            const partitions = new Set(names(s3, 'user_').map((key) => key.slice(0, key.lastIndexOf('/'))));
            const summary = await runCompact(s3.address);

            expect(summary.duplicates_removed).toBeGreaterThan(0);
            expect(names(s3, 'user_')).toHaveLength(partitions.size);
            expect(
                listFiles(String(process.env['XDG_CACHE_HOME'])).filter((path) => path.endsWith('.parquet')).length,
            ).toBeLessThanOrEqual(partitions.size);
            expect(await readDeduplicatedViews(s3.address)).toEqual(before);
        });
    });

    test('can be rebuilt from its own raw/ and from exports', async () => {
        const { lake: local, folder } = await runReplay(EXPORTS);

        await withFakeS3({ ...readObjects(local, 'lake/'), ...readObjects(folder, 'lake/raw/') }, async (s3) => {
            const whole = await readDeduplicatedViews(local);
            for (const key of names(s3, 'lake/user_activity/')) s3.objects.delete(`lake/user_activity/${key}`);

            const { tables } = await runRebuild(`${s3.address}/lake/`, []);
            expect(tables.user_activity.added).toBe(3);
            expect(await readDeduplicatedViews(`${s3.address}/lake`)).toEqual(whole);
            const again = await runRebuild(`${s3.address}/lake`, [folder]);
            expect(again.partitions.rebuilt).toBe(0);
        });
    });

    test('must be a lake to be compacted', async () =>
        withFakeS3({ 'a/b': 'x' }, async ({ address }) => {
            await expect(runCompact(address)).rejects.toThrow('s3://sample-bucket is not a lake');
            expect(listFiles(join(String(process.env['XDG_CACHE_HOME']), 'cognito-log-lake'))).toEqual([]);
        }));
});
