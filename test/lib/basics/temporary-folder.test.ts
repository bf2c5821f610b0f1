/** Tests of temporary folders: private, removed, and swept if a process was killed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** More than any process id that Linux gives: docs.kernel.org/admin-guide/sysctl/kernel.html#pid-max. */
const DEAD_PID = 4_194_305;
const DAY_MS = 24 * 60 * 60 * 1000;

let [before, folder]: [string | undefined, string] = [undefined, ''];
beforeEach(() => {
    before = process.env['TMPDIR'];
    folder = mkdtempSync(join(tmpdir(), 'sweep-'));
    process.env['TMPDIR'] = folder;
    // The sweep is once for each process.
    vi.resetModules();
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
});

const load = async () => import('../../../lib/basics/temporary-folder.ts');

const leave = (name: string, ageMs: number): void => {
    mkdirSync(join(folder, name, 'spill'), { recursive: true });
    const at = new Date(Date.now() - ageMs);
    utimesSync(join(folder, name), at, at);
};

test('a temporary folder is private to its owner and named by its process', async () => {
    const made = (await load()).makeTemporaryFolder();

    expect(basename(made)).toMatch(new RegExp(`^cognito-log-lake-${process.pid}-\\w{6}$`));
    expect(statSync(made).mode & 0o777).toBe(0o700);
});

test('temporary folders and files are removed one by one, and what is left at the end', async () => {
    const { makeTemporaryFolder, removeAllTemporary, removeAtExit, removeTemporary } = await load();
    const [first, second, third] = [makeTemporaryFolder(), makeTemporaryFolder(), join(folder, 'partial')];
    mkdirSync(join(second, 'spill'));
    mkdirSync(third);
    removeAtExit(third);

    removeTemporary(first);
    const left = readdirSync(folder).length;
    removeAllTemporary();

    expect([left, readdirSync(folder)]).toEqual([2, []]);
});

test('the first temporary folder of a process removes those of killed processes that are older than a day', async () => {
    leave(`cognito-log-lake-${DEAD_PID}-aaaaaa`, DAY_MS + 60_000);
    leave(`cognito-log-lake-${process.pid}-aaaaaa`, DAY_MS + 60_000);
    leave(`cognito-log-lake-${DEAD_PID}-bbbbbb`, DAY_MS - 60_000);
    leave(`cognito-log-lake-${process.ppid}-aaaaaa`, DAY_MS + 60_000);
    leave('cognito-log-lake-test-aaaaaa', DAY_MS + 60_000);
    leave('target', DAY_MS + 60_000);
    symlinkSync(join(folder, 'target'), join(folder, `cognito-log-lake-${DEAD_PID}-cccccc`));
    const { makeTemporaryFolder, removeTemporary } = await load();

    removeTemporary(makeTemporaryFolder());

    expect(readdirSync(folder).toSorted()).toEqual(
        [
            `cognito-log-lake-${DEAD_PID}-bbbbbb`,
            `cognito-log-lake-${DEAD_PID}-cccccc`,
            `cognito-log-lake-${process.ppid}-aaaaaa`,
            'cognito-log-lake-test-aaaaaa',
            'target',
        ].toSorted(),
    );
    expect(existsSync(join(folder, 'target', 'spill'))).toBe(true);
});
