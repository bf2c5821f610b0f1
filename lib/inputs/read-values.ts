/** Reads the JSON values of an input in constant memory: plain or gzip; NDJSON, concatenated or pretty-printed. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { splitJson } from '../transform/decode/split-json.ts';
import type { Input } from './input.ts';
import { CHUNK_BYTES, inflateStream } from './inflate-stream.ts';

/** Twice the largest envelope that the transform inflates. This also bounds the memory for a broken file. */
const MAX_VALUE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/** The bytes of a JSON value, or of the text between two, and the line where they start, from 1. */
export type InputValue = { readonly bytes: Buffer; readonly line: number };

const openFile = (path: string | null): Readable =>
    path === null ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });

async function* chunksOf({ path, open }: Input, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
    const stream: AsyncIterable<Buffer> = open === undefined ? openFile(path) : open();
    for await (const bytes of stream) {
        onBytes(bytes.length);
        yield bytes;
    }
}

/** Splits incoming bytes into values. */
class ValueReader {
    #buffered: Buffer[] = [];
    #bufferedBytes = 0;
    #nextSplitBytes = 0;
    #line = 1;

    /** Adds bytes and returns the complete values. Linear time: rescans a partial value only when its size doubled. */
    push(bytes: Buffer): readonly InputValue[] {
        this.#buffered.push(bytes);
        this.#bufferedBytes += bytes.length;
        return this.#bufferedBytes < this.#nextSplitBytes
            ? []
            : this.splitBuffered(this.#bufferedBytes > MAX_VALUE_BYTES);
    }

    /** The complete values in the buffer; at the end of the input also a partial one. */
    splitBuffered(isEnd: boolean): readonly InputValue[] {
        const bytes = Buffer.concat(this.#buffered);
        const { spans, rest } = splitJson(bytes, isEnd);
        let at = 0;
        const values = spans.map(({ start, end }) => {
            this.#countLines(bytes.subarray(at, start));
            at = start;
            return { bytes: bytes.subarray(start, end), line: this.#line };
        });
        this.#countLines(bytes.subarray(at, rest));
        this.#buffered = [bytes.subarray(rest)];
        this.#bufferedBytes = bytes.length - rest;
        this.#nextSplitBytes = Math.min(2 * this.#bufferedBytes, MAX_VALUE_BYTES);
        return values;
    }

    #countLines(bytes: Buffer): void {
        for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.#line += 1;
    }
}

/**
 * The values of an input in batches, including the text between JSON values.
 *
 * @param onBytes called with the number of bytes read
 * @throws the file system's error, or a DamagedGzipError, after yielding every complete value before it
 */
export async function* readValues(
    input: Input,
    onBytes: (bytes: number) => void,
): AsyncGenerator<readonly InputValue[]> {
    const reader = new ValueReader();
    try {
        for await (const chunk of inflateStream(chunksOf(input, onBytes))) yield reader.push(chunk);
    } catch (error) {
        yield reader.splitBuffered(false);
        throw error;
    }
    yield reader.splitBuffered(true);
}
