/** Fetches objects of a lake in S3 into a cache of this machine, where DuckDB reads them. A file is named by its key and ETag: what is there is right. */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../../basics/make-folder.ts';
import { atOnce } from '../../store/at-once.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { progressBar } from '../../terminal/progress-bar.ts';
import { cacheFolder } from '../cache-folder.ts';

const FETCHES_AT_ONCE = 8;
const DAY_MS = 86_400_000;

/** Rows are personal data, and what the lake no longer has should not stay here either. */
const UNUSED_AFTER_MS = 7 * DAY_MS;

const digest = (...texts: readonly string[]): string =>
    createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);

/** Another server may have a bucket of the same name. */
const folderOf = ({ name }: Store): string =>
    cacheFolder(
        join('lakes', digest(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'] ?? '', name)),
    );

/** The folders above a file give its rows their partition. */
const pathOf = (folder: string, { key, etag }: StoredObject): string =>
    join(folder, dirname(key), `${digest(key, etag)}${extname(key)}`);

/** Used today: its time tells when it was used last. */
const touch = async (path: string, modifiedAt: number): Promise<void> => {
    if (Date.now() - modifiedAt > DAY_MS) await utimes(path, new Date(), new Date());
};

const isThere = async (path: string, { bytes }: StoredObject): Promise<boolean> => {
    const found = await stat(path).catch(() => null);
    if (found === null || found.size !== bytes) return false;
    await touch(path, found.mtimeMs);
    return true;
};

const fetchOne = async (store: Store, object: StoredObject, path: string): Promise<void> => {
    const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}`);
    await makeFolder(dirname(path));
    try {
        await pipeline(store.open(object.key, 0, object.etag), createWriteStream(temporary, { mode: 0o600 }));
        await rename(temporary, path);
    } catch (error) {
        await rm(temporary, { force: true });
        throw error;
    }
};

const removeUnused = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
        const path = join(entry.parentPath, entry.name);
        const found = await stat(path).catch(() => null);
        if (found !== null && Date.now() - found.mtimeMs > UNUSED_AFTER_MS) await rm(path, { force: true });
    }
};

type Missing = { readonly object: StoredObject; readonly path: string };

const missingOf = async (folder: string, objects: readonly StoredObject[]): Promise<readonly Missing[]> => {
    const missing: Missing[] = [];
    await atOnce(objects, FETCHES_AT_ONCE, async (object) => {
        const path = pathOf(folder, object);
        if (!(await isThere(path, object))) missing.push({ object, path });
    });
    return missing;
};

/**
 * The files of objects, in their order; those that the cache has not are fetched first.
 *
 * @throws StoreError of kind `vanished` for an object that is gone or replaced since it was listed
 */
export const fetchedFiles = async (store: Store, objects: readonly StoredObject[]): Promise<readonly string[]> => {
    const folder = folderOf(store);
    const missing = await missingOf(folder, objects);
    await removeUnused(folder);
    const bar = progressBar(
        'fetch {bar} {percentage}% | {eta_formatted} left',
        missing.reduce((sum, { object }) => sum + object.bytes, 0),
    );
    try {
        await atOnce(missing, FETCHES_AT_ONCE, async ({ object, path }) => {
            await fetchOne(store, object, path);
            bar.advance(object.bytes);
        });
    } finally {
        bar.stop();
    }
    return objects.map((object) => pathOf(folder, object));
};
