/** Tests of the store over a local folder. */
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderStore } from '../../../lib/store/folder-store.ts';
import { listFiles, writeInputFiles, temporaryFolder } from '../../support/run-replay.ts';

const isRoot = process.getuid?.() === 0;

const keysOf = async (root: string, prefix = '', after?: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of folderStore(root).list(prefix, after)) keys.push(key);
    return keys;
};
const textOf = async (root: string, key: string, from?: number): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of folderStore(root).open(key, from)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
};

describe('the keys of a folder', () => {
    test('keys are sorted by their bytes, as in S3: a folder sorts with its slash', async () => {
        const root = writeInputFiles({
            'a.b': '',
            'a/z': '',
            'a/b/c': '',
            'a-b': '',
            B: '',
            é: '',
            '\uff5e': '',
            '\u{1f600}': '',
            a0: '',
        });

        expect(await keysOf(root)).toEqual(['B', 'a-b', 'a.b', 'a/b/c', 'a/z', 'a0', 'é', '\uff5e', '\u{1f600}']);
    });

    test('keys can be listed by a prefix, and after a key', async () => {
        const root = writeInputFiles({
            'x/dt=1/a': '',
            'x/dt=2/a': '',
            'x/dt=2/b': '',
            'x/dt=3/a': '',
            'xy/a': '',
            y: '',
        });

        expect(await keysOf(root, 'x')).toEqual(['x/dt=1/a', 'x/dt=2/a', 'x/dt=2/b', 'x/dt=3/a', 'xy/a']);
        expect(await keysOf(root, 'x/')).toHaveLength(4);
        expect(await keysOf(root, 'x/dt=2/a')).toEqual(['x/dt=2/a']);
        expect(await keysOf(root, 'x/', 'x/dt=2/a')).toEqual(['x/dt=2/b', 'x/dt=3/a']);
        expect(await keysOf(root, 'x/', 'x/dt=2')).toEqual(['x/dt=2/a', 'x/dt=2/b', 'x/dt=3/a']);
        expect(await keysOf(root, 'nosuch/')).toEqual([]);
    });

    test('a file with a name shorter than the prefix is not listed, nor one deleted during the listing', async () => {
        const root = writeInputFiles({ 'x/dt': '', 'x/dt=1': '', 'x/dt=2': '', 'x/dt=3': '' });
        const keys: string[] = [];

        for await (const { key } of folderStore(root).list('x/dt=')) {
            keys.push(key);
            rmSync(join(root, 'x/dt=2'), { force: true });
        }

        expect(keys).toEqual(['x/dt=1', 'x/dt=3']);
    });

    test('hidden files and links are not listed, except below a prefix that names a hidden folder', async () => {
        const root = writeInputFiles({ 'a/b': '', 'a/.c': '', '.staging/d': '', '.staging/.e': '' });
        symlinkSync(join(root, 'a'), join(root, 'link'));
        symlinkSync(join(root, 'a', 'b'), join(root, 'a', 'link'));

        expect(await keysOf(root)).toEqual(['a/b']);
        expect(await keysOf(root, '.staging/')).toEqual(['.staging/d']);
    });

    test('a missing folder has no keys', async () => {
        expect(await keysOf(join(temporaryFolder(), 'nosuch'))).toEqual([]);
    });

    test('folders lists the subfolders that are not hidden', async () => {
        const root = writeInputFiles({ 'p/b/x': '', 'p/a/x': '', 'p/.h/x': '', 'p/f': '', 'q/x': '' });

        expect(await folderStore(root).folders('p/')).toEqual(['a', 'b']);
        expect(await folderStore(root).folders('')).toEqual(['p', 'q']);
    });
});

