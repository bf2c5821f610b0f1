/** Makes a folder and those above it, private to their owner. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './thrown.ts';

const isFolder = async (path: string): Promise<boolean> =>
    stat(path).then(
        (found) => found.isDirectory(),
        () => false,
    );

/**
 * Returns the outermost folder that had to be made; undefined when it was there. Node's own recursive mkdir never ends where
 * a file system says ENOENT of what it doesn't let be made, as /proc does.
 */
export const makeFolder = async (folder: string): Promise<string | undefined> => {
    if (await isFolder(folder)) return undefined;
    const above = dirname(folder);
    const made = above === folder ? undefined : await makeFolder(above);
    try {
        await mkdir(folder, { mode: 0o700 });
    } catch (error) {
        // Another run was faster.
        if (errorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
    }
    return made ?? folder;
};
