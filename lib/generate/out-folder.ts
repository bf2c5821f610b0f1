/** The folder that a generated export is written to: an empty one, in which no half-written file is left under its name. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Complaint } from '../basics/complaint.ts';
import { errorCode, errorMessage } from '../basics/thrown.ts';
const REASONS: ReadonlyMap<string, string> = new Map([
    ['ENOSPC', 'the disk is full: free some space, or take another --out'],
    ['EDQUOT', 'your quota is used up: free some space, or take another --out'],
    ['EACCES', 'you may not write there: take another --out'],
    ['EPERM', 'you may not write there: take another --out'],
    ['EROFS', 'it can only be read: take another --out'],
    ['ENOTDIR', 'a file stands where a folder should be: take another --out'],
    ['EEXIST', 'a file stands where a folder should be: take another --out'],
    ['ENAMETOOLONG', 'the name is too long: take another --out'],
]);

const complaintOf = (path: string, error: unknown): Complaint =>
    new Complaint(`Cannot write ${path}: ${REASONS.get(String(errorCode(error))) ?? errorMessage(error)}.`);

/** Makes the folder if need be. Complains of one that holds something, unless `isForced`. */
export const openOutFolder = async (folder: string, isForced: boolean): Promise<void> => {
    try {
        await mkdir(folder, { recursive: true });
        if (isForced || (await readdir(folder)).length === 0) return;
    } catch (error) {
        throw complaintOf(folder, error);
    }
    throw new Complaint(
        `${folder} is not empty. Name another folder with --out, or say --force to write beside what is there.`,
    );
};

/** Writes a file under a temporary name and renames it; of one that fails nothing is left. */
export const writeOutFile = async (folder: string, path: string, bytes: Uint8Array): Promise<void> => {
    const target = join(folder, path);
    const temporary = `${target}.partial`;
    try {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(temporary, bytes);
        await rename(temporary, target);
    } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw complaintOf(target, error);
    }
};
