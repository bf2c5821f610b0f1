/** Wraps text as gzip without compression: the committed files do not depend on the zlib version. */
import { crc32 } from 'node:zlib';

/** RFC 1952: no flags, no time, operating system Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
/** RFC 1951: the length of a stored block has 16 bits. */
const MAX_BLOCK_BYTES = 0xffff;

const block = (bytes: Buffer, isLast: boolean): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt8(isLast ? 1 : 0, 0);
    head.writeUInt16LE(bytes.length, 1);
    head.writeUInt16LE(bytes.length ^ 0xffff, 3);
    return Buffer.concat([head, bytes]);
};

const trailer = (bytes: Buffer): Buffer => {
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(crc32(bytes), 0);
    tail.writeUInt32LE(bytes.length >>> 0, 4);
    return tail;
};

/** One gzip member. */
export const storedGzip = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    const count = Math.max(1, Math.ceil(bytes.length / MAX_BLOCK_BYTES));
    const blocks = Array.from({ length: count }, (_, at) =>
        block(bytes.subarray(at * MAX_BLOCK_BYTES, (at + 1) * MAX_BLOCK_BYTES), at === count - 1),
    );
    return Buffer.concat([HEADER, ...blocks, trailer(bytes)]);
};
