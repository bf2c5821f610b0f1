/** A Store over the files of a local folder. */
import { randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { copyFile, chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../basics/thrown.ts';
import { makeFolder } from '../basics/make-folder.ts';
import { StoreError } from '../aws/store-error.ts';
import { compareKeys, type Store, type StoredObject } from './store.ts';

type FolderErrorDetails = { readonly kind: 'vanished' | 'denied'; readonly why: string; readonly next: string };

const VANISHED: FolderErrorDetails = { kind: 'vanished', why: 'it no longer exists', next: '' };
const DENIED: FolderErrorDetails = { kind: 'denied', why: 'permission denied', next: 'Check its owner and mode.' };

const DETAILS_BY_CODE: ReadonlyMap<string, FolderErrorDetails> = new Map([
    ['ENOENT', VANISHED],
    ['ENOTDIR', VANISHED],
    ['EACCES', DENIED],
    ['EPERM', DENIED],
]);

const toFolderError = (error: unknown, name: string): unknown => {
    const details = DETAILS_BY_CODE.get(String(errorCode(error)));
    return details === undefined ? error : new StoreError(details.kind, name, details);
};

/** Keys come from listings and from our own names, so a key outside the folder is a bug. */
const pathOf = (root: string, key: string): string => {
    if (key.split('/').includes('..') || key.includes('\0'))
        throw new Error(`The key ${JSON.stringify(key)} leads out of its folder. This is a bug: please report it.`);
    return join(root, key);
};

const objectAt = async (root: string, key: string): Promise<StoredObject | null> => {
    const stats = await stat(pathOf(root, key), { bigint: true }).catch((error: unknown) => {
        const storeError = toFolderError(error, join(root, key));
        if (storeError instanceof StoreError && storeError.kind === 'vanished') return null;
        throw storeError;
    });
    if (stats === null || !stats.isFile()) return null;
    return {
        key,
        bytes: Number(stats.size),
        etag: `${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}`,
        modifiedAt: Number(stats.mtimeMs),
    };
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
    readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        const storeError = toFolderError(error, folder);
        if (storeError instanceof StoreError && storeError.kind === 'vanished') return [];
        throw storeError;
    });

/** A folder's name ends in a slash, so that its files sort in key order. */
const keyPartOf = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);

const isNotAfter = (part: string, after: string): boolean =>
    compareKeys(part, after) <= 0 && !(part.endsWith('/') && after.startsWith(part));

/** The keys below a folder, in order. Symbolic links are not followed. */
async function* walk(
    root: string,
    folder: string,
    { prefix, after }: { readonly prefix: string; readonly after: string },
): AsyncGenerator<string> {
    const parts = (await entriesOf(pathOf(root, folder)))
        .filter((entry) => entry.isFile() || entry.isDirectory())
        .map(keyPartOf)
        .filter((part) => !part.startsWith('.'))
        .map((part) => folder + part)
        .filter((part) => (part.startsWith(prefix) || prefix.startsWith(part)) && !isNotAfter(part, after));
    for (const part of parts.toSorted(compareKeys)) {
        if (part.endsWith('/')) yield* walk(root, part, { prefix, after });
        else if (part.startsWith(prefix)) yield part;
    }
}

async function* list(root: string, prefix: string, after = ''): AsyncGenerator<StoredObject> {
    for await (const key of walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after })) {
        const object = await objectAt(root, key);
        if (object !== null) yield object;
    }
}

const folders = async (root: string, prefix: string): Promise<readonly string[]> =>
    (await entriesOf(pathOf(root, prefix)))
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .toSorted(compareKeys);

const replacedError = (name: string): StoreError =>
    new StoreError('vanished', name, { why: 'it was replaced during the read', next: '' });

async function* open(
    root: string,
    key: string,
    { from, etag }: { readonly from: number; readonly etag: string | undefined },
): AsyncGenerator<Buffer> {
    try {
        if (etag !== undefined && (await objectAt(root, key))?.etag !== etag) throw replacedError(join(root, key));
        for await (const chunk of createReadStream(pathOf(root, key), { start: from })) yield Buffer.from(chunk);
    } catch (error) {
        throw toFolderError(error, join(root, key));
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

/** A Store over the files of a folder, which may not exist yet. */
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
