/** Publishes finished files: whole ones appear in the lake, one by one. */
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** Makes folders, private to their owner. Where one can't be made, those that were are taken away again. */
const makeFolders = async (folders: ReadonlySet<string>): Promise<void> => {
    const made: string[] = [];
    try {
        for (const folder of folders) {
            const first = await makeFolder(folder);
            if (first !== undefined) made.push(first);
        }
    } catch (error) {
        for (const folder of made) await rm(folder, { recursive: true, force: true });
        throw error;
    }
};

/**
 * Moves every file below a folder to the same place in a lake; one that is there already, by its name the same, is replaced.
 * All folders are made first: after that a full disk stops nothing.
 */
export const publish = async (finished: string, lake: string): Promise<void> => {
    const entries = await readdir(finished, { recursive: true, withFileTypes: true });
    const moves = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((from) => ({ from, to: join(lake, relative(finished, from)) }));
    await makeFolders(new Set(moves.map(({ to }) => dirname(to))));
    for (const { from, to } of moves) {
        await chmod(from, 0o600);
        await rename(from, to);
    }
};
