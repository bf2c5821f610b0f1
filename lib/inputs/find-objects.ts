/** Finds the objects of S3 that a replay is given: one by its key, or all below a prefix. */
import { openStore } from '../store/open-store.ts';
import { isS3, s3Address, s3Name, type S3Address } from '../store/s3-address.ts';
import { StoreError } from '../aws/store-error.ts';
import type { Store, StoredObject } from '../store/store.ts';
import type { Input } from './input.ts';

const objectInput = (store: Store, { key, bytes, modifiedAt }: StoredObject): Input => {
    const name = store.nameOf(key);
    return { name, path: name, bytes, modifiedAt, open: () => store.open(key) };
};

const parentOf = ({ bucket, path }: S3Address): S3Address => ({
    bucket,
    path: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
});

/** Tells whether an object lies in the lake that is written to, where that lies in what is given to read. */
const lakeIn = (given: S3Address, lake: string | undefined): ((name: string) => boolean) => {
    const folder = lake === undefined || !isS3(lake) ? null : `${s3Name(s3Address(lake))}/`;
    return (name) => folder !== null && folder.startsWith(`${s3Name(given)}/`) && name.startsWith(folder);
};

/** Who may list a prefix need not have the right to ask for an object beside it. */
const headOrDenied = async (store: Store, key: string): Promise<StoredObject | StoreError | null> =>
    store.head(key).catch((error: unknown) => {
        if (error instanceof StoreError && error.kind === 'denied') return error;
        throw error;
    });

/**
 * The object that an address names and those below it, in the order of their keys; what is hidden or empty is left out, and the lake
 * where it lies below the address. Throws a StoreError for what can't be listed.
 */
export const findObjects = async (address: string, lake: string | undefined): Promise<readonly Input[]> => {
    const given = s3Address(address);
    const store = await openStore(s3Name(parentOf(given)));
    const key = given.path.slice(given.path.lastIndexOf('/') + 1);
    const inputs: Input[] = [];
    const single = key === '' || address.endsWith('/') ? null : await headOrDenied(store, key);
    if (single !== null && !(single instanceof StoreError)) inputs.push(objectInput(store, single));
    const isOfLake = lakeIn(given, lake);
    for await (const object of store.list(key === '' ? '' : `${key}/`)) {
        if (object.bytes > 0 && !isOfLake(store.nameOf(object.key))) inputs.push(objectInput(store, object));
    }
    if (inputs.length === 0 && single instanceof StoreError) throw single;
    return inputs;
};
