/** Reads the JSON values of an input one after another, in flat memory: plain or gzip, a line each, run together or pretty-printed. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { splitJson } from '../transform/decode/split-json.ts';
import type { Input } from './input.ts';
import { CHUNK_BYTES, inflateStream } from './inflate-stream.ts';

/** A value longer than this is none: an envelope inflates to 32 MiB at most. It also bounds the memory that a broken file takes. */
const MAX_VALUE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/** A value, or a stretch that is none, and the line on which it begins, from 1. */
export type Stretch = { readonly bytes: Buffer; readonly line: number };

const openFile = (path: string | null): Readable =>
    path === null ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });

async function* chunksOf({ path, open }: Input, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
    const stream: AsyncIterable<Buffer> = open === undefined ? openFile(path) : open();
    for await (const bytes of stream) {
        onBytes(bytes.length);
        yield bytes;
    }
}

/** Takes bytes as they come, and gives the stretches that are complete. */
class Reader {
    #held: Buffer[] = [];
    #heldBytes = 0;
    #nextLookBytes = 0;
    #line = 1;

    /** A value that is not complete is looked at again when twice as much of it is there: so no byte is read more than twice or so. */
    take(bytes: Buffer): readonly Stretch[] {
        this.#held.push(bytes);
        this.#heldBytes += bytes.length;
        return this.#heldBytes < this.#nextLookBytes ? [] : this.look(this.#heldBytes > MAX_VALUE_BYTES);
    }

    /** The stretches of all that is there; at the end also one that is not complete. */
    look(isEnd: boolean): readonly Stretch[] {
        const bytes = Buffer.concat(this.#held);
        const { spans, rest } = splitJson(bytes, isEnd);
        let at = 0;
        const stretches = spans.map(({ start, end }) => {
            this.#countLines(bytes.subarray(at, start));
            at = start;
            return { bytes: bytes.subarray(start, end), line: this.#line };
        });
        this.#countLines(bytes.subarray(at, rest));
        this.#held = [bytes.subarray(rest)];
        this.#heldBytes = bytes.length - rest;
        this.#nextLookBytes = Math.min(2 * this.#heldBytes, MAX_VALUE_BYTES);
        return stretches;
    }

    #countLines(bytes: Buffer): void {
        for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.#line += 1;
    }
}

/**
 * The stretches of an input, some at a time: values, and what is none between them.
 *
 * @param onBytes called with the number of bytes of the file as they are read
 * @throws the error of the file system, or Damaged for gzip that is cut or damaged; what was whole before it has come by then
 */
export async function* readValues(input: Input, onBytes: (bytes: number) => void): AsyncGenerator<readonly Stretch[]> {
    const reader = new Reader();
    try {
        for await (const chunk of inflateStream(chunksOf(input, onBytes))) yield reader.take(chunk);
    } catch (error) {
        yield reader.look(false);
        throw error;
    }
    yield reader.look(true);
}
