/** What the rest needs of a place where objects lie, a folder of this machine or a prefix of a bucket. */

export type StoredObject = {
    /** Below the place, with `/` between its parts. */
    readonly key: string;
    readonly bytes: number;
    /** Another one when the content is another. */
    readonly etag: string;
    /** Epoch ms. */
    readonly modifiedAt: number;
};

/** What can't be done is a StoreError, whose `kind` tells why. */
export type Store = {
    /** As people write it: a folder, or `s3://bucket/prefix`. */
    readonly name: string;
    /** The whole name of an object, for people. */
    readonly nameOf: (key: string) => string;
    /**
     * The objects whose keys begin so, in the order of the keys' bytes, page by page; without what is hidden below the prefix.
     *
     * @param after only keys behind this one
     */
    readonly list: (prefix: string, after?: string) => AsyncIterable<StoredObject>;
    /** The names of the folders right below a prefix that ends in `/` or is empty, in order. */
    readonly folders: (prefix: string) => Promise<readonly string[]>;
    /**
     * The bytes of an object, from an offset on. One that is no longer there is a StoreError of kind `vanished`.
     *
     * @param etag only of this version: another one counts as vanished
     */
    readonly open: (key: string, from?: number, etag?: string) => AsyncIterable<Buffer>;
    /** Tells of an object without reading it; null where there is none. */
    readonly head: (key: string) => Promise<StoredObject | null>;
    /** Puts a file of this machine under a key: readers see what was there before, or all of it. */
    readonly put: (key: string, path: string) => Promise<void>;
    /** Deletes objects; one that is not there is no error. */
    readonly remove: (keys: readonly string[]) => Promise<void>;
};

/** Hidden are the parts of a key that begin with a dot: what is not finished, and what is not meant for readers. A prefix that names one sees it. */
export const isHiddenBelow = (prefix: string, key: string): boolean =>
    key
        .slice(prefix.lastIndexOf('/') + 1)
        .split('/')
        .some((part) => part.startsWith('.'));

/** The order of S3: by the bytes of UTF-8. */
export const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
