/** Finds the S3 objects that an argument of a replay names: one by its key, or all below a prefix. */
import { openStore } from '../store/open-store.ts';
import { isS3Address, parseS3Address, formatS3Address, type S3Address } from '../store/s3-address.ts';
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

/** A predicate: whether an object belongs to the target lake, if the lake is below the source address. */
const lakeFilter = (source: S3Address, lake: string | undefined): ((name: string) => boolean) => {
    const folder = lake === undefined || !isS3Address(lake) ? null : `${formatS3Address(parseS3Address(lake))}/`;
    return (name) => folder !== null && folder.startsWith(`${formatS3Address(source)}/`) && name.startsWith(folder);
};

/** Permission to list a prefix does not include permission to read an object beside it. */
const headOrDenied = async (store: Store, key: string): Promise<StoredObject | StoreError | null> =>
    store.head(key).catch((error: unknown) => {
        if (error instanceof StoreError && error.kind === 'denied') return error;
        throw error;
    });

/**
 * The object that an address names and those below it, in key order. Skips hidden and empty objects, and the target
 * lake. Throws a StoreError if listing fails.
 */
export const findObjects = async (address: string, lake: string | undefined): Promise<readonly Input[]> => {
    const source = parseS3Address(address);
    const store = await openStore(formatS3Address(parentOf(source)));
    const key = source.path.slice(source.path.lastIndexOf('/') + 1);
    const inputs: Input[] = [];
    const single = key === '' || address.endsWith('/') ? null : await headOrDenied(store, key);
    if (single !== null && !(single instanceof StoreError)) inputs.push(objectInput(store, single));
    const isOfLake = lakeFilter(source, lake);
    for await (const object of store.list(key === '' ? '' : `${key}/`)) {
        if (object.bytes > 0 && !isOfLake(store.nameOf(object.key))) inputs.push(objectInput(store, object));
    }
    if (inputs.length === 0 && single instanceof StoreError) throw single;
    return inputs;
};
