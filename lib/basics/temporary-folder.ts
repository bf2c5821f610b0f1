/** Temporary folders: private, removed at the end of the process, and swept a day after a crash. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from './days.ts';
import { isRunning } from './is-running.ts';

const PREFIX = 'cognito-log-lake-';
const NAME = /^cognito-log-lake-(\d+)-[A-Za-z\d]{6}$/;

/** Process ids repeat, and those of another container are unknown here: no command runs for a day. */
const ABANDONED_AFTER_MS = DAY_MS;

const paths = new Set<string>();
let isSwept = false;

const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 });

/** Not of another user, and no link: the folder of temporary files is open to all. */
const isAbandoned = (path: string, pid: number): boolean => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return (
        stats !== undefined &&
        stats.isDirectory() &&
        stats.uid === process.getuid?.() &&
        Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS &&
        (pid === process.pid || !isRunning(pid))
    );
};

const removeAbandoned = (): void => {
    for (const name of readdirSync(tmpdir())) {
        const pid = NAME.exec(name)?.[1];
        if (pid !== undefined && isAbandoned(join(tmpdir(), name), Number(pid))) remove(join(tmpdir(), name));
    }
};

/** Removes a file or folder with the temporary folders if a signal ends the process. */
export const removeAtExit = (path: string): void => {
    paths.add(path);
};

/** Creates a folder that only its owner can read. The first call removes those of killed processes. */
export const makeTemporaryFolder = (): string => {
    if (!isSwept) removeAbandoned();
    isSwept = true;
    const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    removeAtExit(folder);
    return folder;
};

/** Removes a file or folder now. */
export const removeTemporary = (path: string): void => {
    remove(path);
    paths.delete(path);
};

/** Removes all that is left, at the end of the process. */
export const removeAllTemporary = (): void => {
    for (const path of paths) removeTemporary(path);
};