describe('an object', () => {
    test('an object is read completely, or from an offset on', async () => {
        const root = writeInputFiles({ 'a/b': 'some bytes' });

        expect(await textOf(root, 'a/b')).toBe('some bytes');
        expect(await textOf(root, 'a/b', 5)).toBe('bytes');
        expect(await textOf(root, 'a/b', 10)).toBe('');
    });

    test('reading a deleted object fails as vanished', async () => {
        const root = writeInputFiles({ 'a/b': '' });
        rmSync(join(root, 'a/b'));

        await expect(textOf(root, 'a/b')).rejects.toMatchObject({
            kind: 'vanished',
            message: `${root}/a/b: it no longer exists.`,
        });
        expect(await folderStore(root).head('a/b')).toBeNull();
        expect(await folderStore(root).head('a')).toBeNull();
    });

    test.skipIf(isRoot)('reading an object without permission fails as denied (skipped for root)', async () => {
        const root = writeInputFiles({ a: '' });
        chmodSync(join(root, 'a'), 0);

        await expect(textOf(root, 'a')).rejects.toMatchObject({
            kind: 'denied',
            message: `${root}/a: permission denied. Check its owner and mode.`,
        });
    });

    test('an object with new content has a new ETag', async () => {
        const root = writeInputFiles({ a: 'one' });
        const before = await folderStore(root).head('a');
        writeFileSync(join(root, 'a'), 'four');

        const after = await folderStore(root).head('a');

        expect(before).toEqual({ key: 'a', bytes: 3, etag: expect.any(String), modifiedAt: expect.any(Number) });
        expect(after?.etag).not.toBe(before?.etag);
    });

    test('put stores a file under its key, private to its owner, and replaces an existing one', async () => {
        const root = writeInputFiles({ 'x/a': 'before' });
        const source = writeInputFiles({ f: 'after' });
        await folderStore(root).put('x/a', join(source, 'f'));

        await folderStore(root).put('new/deep/b', join(source, 'f'));

        expect(readFileSync(join(root, 'x/a'), 'utf8')).toBe('after');
        expect(listFiles(root)).toEqual(['new/deep/b', 'x/a']);
        expect([statSync(join(root, 'new/deep/b')).mode & 0o777, statSync(join(root, 'new')).mode & 0o777]).toEqual([
            0o600, 0o700,
        ]);
    });

    test('a failed put leaves no temporary file', async () => {
        const root = writeInputFiles({ 'x/a': 'before' });
        mkdirSync(join(root, 'x/b'));

        await expect(folderStore(root).put('x/b', join(root, 'x/a'))).rejects.toThrow(
            /EISDIR|ENOTEMPTY|EEXIST|directory/,
        );

        expect(listFiles(root)).toEqual(['x/a']);
    });

    test('deleting a missing object is not an error', async () => {
        const root = writeInputFiles({ a: '', b: '' });

        await folderStore(root).remove(['a', 'nosuch/x', 'a']);

        expect(listFiles(root)).toEqual(['b']);
    });

    test.each(['../a', 'x/../../a', 'a\0b'])('the key %j, which leads out of the folder, is rejected', async (key) => {
        await expect(folderStore(temporaryFolder()).head(key)).rejects.toThrow(/leads out of its folder/);
    });
});

describe('an object that can’t be read', () => {
    test('an error other than a missing file or permission is the system’s own', async () => {
        const root = writeInputFiles({ 'a/b': 'x' });
        const long = 'x'.repeat(300);

        await expect(folderStore(root).head(long)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(folderStore(root).folders(`${long}/`)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(textOf(root, long)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(textOf(root, 'a')).rejects.toMatchObject({ code: 'EISDIR' });
        expect(await folderStore(root).head('a')).toBeNull();
    });

    test('an object that was replaced after its version was read fails as vanished', async () => {
        const root = writeInputFiles({ 'a/b': 'one' });
        const store = folderStore(root);
        const before = (await store.head('a/b'))?.etag;
        const reading = async (): Promise<string> => {
            let text = '';
            for await (const chunk of store.open('a/b', 0, before)) text += chunk.toString();
            return text;
        };

        expect(await reading()).toBe('one');
        writeFileSync(join(root, 'a/b'), 'another');
        await expect(reading()).rejects.toMatchObject({ kind: 'vanished', why: 'it was replaced during the read' });
        rmSync(join(root, 'a/b'));
        await expect(reading()).rejects.toMatchObject({ kind: 'vanished' });
    });
});

test('a file whose name is the start of a prefix is not listed below it', async () => {
    const root = writeInputFiles({ 'x/dt': '', 'x/dt=1/a': '' });

    expect(await keysOf(root, 'x/dt=1/')).toEqual(['x/dt=1/a']);
});
