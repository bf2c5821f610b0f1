/** Tests of what a replay is given to read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findInputs } from '../../../lib/inputs/find-inputs.ts';
import { givenFiles } from '../../support/given-replay.ts';

const names = async (given: readonly string[], lake?: string): Promise<readonly string[]> =>
    (await findInputs(given, lake)).map(({ name }) => name);

test('a folder is read whole and in order, without what is hidden and what is no file', async () => {
    const folder = givenFiles({ b: '', 'a/z': '', 'a/.hidden': '', 'B/y': '', '.git/x': '' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    mkdirSync(join(folder, 'empty'));

    expect(await names([`${folder}/`])).toEqual(['B/y', 'a/z', 'b'].map((name) => join(folder, name)));
});

test('a file is read once, by whatever names it is given', async () => {
    const folder = givenFiles({ 'a/b': '' });
    symlinkSync('a', join(folder, 'link'));
    symlinkSync('b', join(folder, 'a', 'other'));

    expect(await names([join(folder, 'a', 'b'), folder, join(folder, 'link', 'b'), folder, '-', '-'])).toEqual([
        join(folder, 'a', 'b'),
        'standard input',
    ]);
});

test('a glob names files, and folders that are read whole', async () => {
    const folder = givenFiles({ '2026-01/a': '', '2026-02/b/c': '', '2025-12/d': '', 'a[1].txt': '' });

    expect(await names([`${folder}/2026-*`, `${folder}/a[1].txt`])).toEqual(
        ['2026-01/a', '2026-02/b/c', 'a[1].txt'].map((name) => join(folder, name)),
    );
});

test('the lake that is written to is not read', async () => {
    const folder = givenFiles({ a: '', 'lake/raw/b': '', 'lake/user_activity/c.parquet': '' });

    const found = [
        await names([folder], join(folder, 'lake')),
        await names([folder, join(folder, 'lake', 'raw')], join(folder, 'lake')),
    ];

    expect(found).toEqual([[join(folder, 'a')], [join(folder, 'a'), join(folder, 'lake', 'raw', 'b')]]);
});

test('an input has its size and its time', async () => {
    const folder = givenFiles({ a: '12345' });

    expect(await findInputs([folder])).toEqual([
        { name: join(folder, 'a'), path: join(folder, 'a'), bytes: 5, modifiedAt: expect.any(Number) },
    ]);
});

test('a name that begins with what a glob may mean, and is not there, is told', async () => {
    await expect(findInputs(['no[such].txt'])).rejects.toThrow(
        /^no\[such\]\.txt: nothing matches, or there is no file in it\./,
    );
    await expect(findInputs(['nosuch.txt'])).rejects.toThrow(/^nosuch\.txt: there is no such file\./);
});
