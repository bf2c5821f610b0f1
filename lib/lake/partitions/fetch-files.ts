/** Fetches objects of a lake in S3 into a local cache for DuckDB; a file's name is a hash of its key and ETag. */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../../basics/make-folder.ts';
import { removeAtExit, removeTemporary } from '../../basics/temporary-folder.ts';
import { runConcurrently } from '../../store/run-concurrently.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { progressBar } from '../../terminal/progress-bar.ts';
import { cacheFolder } from '../cache-folder.ts';
import { DAY_MS } from '../../basics/days.ts';

const MAX_CONCURRENT_FETCHES = 8;

/** Rows are personal data: what is deleted from the lake must not stay in the cache for long. */
const UNUSED_AFTER_MS = 7 * DAY_MS;

const digest = (...texts: readonly string[]): string =>
    createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);

/** The endpoint is part of the hash: another server may have a bucket of the same name. */
const cacheFolderOf = ({ name }: Store): string =>
    cacheFolder(
        join('lakes', digest(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'] ?? '', name)),
    );

/** Keeps the folders of the key: DuckDB reads the partition from them. */
const cachePathOf = (folder: string, { key, etag }: StoredObject): string =>
    join(folder, dirname(key), `${digest(key, etag)}${extname(key)}`);

/** The file's modification time is the day of its last use. */
const touch = async (path: string, modifiedAt: number): Promise<void> => {
    if (Date.now() - modifiedAt > DAY_MS) await utimes(path, new Date(), new Date());
};

const isCached = async (path: string, { bytes }: StoredObject): Promise<boolean> => {
    const stats = await stat(path).catch(() => null);
    if (stats === null || stats.size !== bytes) return false;
    await touch(path, stats.mtimeMs);
    return true;
};

const fetchOne = async (store: Store, object: StoredObject, path: string): Promise<void> => {
    const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}`);
    await makeFolder(dirname(path));
    removeAtExit(temporary);
    try {
        await pipeline(store.open(object.key, 0, object.etag), createWriteStream(temporary, { mode: 0o600 }));
        await rename(temporary, path);
    } catch (error) {
        // Not at once: a stream that failed early may still be about to create the file.
        await rm(temporary, { force: true });
        throw error;
    } finally {
        removeTemporary(temporary);
    }
};

const removeUnused = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
        const path = join(entry.parentPath, entry.name);
        const stats = await stat(path).catch(() => null);
        if (stats !== null && Date.now() - stats.mtimeMs > UNUSED_AFTER_MS) await rm(path, { force: true });
    }
};

type UncachedObject = { readonly object: StoredObject; readonly path: string };

const findUncached = async (folder: string, objects: readonly StoredObject[]): Promise<readonly UncachedObject[]> => {
    const uncached: UncachedObject[] = [];
    await runConcurrently(objects, MAX_CONCURRENT_FETCHES, async (object) => {
        const path = cachePathOf(folder, object);
        if (!(await isCached(path, object))) uncached.push({ object, path });
    });
    return uncached;
};

/**
 * The local paths of objects, in the same order. Fetches those that are not in the cache.
 *
 * @throws StoreError of kind `vanished` for an object that was deleted or replaced since it was listed
 */
export const fetchFiles = async (store: Store, objects: readonly StoredObject[]): Promise<readonly string[]> => {
    const folder = cacheFolderOf(store);
    const uncached = await findUncached(folder, objects);
    await removeUnused(folder);
    const bar = progressBar(
        'fetch {bar} {percentage}% | {eta_formatted} left',
        uncached.reduce((sum, { object }) => sum + object.bytes, 0),
    );
    try {
        await runConcurrently(uncached, MAX_CONCURRENT_FETCHES, async ({ object, path }) => {
            await fetchOne(store, object, path);
            bar.advance(object.bytes);
        });
    } finally {
        bar.stop();
    }
    return objects.map((object) => cachePathOf(folder, object));
};
