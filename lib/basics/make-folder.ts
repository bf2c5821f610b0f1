/** Creates a folder and its parents, readable only by their owner. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './thrown.ts';

const isFolder = async (path: string): Promise<boolean> =>
    stat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
    );

/**
 * Returns the topmost folder that was created; undefined if all existed. Node's own recursive mkdir never returns on a
 * file system that reports ENOENT for a folder that cannot be created, as /proc does.
 */
export const makeFolder = async (folder: string): Promise<string | undefined> => {
    if (await isFolder(folder)) return undefined;
    const parent = dirname(folder);
    const created = parent === folder ? undefined : await makeFolder(parent);
    try {
        await mkdir(folder, { mode: 0o700 });
    } catch (error) {
        // Another run has created it in the meantime.
        if (errorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
    }
    return created ?? folder;
};
