/** Publishes finished files: whole ones appear in the lake, one by one. */
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isS3 } from '../../store/s3-address.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { Complaint } from '../../basics/complaint.ts';
import { atOnce } from '../../store/at-once.ts';
import { openStore } from '../../store/open-store.ts';

/** Most files are small: what takes time is the way there and back. */
const UPLOADS_AT_ONCE = 8;

const unfinished = (lake: string): Complaint =>
    new Complaint(
        `Stopped while files were uploaded to ${lake}. Those that are there are whole; running the same again completes them.`,
    );

export const upload = async (
    finished: string,
    paths: readonly string[],
    { lake, isStopped }: { readonly lake: string; readonly isStopped: () => boolean },
): Promise<readonly string[]> => {
    const store = await openStore(lake);
    await atOnce(paths, UPLOADS_AT_ONCE, async (path) => {
        if (isStopped()) throw unfinished(lake);
        await store.put(path.split(sep).join('/'), join(finished, path));
    });
    return [];
};

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

/** The paths of all files below a folder, from there. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
};

const move = async (finished: string, lake: string): Promise<readonly string[]> => {
    const moves = (await filesBelow(finished)).map((path) => ({ from: join(finished, path), to: join(lake, path) }));
    await makeFolders(new Set(moves.map(({ to }) => dirname(to))));
    for (const { from, to } of moves) {
        await chmod(from, 0o600);
        await rename(from, to);
    }
    return moves.map(({ to }) => to);
};

/**
 * Moves every file below a folder to the same place in a lake; one that is there already, by its name the same, is replaced.
 * All folders are made first: after that a full disk stops nothing. To a lake in S3 the files are uploaded.
 * Returns the paths of the files on this machine.
 */
export const publish = async (finished: string, lake: string, signal?: AbortSignal): Promise<readonly string[]> =>
    isS3(lake)
        ? upload(finished, await filesBelow(finished), { lake, isStopped: () => signal?.aborted === true })
        : move(finished, lake);
