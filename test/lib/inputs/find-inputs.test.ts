/** Tests of finding a replay's inputs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findInputs } from '../../../lib/inputs/find-inputs.ts';
import { writeInputFiles } from '../../support/run-replay.ts';

const names = async (args: readonly string[], lake?: string): Promise<readonly string[]> =>
    (await findInputs(args, lake)).map(({ name }) => name);

test('a folder is searched recursively and in order, without hidden or special files', async () => {
    const folder = writeInputFiles({ b: '', 'a/z': '', 'a/.hidden': '', 'B/y': '', '.git/x': '' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    mkdirSync(join(folder, 'empty'));

    expect(await names([`${folder}/`])).toEqual(['B/y', 'a/z', 'b'].map((name) => join(folder, name)));
});

test('a file that is named several times is one input', async () => {
    const folder = writeInputFiles({ 'a/b': '' });
    symlinkSync('a', join(folder, 'link'));
    symlinkSync('b', join(folder, 'a', 'other'));

    expect(await names([join(folder, 'a', 'b'), folder, join(folder, 'link', 'b'), folder, '-', '-'])).toEqual([
        join(folder, 'a', 'b'),
        'standard input',
    ]);
});

test('a glob matches files, and folders that are searched recursively', async () => {
    const folder = writeInputFiles({ '2026-01/a': '', '2026-02/b/c': '', '2025-12/d': '', 'a[1].txt': '' });

    expect(await names([`${folder}/2026-*`, `${folder}/a[1].txt`])).toEqual(
        ['2026-01/a', '2026-02/b/c', 'a[1].txt'].map((name) => join(folder, name)),
    );
});

test('the target lake is not an input, except for a folder in it that is named', async () => {
    const folder = writeInputFiles({ a: '', 'lake/raw/b': '', 'lake/user_activity/c.parquet': '' });

    const found = [
        await names([folder], join(folder, 'lake')),
        await names([folder, join(folder, 'lake', 'raw')], join(folder, 'lake')),
    ];

    expect(found).toEqual([[join(folder, 'a')], [join(folder, 'a'), join(folder, 'lake', 'raw', 'b')]]);
});

test('an input has the size and time of its file', async () => {
    const folder = writeInputFiles({ a: '12345' });

    expect(await findInputs([folder])).toEqual([
        { name: join(folder, 'a'), path: join(folder, 'a'), bytes: 5, modifiedAt: expect.any(Number) },
    ]);
});

test('a missing file is an error, and so is a glob that matches nothing', async () => {
    await expect(findInputs(['no[such].txt'])).rejects.toThrow(/^no\[such\]\.txt: no files found\./);
    await expect(findInputs(['nosuch.txt'])).rejects.toThrow(/^nosuch\.txt: no such file\./);
});
