/** The source that a replay reads from: a file, an S3 object, or standard input. */

/** `path` is null for standard input. `open` reads a source that is not a local file. `modifiedAt` is epoch ms. */
export type Input = {
    readonly name: string;
    readonly path: string | null;
    readonly bytes: number;
    readonly modifiedAt: number;
    readonly open?: () => AsyncIterable<Buffer>;
};
