import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderStore } from '../../../lib/store/folder-store.ts';
import { filesOf, givenFiles, temporaryFolder } from '../../support/given-replay.ts';

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
    test('come in the order of their bytes, as in S3: a folder stands where its slash does', async () => {
        const root = givenFiles({
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

    test('may be asked for by the beginning of a name, and from a key on', async () => {
        const root = givenFiles({ 'x/dt=1/a': '', 'x/dt=2/a': '', 'x/dt=2/b': '', 'x/dt=3/a': '', 'xy/a': '', y: '' });

        expect(await keysOf(root, 'x')).toEqual(['x/dt=1/a', 'x/dt=2/a', 'x/dt=2/b', 'x/dt=3/a', 'xy/a']);
        expect(await keysOf(root, 'x/')).toHaveLength(4);
        expect(await keysOf(root, 'x/dt=2/a')).toEqual(['x/dt=2/a']);
        expect(await keysOf(root, 'x/', 'x/dt=2/a')).toEqual(['x/dt=2/b', 'x/dt=3/a']);
        expect(await keysOf(root, 'x/', 'x/dt=2')).toEqual(['x/dt=2/a', 'x/dt=2/b', 'x/dt=3/a']);
        expect(await keysOf(root, 'nosuch/')).toEqual([]);
    });

    test('that begin with a name are not those of a shorter one; what goes away on the way is left out', async () => {
        const root = givenFiles({ 'x/dt': '', 'x/dt=1': '', 'x/dt=2': '', 'x/dt=3': '' });
        const keys: string[] = [];

        for await (const { key } of folderStore(root).list('x/dt=')) {
            keys.push(key);
            rmSync(join(root, 'x/dt=2'), { force: true });
        }

        expect(keys).toEqual(['x/dt=1', 'x/dt=3']);
    });

    test('are of files that are whole: nothing hidden, no link; a prefix that names a hidden folder sees it', async () => {
        const root = givenFiles({ 'a/b': '', 'a/.c': '', '.staging/d': '', '.staging/.e': '' });
        symlinkSync(join(root, 'a'), join(root, 'link'));
        symlinkSync(join(root, 'a', 'b'), join(root, 'a', 'link'));

        expect(await keysOf(root)).toEqual(['a/b']);
        expect(await keysOf(root, '.staging/')).toEqual(['.staging/d']);
    });

    test('of a folder that is not there are none', async () => {
        expect(await keysOf(join(temporaryFolder(), 'nosuch'))).toEqual([]);
    });

    test('name its folders too', async () => {
        const root = givenFiles({ 'p/b/x': '', 'p/a/x': '', 'p/.h/x': '', 'p/f': '', 'q/x': '' });

        expect(await folderStore(root).folders('p/')).toEqual(['a', 'b']);
        expect(await folderStore(root).folders('')).toEqual(['p', 'q']);
    });
});

describe('an object', () => {
    test('is read whole, or from an offset on', async () => {
        const root = givenFiles({ 'a/b': 'some bytes' });

        expect(await textOf(root, 'a/b')).toBe('some bytes');
        expect(await textOf(root, 'a/b', 5)).toBe('bytes');
        expect(await textOf(root, 'a/b', 10)).toBe('');
    });

    test('that is gone when it is read is named so', async () => {
        const root = givenFiles({ 'a/b': '' });
        rmSync(join(root, 'a/b'));

        await expect(textOf(root, 'a/b')).rejects.toMatchObject({
            kind: 'vanished',
            message: `${root}/a/b: it is no longer there.`,
        });
        expect(await folderStore(root).head('a/b')).toBeNull();
        expect(await folderStore(root).head('a')).toBeNull();
    });

    test.skipIf(isRoot)('that may not be read is named so (not as root, who may)', async () => {
        const root = givenFiles({ a: '' });
        chmodSync(join(root, 'a'), 0);

        await expect(textOf(root, 'a')).rejects.toMatchObject({
            kind: 'denied',
            message: `${root}/a: it may not be read by you.`,
        });
    });

    test('has another ETag when its content is another', async () => {
        const root = givenFiles({ a: 'one' });
        const before = await folderStore(root).head('a');
        writeFileSync(join(root, 'a'), 'four');

        const after = await folderStore(root).head('a');

        expect(before).toEqual({ key: 'a', bytes: 3, etag: expect.any(String), modifiedAt: expect.any(Number) });
        expect(after?.etag).not.toBe(before?.etag);
    });

    test('is put whole under its key, private to its owner, over what was there', async () => {
        const root = givenFiles({ 'x/a': 'before' });
        const source = givenFiles({ f: 'after' });
        await folderStore(root).put('x/a', join(source, 'f'));

        await folderStore(root).put('new/deep/b', join(source, 'f'));

        expect(readFileSync(join(root, 'x/a'), 'utf8')).toBe('after');
        expect(filesOf(root)).toEqual(['new/deep/b', 'x/a']);
        expect([statSync(join(root, 'new/deep/b')).mode & 0o777, statSync(join(root, 'new')).mode & 0o777]).toEqual([
            0o600, 0o700,
        ]);
    });

    test('that can’t be put leaves nothing behind', async () => {
        const root = givenFiles({ 'x/a': 'before' });
        mkdirSync(join(root, 'x/b'));

        await expect(folderStore(root).put('x/b', join(root, 'x/a'))).rejects.toThrow(
            /EISDIR|ENOTEMPTY|EEXIST|directory/,
        );

        expect(filesOf(root)).toEqual(['x/a']);
    });

    test('is deleted, and again without an error', async () => {
        const root = givenFiles({ a: '', b: '' });

        await folderStore(root).remove(['a', 'nosuch/x', 'a']);

        expect(filesOf(root)).toEqual(['b']);
    });

    test.each(['../a', 'x/../../a', 'a\0b'])('never lies outside of the folder: %j', async (key) => {
        await expect(folderStore(temporaryFolder()).head(key)).rejects.toThrow(/leads out of its folder/);
    });
});

describe('what can’t be read', () => {
    test('is told as the system tells it, where it is not for being gone or denied', async () => {
        const root = givenFiles({ 'a/b': 'x' });
        const long = 'x'.repeat(300);

        await expect(folderStore(root).head(long)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(folderStore(root).folders(`${long}/`)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(textOf(root, long)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
        await expect(textOf(root, 'a')).rejects.toMatchObject({ code: 'EISDIR' });
        expect(await folderStore(root).head('a')).toBeNull();
    });

    test('is what was replaced since its version was named', async () => {
        const root = givenFiles({ 'a/b': 'one' });
        const store = folderStore(root);
        const before = (await store.head('a/b'))?.etag;
        const reading = async (): Promise<string> => {
            let text = '';
            for await (const chunk of store.open('a/b', 0, before)) text += chunk.toString();
            return text;
        };

        expect(await reading()).toBe('one');
        writeFileSync(join(root, 'a/b'), 'another');
        await expect(reading()).rejects.toMatchObject({ kind: 'vanished', why: 'it was replaced while it was read' });
        rmSync(join(root, 'a/b'));
        await expect(reading()).rejects.toMatchObject({ kind: 'vanished' });
    });
});

test('a file whose name is the beginning of a prefix is none of its keys', async () => {
    const root = givenFiles({ 'x/dt': '', 'x/dt=1/a': '' });

    expect(await keysOf(root, 'x/dt=1/')).toEqual(['x/dt=1/a']);
});
