/** The partitions of a lake in S3: objects are fetched to this machine to be read, and put whole. */
import { rm } from 'node:fs/promises';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { fetchedFiles } from './fetched-files.ts';
import { partitionsOf, type PartitionStore } from './partition-store.ts';

/** What was listed is what is read and removed: an object that came since is another run's. */
export const s3Partitions = (store: Store): PartitionStore => {
    const listed = new Map<string, StoredObject>();
    const fetched = new Map<string, string>();
    return {
        list: async () => {
            listed.clear();
            for (const table of TABLE_NAMES)
                for await (const object of store.list(`${table}/`)) listed.set(object.key, object);
            return partitionsOf([...listed.values()]);
        },
        fetch: async (files) => {
            const objects = files.map(({ key }) => listed.get(key)).filter((object) => object !== undefined);
            const paths = await fetchedFiles(store, objects);
            for (const [index, { key }] of objects.entries()) fetched.set(key, String(paths[index]));
            return paths;
        },
        add: async (path, key) => store.put(key, path),
        remove: async (keys) => {
            await store.remove(keys);
            // Of what is no longer in the lake nothing is to stay in the cache.
            for (const path of keys.flatMap((key) => fetched.get(key) ?? [])) await rm(path, { force: true });
        },
    };
};
