/** All state that the path keeps between records, only for speed: no row and no reply depends on it. */

/** Large enough for nearly every record; a larger record gets its own buffer. */
export const SCRATCH_BYTES = 64 * 1024;

/** A reused buffer: one buffer per record costs a tenth of the transform. No view of it is kept. */
export const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * A table of values by key. It starts anew when it is full, so that a hostile batch can't grow it.
 *
 * @returns the value of a key, which `make` gives at first use; undefined is not remembered
 */
const memoTable = <Key, Value>(maxSize: number) => {
    const table = new Map<Key, Value>();
    return <Made extends Value | undefined>(key: Key, make: (key: Key) => Made): Value | Made => {
        const known = table.get(key);
        if (known !== undefined) return known;
        const value = make(key);
        if (value === undefined) return value;
        if (table.size >= maxSize) table.clear();
        table.set(key, value);
        return value;
    };
};

/** `2026-01-31 12:34:` by minute since 1970. A batch has few days and some hundred minutes. */
export const minuteTexts = memoTable<number, string>(4096);

/** Valid pool ids. Rows of a pool share one string, which makes comparing and counting fast. A batch has few pools. */
export const poolIds = memoTable<string, string>(1024);

/** The keys of an earlier object whose fields all have a column: nearly all events have the same keys. */
export type UsualKeys = { keys: readonly string[] };

export const usualKeys = (): UsualKeys => ({ keys: [] });
