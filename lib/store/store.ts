/** The interface of an object store: a local folder or an S3 prefix. */

export type StoredObject = {
    /** Relative to the root of the store, with `/` between its parts. */
    readonly key: string;
    readonly bytes: number;
    /** Changes when the content changes. */
    readonly etag: string;
    /** Epoch ms. */
    readonly modifiedAt: number;
};

/** Operations throw a StoreError, whose `kind` is the reason. */
export type Store = {
    /** As the user writes it: a folder, or `s3://bucket/prefix`. */
    readonly name: string;
    /** The full name of an object, for output. */
    readonly nameOf: (key: string) => string;
    /**
     * The objects whose keys start with `prefix`, sorted by the bytes of their keys, without those hidden below it.
     *
     * @param after only keys that sort after this one
     */
    readonly list: (prefix: string, after?: string) => AsyncIterable<StoredObject>;
    /** The names of the folders directly below `prefix`, which ends in `/` or is empty, sorted. */
    readonly folders: (prefix: string) => Promise<readonly string[]>;
    /**
     * The bytes of an object, from byte `from` on. A missing object is a StoreError of kind `vanished`.
     *
     * @param etag the version to read; any other version counts as vanished
     */
    readonly open: (key: string, from?: number, etag?: string) => AsyncIterable<Buffer>;
    /** The key, size, version and time of an object; null if it does not exist. */
    readonly head: (key: string) => Promise<StoredObject | null>;
    /** Stores a local file under a key. Readers see the old content or all of the new, never a part. */
    readonly put: (key: string, path: string) => Promise<void>;
    /** Deletes objects. A missing object is not an error. */
    readonly remove: (keys: readonly string[]) => Promise<void>;
};

/**
 * Whether a key is hidden below a prefix: one of its parts starts with a dot, as unfinished files do. A part that the
 * prefix itself names is not hidden.
 */
export const isHiddenBelow = (prefix: string, key: string): boolean =>
    key
        .slice(prefix.lastIndexOf('/') + 1)
        .split('/')
        .some((part) => part.startsWith('.'));

/** Compares keys as S3 sorts them: by their UTF-8 bytes. */
export const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
