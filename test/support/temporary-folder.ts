/** Gives a run of tests a temporary folder of its own, and removes it at the end, whether the tests pass or fail. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'cognito-log-lake-test-';
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a killed run left more than a day ago. */
const removeOldFolders = (parent: string): void => {
    for (const path of readdirSync(parent)
        .filter((name) => name.startsWith(PREFIX))
        .map((name) => join(parent, name))) {
        if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
    }
};

/** Points TMPDIR, which os.tmpdir() and child processes use, at a new folder. Returns the teardown. */
export const setup = (): (() => void) => {
    const before = process.env['TMPDIR'];
    removeOldFolders(tmpdir());
    const folder = mkdtempSync(join(tmpdir(), PREFIX));
    // As open as /tmp: a test runs commands as another user.
    chmodSync(folder, 0o1777);
    process.env['TMPDIR'] = folder;
    return () => {
        rmSync(folder, { recursive: true, force: true });
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
    };
};
