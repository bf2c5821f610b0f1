/** A PartitionStore over a lake in a local folder. */
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { listTableFiles } from './list-table-files.ts';
import { groupByPartition, type DataFile, type PartitionStore } from './partition-store.ts';

/** Empty if another run has removed the file meanwhile. */
const statDataFile = async (lake: string, path: string): Promise<readonly DataFile[]> =>
    stat(path).then(
        ({ size }) => [{ key: relative(lake, path).split(sep).join('/'), bytes: size }],
        () => [],
    );

const syncToDisk = async (path: string): Promise<void> => {
    const file = await open(path, 'r');
    try {
        await file.sync();
    } finally {
        await file.close();
    }
};

/** A PartitionStore over a lake in a local folder, by its real path. */
export const folderPartitionStore = (lake: string): PartitionStore => ({
    list: async () => {
        const paths = TABLE_NAMES.flatMap((table) => listTableFiles(lake, table, {}).files);
        const files = await Promise.all(paths.map(async (path) => statDataFile(lake, path)));
        return groupByPartition(files.flat());
    },
    fetch: async (files) => files.map(({ key }) => join(lake, key)),
    add: async (path, key) => {
        const target = join(lake, key);
        await makeFolder(dirname(target));
        await chmod(path, 0o600);
        await syncToDisk(path);
        await rename(path, target);
        // Sync the folder entry too: the files that this one replaces are removed next.
        await syncToDisk(dirname(target));
    },
    remove: async (keys) => {
        for (const key of keys) await rm(join(lake, key), { force: true });
    },
});
