/** Tests of the staging folder. */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { filesOf, givenFiles, temporaryFolder } from '../../../support/given-replay.ts';

const newLake = (): string => join(temporaryFolder(), 'deep', 'lake');

test('a lake that is new is made, private, and taken away when nothing came into it', async () => {
    const lake = newLake();

    const staging = await openStaging(lake);
    const modes = [lake, join(lake, '.staging'), staging.folder].map((path) =>
        (statSync(path).mode & 0o777).toString(8),
    );
    await closeStaging(staging);

    expect(modes).toEqual(['700', '700', '700']);
    expect(existsSync(dirname(lake))).toBe(false);
});

test('a folder that was there stays', async () => {
    const lake = temporaryFolder();

    await closeStaging(await openStaging(lake));

    expect(readdirSync(lake)).toEqual([]);
});

test('two runs at once leave each other alone', async () => {
    const lake = newLake();
    const [one, other] = [await openStaging(lake), await openStaging(lake)];

    await closeStaging(one);

    expect(readdirSync(join(lake, '.staging'))).toHaveLength(1);
    expect(existsSync(other.folder)).toBe(true);
});

test('what killed runs left is removed: of this machine at once, of another after a day', async () => {
    const lake = newLake();
    const { folder } = await openStaging(lake);
    const [host = ''] = folder.split('/').at(-1)!.split('-');
    const left = [
        `${host}-${process.pid}-dead`,
        `${host}-999999999-dead`,
        `${host}-1-alive`,
        'other-1-alive',
        'other-2-dead',
        'odd',
    ];
    for (const name of left) mkdirSync(join(lake, '.staging', name));
    for (const name of ['other-2-dead', 'odd']) utimesSync(join(lake, '.staging', name), 0, 0);

    const second = await openStaging(lake);

    expect(readdirSync(join(lake, '.staging')).toSorted()).toEqual(
        [folder, second.folder, `x/${host}-1-alive`, 'x/other-1-alive']
            .map((path) => path.split('/').at(-1))
            .toSorted(),
    );
});

test.each([
    ['of other things', { 'README.md': '' }],
    ['of other things with one called raw', { 'README.md': '', 'raw/x': '' }],
])('a folder %s is no lake', async (_, files) => {
    const folder = givenFiles(files);

    await expect(openStaging(folder)).rejects.toThrow(
        `${folder} has other things in it and is no lake. Name an empty or a new folder with --lake.`,
    );

    expect(filesOf(folder)).toEqual(Object.keys(files));
});

test.each([
    ['a table', { 'user_activity/x': '', 'README.md': '' }],
    ['nothing but errors', { 'errors/x': '' }],
])('a folder with %s is one', async (_, files) => {
    const staging = await openStaging(givenFiles(files));

    expect(existsSync(staging.folder)).toBe(true);
});

test.each([
    [
        'a file',
        (folder: string) => join(folder, 'file'),
        /file is a file, and a lake is a folder\. Name another with --lake\./,
    ],
    [
        'a folder below a file',
        (folder: string) => join(folder, 'file', 'lake'),
        /can’t be made: a file stands where a folder should be\. Name another with --lake\./,
    ],
    ['a folder with other things in it', (folder: string) => folder, /has other things in it and is no lake/],
    ['a name that is too long', (folder: string) => join(folder, 'x'.repeat(300)), /ENAMETOOLONG/],
])('%s is no lake to write to', async (_, placeIn, message) => {
    await expect(openStaging(placeIn(givenFiles({ file: 'x' })))).rejects.toThrow(message);
});
