/** Objects in a folder of this machine: its files. */
import { randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { copyFile, chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../basics/thrown.ts';
import { makeFolder } from '../basics/make-folder.ts';
import { StoreError } from '../aws/store-error.ts';
import { compareKeys, type Store, type StoredObject } from './store.ts';

const REASONS: ReadonlyMap<string, { readonly kind: 'vanished' | 'denied'; readonly why: string }> = new Map([
    ['ENOENT', { kind: 'vanished', why: 'it is no longer there' }],
    ['ENOTDIR', { kind: 'vanished', why: 'it is no longer there' }],
    ['EACCES', { kind: 'denied', why: 'it may not be read by you' }],
    ['EPERM', { kind: 'denied', why: 'it may not be read by you' }],
]);

const folderError = (error: unknown, name: string): unknown => {
    const reason = REASONS.get(String(errorCode(error)));
    return reason === undefined ? error : new StoreError(reason.kind, name, { why: reason.why, next: '' });
};

/** A key that leads out of the folder is nobody's: keys come from listings and from our own names. */
const pathOf = (root: string, key: string): string => {
    if (key.split('/').includes('..') || key.includes('\0'))
        throw new Error(`The key ${JSON.stringify(key)} leads out of its folder. This is a bug: please report it.`);
    return join(root, key);
};

const objectAt = async (root: string, key: string): Promise<StoredObject | null> => {
    const found = await stat(pathOf(root, key), { bigint: true }).catch((error: unknown) => {
        const told = folderError(error, join(root, key));
        if (told instanceof StoreError && told.kind === 'vanished') return null;
        throw told;
    });
    if (found === null || !found.isFile()) return null;
    return {
        key,
        bytes: Number(found.size),
        etag: `${found.mtimeNs.toString(36)}-${found.size.toString(36)}`,
        modifiedAt: Number(found.mtimeMs),
    };
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
    readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        const told = folderError(error, folder);
        if (told instanceof StoreError && told.kind === 'vanished') return [];
        throw told;
    });

/** A folder's name with its slash: so its files come in the order of their keys. */
const partOf = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);

const isPassed = (part: string, after: string): boolean =>
    compareKeys(part, after) <= 0 && !(part.endsWith('/') && after.startsWith(part));

/** The keys below a folder, in order. Links are not followed. */
async function* walk(
    root: string,
    folder: string,
    { prefix, after }: { readonly prefix: string; readonly after: string },
): AsyncGenerator<string> {
    const parts = (await entriesOf(pathOf(root, folder)))
        .filter((entry) => entry.isFile() || entry.isDirectory())
        .map(partOf)
        .filter((part) => !part.startsWith('.'))
        .map((part) => folder + part)
        .filter((part) => (part.startsWith(prefix) || prefix.startsWith(part)) && !isPassed(part, after));
    for (const part of parts.toSorted(compareKeys)) {
        if (part.endsWith('/')) yield* walk(root, part, { prefix, after });
        else if (part.startsWith(prefix)) yield part;
    }
}

async function* list(root: string, prefix: string, after = ''): AsyncGenerator<StoredObject> {
    for await (const key of walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after })) {
        const found = await objectAt(root, key);
        if (found !== null) yield found;
    }
}

const folders = async (root: string, prefix: string): Promise<readonly string[]> =>
    (await entriesOf(pathOf(root, prefix)))
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .toSorted(compareKeys);

const replaced = (name: string): StoreError =>
    new StoreError('vanished', name, { why: 'it was replaced while it was read', next: '' });

async function* open(
    root: string,
    key: string,
    { from, etag }: { readonly from: number; readonly etag: string | undefined },
): AsyncGenerator<Buffer> {
    try {
        if (etag !== undefined && (await objectAt(root, key))?.etag !== etag) throw replaced(join(root, key));
        for await (const chunk of createReadStream(pathOf(root, key), { start: from })) yield Buffer.from(chunk);
    } catch (error) {
        throw folderError(error, join(root, key));
    }
}

const put = async (root: string, key: string, path: string): Promise<void> => {
    const target = pathOf(root, key);
    const temporary = join(dirname(target), `.${randomBytes(8).toString('hex')}`);
    await makeFolder(dirname(target));
    try {
        await copyFile(path, temporary);
        await chmod(temporary, 0o600);
        await rename(temporary, target);
    } catch (error) {
        await rm(temporary, { force: true });
        throw error;
    }
};

/** The files of a folder, which need not be there yet. */
export const folderStore = (root: string): Store => ({
    name: root,
    nameOf: (key) => join(root, key),
    list: (prefix, after) => list(root, prefix, after),
    folders: async (prefix) => folders(root, prefix),
    open: (key, from = 0, etag) => open(root, key, { from, etag }),
    head: async (key) => objectAt(root, key),
    put: async (key, path) => put(root, key, path),
    remove: async (keys) => {
        for (const key of keys) await rm(pathOf(root, key), { force: true });
    },
});
