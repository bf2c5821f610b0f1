/** Reads the JSON values of an input one after another, in flat memory: plain or gzip, a line each, run together or pretty-printed. */
import { createReadStream } from 'node:fs';
import { splitJson } from '../split-json.ts';
import type { Input } from './find-inputs.ts';
import { CHUNK_BYTES, inflateStream } from './inflate-stream.ts';

/** A value longer than this is none: an envelope inflates to 32 MiB at most. It also bounds the memory that a broken file takes. */
const MAX_VALUE_BYTES = 32 * 1024 * 1024;

async function* chunksOf({ path }: Input, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
    const stream = path === null ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
    for await (const chunk of stream) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        onBytes(bytes.length);
        yield bytes;
    }
}

/**
 * The stretches of an input, values and what is none between them.
 *
 * @param onBytes called with the number of bytes of the file as they are read
 * @throws the error of the file system, or an Error for gzip that is cut or damaged; what was whole before it has come by then
 */
export async function* readValues(input: Input, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
    let left: Buffer = Buffer.alloc(0);
    for await (const chunk of inflateStream(chunksOf(input, onBytes))) {
        const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
        const { spans, rest } = splitJson(bytes, bytes.length > MAX_VALUE_BYTES);
        for (const { start, end } of spans) yield bytes.subarray(start, end);
        left = bytes.subarray(rest);
    }
    for (const { start, end } of splitJson(left).spans) yield left.subarray(start, end);
}
