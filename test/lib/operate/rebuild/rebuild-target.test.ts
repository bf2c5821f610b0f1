/** Tests of the targets of a rebuild. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPartitionStore } from '../../../../lib/lake/partitions/folder-partition-store.ts';
import type { PartitionStore } from '../../../../lib/lake/partitions/partition-store.ts';
import { s3RebuildTarget, localRebuildTarget } from '../../../../lib/operate/rebuild/rebuild-target.ts';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { listFiles, writeInputFiles, temporaryFolder } from '../../../support/run-replay.ts';

const PARTITION = 'user_activity/user_pool_id=a_1/event_type=SignIn/dt=2026-01-01';

test('a lake that another run changed during the rebuild is not replaced', async () => {
    const lake = writeInputFiles({ [`${PARTITION}/old.parquet`]: 'old' });
    const files = folderPartitionStore(lake);
    const staging = await openStaging(lake);
    const target = await localRebuildTarget(lake, files, staging.folder);
    const path = join(staging.folder, 'x');
    writeFileSync(path, 'new');
    await target.replace([], { path, key: `${PARTITION}/new.parquet` }, false);
    writeFileSync(join(lake, PARTITION, 'late.parquet'), 'late');

    await expect(target.finish()).rejects.toThrow(
        `Another run changed ${lake} during the rebuild. Nothing was replaced. Run the command again.`,
    );

    await closeStaging(staging);
    expect(listFiles(lake)).toEqual([`${PARTITION}/late.parquet`, `${PARTITION}/old.parquet`]);
});

/** A partition store in a folder that logs its changes in order. */
const loggingStore = (): { readonly files: PartitionStore; readonly done: string[] } => {
    const lake = temporaryFolder();
    const done: string[] = [];
    const add = async (path: string, key: string): Promise<void> => {
        renameSync(path, join(lake, key));
        done.push(`add ${key}`);
    };
    return {
        done,
        files: {
            ...folderPartitionStore(lake),
            add,
            remove: async (keys) => void done.push(...keys.map((key) => `remove ${key}`)),
        },
    };
};

test('in S3 new files come first, files that lost rows go last, and a file of the same name stays', async () => {
    const { files, done } = loggingStore();
    const target = s3RebuildTarget(files);
    const makeFile = (key: string): { readonly path: string; readonly key: string } => {
        const path = join(temporaryFolder(), key);
        writeFileSync(path, key);
        return { path, key };
    };
    const old = (...keys: readonly string[]) => keys.map((key) => ({ key, bytes: 1 }));

    await target.replace(old('a1', 'a2'), makeFile('a'), true);
    await target.replace(old('b1', 'b'), makeFile('b'), false);
    await target.replace(old('c1'), null, true);
    await target.finish();

    expect(done).toEqual(['add a', 'add b', 'remove b1', 'remove a1', 'remove a2', 'remove c1']);
});
