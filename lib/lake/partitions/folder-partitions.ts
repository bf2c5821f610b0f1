/** The partitions of a lake in a folder of this machine. */
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { partitionFiles } from './partition-files.ts';
import { partitionsOf, type LakeFile, type PartitionStore } from './partition-store.ts';

/** Another run may have removed it since. */
const fileOf = async (lake: string, path: string): Promise<readonly LakeFile[]> =>
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

/** The files of a lake in a folder of this machine, by its real path. */
export const folderPartitions = (lake: string): PartitionStore => ({
    list: async () => {
        const paths = TABLE_NAMES.flatMap((table) => partitionFiles(lake, table, {}).files);
        const files = await Promise.all(paths.map(async (path) => fileOf(lake, path)));
        return partitionsOf(files.flat());
    },
    fetch: async (files) => files.map(({ key }) => join(lake, key)),
    add: async (path, key) => {
        const target = join(lake, key);
        await makeFolder(dirname(target));
        await chmod(path, 0o600);
        await syncToDisk(path);
        await rename(path, target);
        // The name too: the files that this one stands for are removed next.
        await syncToDisk(dirname(target));
    },
    remove: async (keys) => {
        for (const key of keys) await rm(join(lake, key), { force: true });
    },
});
