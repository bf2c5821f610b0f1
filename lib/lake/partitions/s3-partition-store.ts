/** A PartitionStore over a lake in S3: downloads objects for reading, and uploads complete files. */
import { rm } from 'node:fs/promises';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { fetchFiles } from './fetch-files.ts';
import { groupByPartition, type PartitionStore } from './partition-store.ts';

/** Reads and removes only listed objects: an object that was added since belongs to another run. */
export const s3PartitionStore = (store: Store): PartitionStore => {
    const listed = new Map<string, StoredObject>();
    const fetched = new Map<string, string>();
    return {
        list: async () => {
            listed.clear();
            for (const table of TABLE_NAMES)
                for await (const object of store.list(`${table}/`)) listed.set(object.key, object);
            return groupByPartition([...listed.values()]);
        },
        fetch: async (files) => {
            const objects = files.map(({ key }) => listed.get(key)).filter((object) => object !== undefined);
            const paths = await fetchFiles(store, objects);
            for (const [index, { key }] of objects.entries()) fetched.set(key, String(paths[index]));
            return paths;
        },
        add: async (path, key) => store.put(key, path),
        remove: async (keys) => {
            await store.remove(keys);
            // Data that is deleted from the lake must not stay in the cache.
            for (const path of keys.flatMap((key) => fetched.get(key) ?? [])) await rm(path, { force: true });
        },
    };
};
