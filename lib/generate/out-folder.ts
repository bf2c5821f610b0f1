/** Opens the output folder and writes its files: a file has its final name only when it is complete. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../basics/user-error.ts';
import { errorCode, errorMessage } from '../basics/thrown.ts';
const WRITE_ERROR_REASONS: ReadonlyMap<string, string> = new Map([
    ['ENOSPC', 'the disk is full. Free some space or choose another --out'],
    ['EDQUOT', 'your disk quota is used up. Free some space or choose another --out'],
    ['EACCES', 'permission denied. Choose another --out'],
    ['EPERM', 'permission denied. Choose another --out'],
    ['EROFS', 'the file system is read-only. Choose another --out'],
    ['ENOTDIR', 'a file exists where a folder is needed. Choose another --out'],
    ['EEXIST', 'a file exists where a folder is needed. Choose another --out'],
    ['ENAMETOOLONG', 'the name is too long. Choose another --out'],
]);

const toUserError = (path: string, error: unknown): UserError =>
    new UserError(`Cannot write ${path}: ${WRITE_ERROR_REASONS.get(String(errorCode(error))) ?? errorMessage(error)}.`);

/** Creates the folder if it does not exist. Throws a UserError if it is not empty, unless `isForced`. */
export const openOutFolder = async (folder: string, isForced: boolean): Promise<void> => {
    try {
        await mkdir(folder, { recursive: true });
        if (isForced || (await readdir(folder)).length === 0) return;
    } catch (error) {
        throw toUserError(folder, error);
    }
    throw new UserError(
        `${folder} is not empty. Choose another folder with --out, or pass --force to add files to this one.`,
    );
};

/** Writes a file under a temporary name, then renames it. Removes the temporary file if the write fails. */
export const writeOutFile = async (folder: string, path: string, bytes: Uint8Array): Promise<void> => {
    const target = join(folder, path);
    const temporary = `${target}.partial`;
    try {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(temporary, bytes);
        await rename(temporary, target);
    } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw toUserError(target, error);
    }
};
