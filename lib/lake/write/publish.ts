/** Publishes finished files into a lake, one by one; each appears complete. */
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isS3Address } from '../../store/s3-address.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { UserError } from '../../basics/user-error.ts';
import { runConcurrently } from '../../store/run-concurrently.ts';
import { openStore } from '../../store/open-store.ts';

/** Most files are small: latency dominates. */
const MAX_CONCURRENT_UPLOADS = 8;

const interruptedError = (lake: string): UserError =>
    new UserError(
        `Stopped while uploading files to ${lake}. The uploaded files are complete. ` +
            'Run the same command again to upload the rest.',
    );

const upload = async (
    finished: string,
    paths: readonly string[],
    { lake, isStopped }: { readonly lake: string; readonly isStopped: () => boolean },
): Promise<readonly string[]> => {
    const store = await openStore(lake);
    await runConcurrently(paths, MAX_CONCURRENT_UPLOADS, async (path) => {
        if (isStopped()) throw interruptedError(lake);
        await store.put(path.split(sep).join('/'), join(finished, path));
    });
    return [];
};

/** Creates folders, private to their owner. If one cannot be created, removes those that were. */
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

/** The paths of all files below a folder, relative to it. */
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
 * Moves every file below a folder to the same path in a lake, or uploads it to a lake in S3. Replaces existing files.
 * Creates all folders first: after that, a full disk stops nothing. Returns the paths of the local files.
 */
export const publish = async (finished: string, lake: string, signal?: AbortSignal): Promise<readonly string[]> =>
    isS3Address(lake)
        ? upload(finished, await filesBelow(finished), { lake, isStopped: () => signal?.aborted === true })
        : move(finished, lake);
