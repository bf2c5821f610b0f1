/** The staging folder of a lake: what is not finished lies there, where no query looks, and is published by renaming. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Complaint } from '../complaint.ts';

const STAGING = '.staging';
const LAKE_FOLDERS: ReadonlySet<string> = new Set(['user_activity', 'user_notification', 'errors', 'raw', STAGING]);

const isRunning = (pid: number): boolean => {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
};

/** Removes what killed runs left behind. */
const removeAbandoned = async (staging: string): Promise<void> => {
    for (const name of await readdir(staging).catch(() => [])) {
        if (!isRunning(Number.parseInt(name, 10))) await rm(join(staging, name), { recursive: true, force: true });
    }
};

const checkLake = async (lake: string): Promise<void> => {
    const found = await stat(lake).catch(() => null);
    if (found !== null && !found.isDirectory()) throw new Complaint(`${lake} is a file, and a lake is a folder. Name another with --lake.`);
    const names = found === null ? [] : await readdir(lake);
    if (names.length > 0 && !names.some((name) => LAKE_FOLDERS.has(name))) {
        throw new Complaint(`${lake} has other things in it and is no lake. Name an empty or a new folder with --lake.`);
    }
};

/**
 * Opens a staging folder in a lake, which is made if it is not there. All of a lake is private to its owner.
 *
 * @returns the folder of this run
 * @throws Complaint when the folder is something else than a lake
 */
export const openStaging = async (lake: string): Promise<string> => {
    await checkLake(lake);
    const staging = join(lake, STAGING);
    await mkdir(staging, { recursive: true, mode: 0o700 });
    await removeAbandoned(staging);
    const folder = join(staging, `${process.pid}-${randomBytes(4).toString('hex')}`);
    await mkdir(folder, { mode: 0o700 });
    return folder;
};

/** Removes the staging folder of a run, and the one for all when it was the last. */
export const closeStaging = async (folder: string): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    const staging = dirname(folder);
    const isEmpty = (await readdir(staging).catch(() => ['?'])).length === 0;
    if (isEmpty) await rm(staging, { recursive: true, force: true });
};

/** Moves every file below a finished folder to the same place in the lake: whole files appear, one by one. Returns how many. */
export const publish = async (finished: string, lake: string): Promise<number> => {
    const entries = await readdir(finished, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files) {
        const target = join(lake, relative(finished, file));
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await rename(file, target);
    }
    return files.length;
};
