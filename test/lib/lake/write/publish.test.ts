/** Tests of publishing finished files. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publish } from '../../../../lib/lake/write/publish.ts';
import { listFiles, writeInputFiles, temporaryFolder } from '../../../support/run-replay.ts';

test('every file is moved to its path, private to its owner, and replaces an existing one', async () => {
    const finished = writeInputFiles({ 'a/b/1.parquet': 'new', 'c/2.parquet': 'new' });
    const lake = writeInputFiles({ 'a/b/1.parquet': 'old', 'a/b/0.parquet': 'old' });

    await publish(finished, lake);

    expect(listFiles(lake).map((path) => [path, readFileSync(join(lake, path), 'utf8')])).toEqual([
        ['a/b/0.parquet', 'old'],
        ['a/b/1.parquet', 'new'],
        ['c/2.parquet', 'new'],
    ]);
    expect(
        [join(lake, 'c'), join(lake, 'c', '2.parquet')].map((path) => (statSync(path).mode & 0o777).toString(8)),
    ).toEqual(['700', '600']);
    expect(listFiles(finished)).toEqual([]);
});

test('if a folder can’t be created, nothing is published', async () => {
    const finished = writeInputFiles({ 'a/b/1.parquet': 'new', 'c/2.parquet': 'new' });
    const lake = writeInputFiles({ c: 'a file' });

    await expect(publish(finished, lake)).rejects.toThrow(/EEXIST|ENOTDIR/);

    expect(listFiles(lake)).toEqual(['c']);
    expect(existsSync(join(lake, 'a'))).toBe(false);
});

test('publishing an empty folder adds nothing', async () => {
    const lake = temporaryFolder();

    await publish(temporaryFolder(), lake);

    expect(listFiles(lake)).toEqual([]);
});
