/** Tests of publishing finished files. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publish } from '../../../../lib/lake/write/publish.ts';
import { filesOf, givenFiles, temporaryFolder } from '../../../support/given-replay.ts';

test('every file comes to its place, private to its owner, and replaces one of its name', async () => {
    const finished = givenFiles({ 'a/b/1.parquet': 'new', 'c/2.parquet': 'new' });
    const lake = givenFiles({ 'a/b/1.parquet': 'old', 'a/b/0.parquet': 'old' });

    await publish(finished, lake);

    expect(filesOf(lake).map((path) => [path, readFileSync(join(lake, path), 'utf8')])).toEqual([
        ['a/b/0.parquet', 'old'],
        ['a/b/1.parquet', 'new'],
        ['c/2.parquet', 'new'],
    ]);
    expect(
        [join(lake, 'c'), join(lake, 'c', '2.parquet')].map((path) => (statSync(path).mode & 0o777).toString(8)),
    ).toEqual(['700', '600']);
    expect(filesOf(finished)).toEqual([]);
});

test('where a folder can’t be made, nothing is published', async () => {
    const finished = givenFiles({ 'a/b/1.parquet': 'new', 'c/2.parquet': 'new' });
    const lake = givenFiles({ c: 'a file' });

    await expect(publish(finished, lake)).rejects.toThrow(/EEXIST|ENOTDIR/);

    expect(filesOf(lake)).toEqual(['c']);
    expect(existsSync(join(lake, 'a'))).toBe(false);
});

test('nothing finished is nothing published', async () => {
    const lake = temporaryFolder();

    await publish(temporaryFolder(), lake);

    expect(filesOf(lake)).toEqual([]);
});
