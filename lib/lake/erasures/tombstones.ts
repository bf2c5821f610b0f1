/** The tombstones of a lake: read once at the start of a run, and compared at its end. */
import { UserError } from '../../basics/user-error.ts';
import { openStore } from '../../store/open-store.ts';
import { mapConcurrently } from '../../store/run-concurrently.ts';
import type { Store } from '../../store/store.ts';
import { readTombstone, type Tombstone } from './tombstone.ts';
import { readTombstoneKey, TOMBSTONE_FOLDER, type TombstoneKey } from './tombstone-key.ts';

export type KeyedTombstone = Tombstone & { readonly key: TombstoneKey };

export type Tombstones = {
    /** Sorted by the time until which they cover events: the first one that covers a row gives its pseudonym. */
    readonly all: readonly KeyedTombstone[];
    /** Throws a UserError if an erasure began, or was lifted, since the tombstones were read. */
    readonly checkUnchanged: (consequence: string) => Promise<void>;
};

const MAX_CONCURRENT_READS = 8;

type ListedTombstones = { readonly objects: readonly string[]; readonly version: string };

const listTombstones = async (store: Store): Promise<ListedTombstones> => {
    const objects: string[] = [];
    let version = '';
    for await (const { key, etag } of store.list(TOMBSTONE_FOLDER)) {
        if (!key.endsWith('.json')) continue;
        objects.push(key);
        version += `${key} ${etag}\n`;
    }
    return { objects, version };
};

const readKeys = async (
    store: Store,
    tombstones: readonly Tombstone[],
    objects: readonly string[],
): Promise<readonly KeyedTombstone[]> => {
    const keys = new Map<string, TombstoneKey>();
    const keyed: KeyedTombstone[] = [];
    for (const [index, tombstone] of tombstones.entries()) {
        const key =
            keys.get(tombstone.key_id) ??
            (await readTombstoneKey(store, tombstone.key_id, store.nameOf(String(objects[index]))));
        keys.set(key.id, key);
        keyed.push({ ...tombstone, key });
    }
    return keyed;
};

/**
 * Reads the tombstones of a lake: one listing if it has none.
 *
 * @throws UserError if one is damaged or its key is missing
 */
export const readTombstones = async (lake: string): Promise<Tombstones> => {
    const store = await openStore(lake);
    const { objects, version } = await listTombstones(store);
    const tombstones = await mapConcurrently(objects, MAX_CONCURRENT_READS, async (key) => readTombstone(store, key));
    const keyed = await readKeys(store, tombstones, objects);
    return {
        all: keyed.toSorted((one, other) => (one.until < other.until ? -1 : 1)),
        checkUnchanged: async (consequence) => {
            if ((await listTombstones(store)).version === version) return;
            throw new UserError(`An erasure of ${store.name} began or was lifted during this run. ${consequence}`);
        },
    };
};
