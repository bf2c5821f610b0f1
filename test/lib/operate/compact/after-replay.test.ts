/** Tests of `compact` on the files of a replay: those with each record once are compact already. */
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { readDeduplicatedViews, runCompact } from '../../../support/run-compact.ts';
import { buildAll, listFiles, runDuckdb, runReplay } from '../../../support/run-replay.ts';

const SAMPLES = join(packageRoot(), 'samples', 'exports');

beforeAll(buildAll);

const dataFilesOf = (lake: string): readonly string[] => listFiles(lake).filter((path) => path.endsWith('.parquet'));

/** Of the files of a lake, those that have a record twice. */
const filesWithDuplicates = async (lake: string): Promise<readonly string[]> => {
    const repeated = await Promise.all(
        dataFilesOf(lake).map(async (path) => {
            const rows = await runDuckdb(
                `select record_id from read_parquet('${join(lake, path)}') group by record_id having count(*) > 1`,
            );
            return rows.length > 0 ? [path] : [];
        }),
    );
    return repeated.flat();
};

test('a compaction after a replay rewrites only the partitions that have a record twice', async () => {
    const { lake } = await runReplay(SAMPLES);
    const repeated = await filesWithDuplicates(lake);
    const files = dataFilesOf(lake);

    const { partitions } = await runCompact(lake, { before: '2100-01-01' });

    expect(repeated).toHaveLength(1);
    expect(partitions).toMatchObject({ found: 19, to_compact: 1, already_compact: 18 });
    expect(dataFilesOf(lake).filter((path) => files.includes(path))).toEqual(
        files.filter((path) => !repeated.includes(path)),
    );
});

test('compact writes a partition of a replay with the same bytes', async () => {
    const { lake } = await runReplay(SAMPLES);
    const [files, repeated] = [dataFilesOf(lake), await filesWithDuplicates(lake)];
    for (const [index, path] of files.entries())
        renameSync(join(lake, path), join(lake, dirname(path), `${index}.parquet`));

    const { partitions } = await runCompact(lake, { before: '2100-01-01' });

    // The names are hashes of the content.
    expect(partitions.compacted).toBe(19);
    expect(dataFilesOf(lake).filter((path) => files.includes(path))).toEqual(
        files.filter((path) => !repeated.includes(path)),
    );
});

test('a partition that a replay wrote with a record twice is compacted', async () => {
    const text =
        '{"eventTimestamp":"1767225600000","eventSource":"userNotification","logLevel":"ERROR","message":{"details":"x"},' +
        '"logSourceId":{"userPoolId":"us-west-2_EXAMPLE"}}\n';
    const { lake, summary } = await runReplay({ one: text, other: text });
    const before = await readDeduplicatedViews(lake);

    const { partitions, duplicates_removed } = await runCompact(lake);

    expect(summary.rows.user_notification).toBe(2);
    expect({ ...partitions, duplicates_removed }).toMatchObject({ compacted: 1, duplicates_removed: 1 });
    expect(await readDeduplicatedViews(lake)).toEqual(before);
});
