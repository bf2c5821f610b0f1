/** Tests of where rebuilt partitions go. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPartitions } from '../../../../lib/lake/partitions/folder-partitions.ts';
import type { PartitionStore } from '../../../../lib/lake/partitions/partition-store.ts';
import { partitionsInPlace, tablesBeside } from '../../../../lib/operate/rebuild/new-tables.ts';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { filesOf, givenFiles, temporaryFolder } from '../../../support/given-replay.ts';

const PARTITION = 'user_activity/user_pool_id=a_1/event_type=SignIn/dt=2026-01-01';

test('a lake that another run has changed meanwhile is left as it is', async () => {
    const lake = givenFiles({ [`${PARTITION}/old.parquet`]: 'old' });
    const files = folderPartitions(lake);
    const staging = await openStaging(lake);
    const tables = await tablesBeside(lake, files, staging.folder);
    const path = join(staging.folder, 'x');
    writeFileSync(path, 'new');
    await tables.replace([], { path, key: `${PARTITION}/new.parquet` }, false);
    writeFileSync(join(lake, PARTITION, 'late.parquet'), 'late');

    await expect(tables.finish()).rejects.toThrow(
        `${lake} was changed by another run while it was rebuilt. Nothing was exchanged: run the command again.`,
    );

    await closeStaging(staging);
    expect(filesOf(lake)).toEqual([`${PARTITION}/late.parquet`, `${PARTITION}/old.parquet`]);
});

/** Files in a folder, and what was done with them in order. */
const watched = (): { readonly files: PartitionStore; readonly done: string[] } => {
    const lake = temporaryFolder();
    const done: string[] = [];
    const add = async (path: string, key: string): Promise<void> => {
        renameSync(path, join(lake, key));
        done.push(`add ${key}`);
    };
    return {
        done,
        files: {
            ...folderPartitions(lake),
            add,
            remove: async (keys) => void done.push(...keys.map((key) => `remove ${key}`)),
        },
    };
};

test('in place the new file comes first; what records have left for another partition goes last, and a file of the same name stays', async () => {
    const { files, done } = watched();
    const tables = partitionsInPlace(files);
    const made = (key: string): { readonly path: string; readonly key: string } => {
        const path = join(temporaryFolder(), key);
        writeFileSync(path, key);
        return { path, key };
    };
    const old = (...keys: readonly string[]) => keys.map((key) => ({ key, bytes: 1 }));

    await tables.replace(old('a1', 'a2'), made('a'), true);
    await tables.replace(old('b1', 'b'), made('b'), false);
    await tables.replace(old('c1'), null, true);
    await tables.finish();

    expect(done).toEqual(['add a', 'add b', 'remove b1', 'remove a1', 'remove a2', 'remove c1']);
});
