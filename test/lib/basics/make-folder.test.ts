/** Tests of creating folders. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../lib/basics/make-folder.ts';
import { writeInputFiles, temporaryFolder } from '../../support/run-replay.ts';

test('makeFolder creates private folders and returns the topmost new one', async () => {
    const root = temporaryFolder();

    const created = [
        await makeFolder(join(root, 'a', 'b', 'c')),
        await makeFolder(join(root, 'a', 'b', 'd')),
        await makeFolder(join(root, 'a')),
    ];

    expect(created).toEqual([join(root, 'a'), join(root, 'a', 'b', 'd'), undefined]);
    expect((statSync(join(root, 'a', 'b', 'c')).mode & 0o777).toString(8)).toBe('700');
});

test('makeFolder works when several calls create the same folder at once', async () => {
    const folder = join(temporaryFolder(), 'a', 'b');

    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(folder)]);

    expect(statSync(folder).isDirectory()).toBe(true);
});

test('makeFolder throws the error if a folder cannot be created', async () => {
    await expect(makeFolder(join(writeInputFiles({ file: '' }), 'file', 'in'))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder('/proc/nothing/here')).rejects.toThrow(/ENOENT/);
});
