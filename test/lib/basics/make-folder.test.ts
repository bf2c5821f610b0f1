/** Tests of making folders. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../lib/basics/make-folder.ts';
import { givenFiles, temporaryFolder } from '../../support/given-replay.ts';

test('a folder is made with those above it, private, and the outermost is told', async () => {
    const root = temporaryFolder();

    const made = [
        await makeFolder(join(root, 'a', 'b', 'c')),
        await makeFolder(join(root, 'a', 'b', 'd')),
        await makeFolder(join(root, 'a')),
    ];

    expect(made).toEqual([join(root, 'a'), join(root, 'a', 'b', 'd'), undefined]);
    expect((statSync(join(root, 'a', 'b', 'c')).mode & 0o777).toString(8)).toBe('700');
});

test('two at once are no trouble', async () => {
    const folder = join(temporaryFolder(), 'a', 'b');

    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(folder)]);

    expect(statSync(folder).isDirectory()).toBe(true);
});

test('where none can be made, it ends with the reason', async () => {
    await expect(makeFolder(join(givenFiles({ file: '' }), 'file', 'in'))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder('/proc/nothing/here')).rejects.toThrow(/ENOENT/);
});
