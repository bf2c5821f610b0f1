/** Tests of the staging folder. */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { listFiles, writeInputFiles, temporaryFolder } from '../../../support/run-replay.ts';

const newLake = (): string => join(temporaryFolder(), 'deep', 'lake');

test('a new lake is created, private, and removed if it stays empty', async () => {
    const lake = newLake();

    const staging = await openStaging(lake);
    const modes = [lake, join(lake, '.staging'), staging.folder].map((path) =>
        (statSync(path).mode & 0o777).toString(8),
    );
    await closeStaging(staging);

    expect(modes).toEqual(['700', '700', '700']);
    expect(existsSync(dirname(lake))).toBe(false);
});

test('an existing folder is not removed', async () => {
    const lake = temporaryFolder();

    await closeStaging(await openStaging(lake));

    expect(readdirSync(lake)).toEqual([]);
});

test('two concurrent runs do not remove each other’s folders', async () => {
    const lake = newLake();
    const [one, other] = [await openStaging(lake), await openStaging(lake)];

    await closeStaging(one);

    expect(readdirSync(join(lake, '.staging'))).toHaveLength(1);
    expect(existsSync(other.folder)).toBe(true);
});

test('folders of killed runs are removed: those of this machine at once, others after a day', async () => {
    const lake = newLake();
    const { folder } = await openStaging(lake);
    const [host = ''] = folder.split('/').at(-1)!.split('-');
    const abandoned = [
        `${host}-${process.pid}-dead`,
        `${host}-999999999-dead`,
        `${host}-1-alive`,
        'other-1-alive',
        'other-2-dead',
        'odd',
    ];
    for (const name of abandoned) mkdirSync(join(lake, '.staging', name));
    for (const name of ['other-2-dead', 'odd']) utimesSync(join(lake, '.staging', name), 0, 0);

    const second = await openStaging(lake);

    expect(readdirSync(join(lake, '.staging')).toSorted()).toEqual(
        [folder, second.folder, `x/${host}-1-alive`, 'x/other-1-alive']
            .map((path) => path.split('/').at(-1))
            .toSorted(),
    );
});

test.each([
    ['with other files', { 'README.md': '' }],
    ['with other files and one called raw', { 'README.md': '', 'raw/x': '' }],
])('a folder %s is not a lake', async (_, files) => {
    const folder = writeInputFiles(files);

    await expect(openStaging(folder)).rejects.toThrow(
        `${folder} is not a lake: it contains other files. Pass a new or empty folder with --lake.`,
    );

    expect(listFiles(folder)).toEqual(Object.keys(files));
});

test.each([
    ['a table', { 'user_activity/x': '', 'README.md': '' }],
    ['only errors', { 'errors/x': '' }],
])('a folder with %s is a lake', async (_, files) => {
    const staging = await openStaging(writeInputFiles(files));

    expect(existsSync(staging.folder)).toBe(true);
});

test.each([
    [
        'a file',
        (folder: string) => join(folder, 'file'),
        /file is a file, but a lake is a folder\. Pass another folder with --lake\./,
    ],
    [
        'a folder below a file',
        (folder: string) => join(folder, 'file', 'lake'),
        /^Cannot create .*: part of its path is a file\. Pass another folder with --lake\./,
    ],
    ['a folder with other files', (folder: string) => folder, /is not a lake: it contains other files/],
    ['a name that is too long', (folder: string) => join(folder, 'x'.repeat(300)), /ENAMETOOLONG/],
])('staging in %s fails', async (_, pathIn, message) => {
    await expect(openStaging(pathIn(writeInputFiles({ file: 'x' })))).rejects.toThrow(message);
});
