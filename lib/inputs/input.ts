/** What a replay reads from: a file, an object, or standard input. */

/** `path` is null for standard input, and `open` reads what is no file of this machine. */
export type Input = {
    readonly name: string;
    readonly path: string | null;
    readonly bytes: number;
    readonly modifiedAt: number;
    readonly open?: () => AsyncIterable<Buffer>;
};
