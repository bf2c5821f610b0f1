/** Compresses text with a constant gzip header: the bytes depend only on the text and the zlib version of Node. */
import { promisify } from 'node:util';
import { gzip as zlibGzip } from 'node:zlib';

const compress = promisify(zlibGzip);

/** RFC 1952: byte 9 is the operating system; zlib writes the one it was built for. Node already sets the time to 0. */
const OS_BYTE = 9;
const OS_UNIX = 3;

const withConstantHeader = (bytes: Buffer): Buffer => {
    bytes[OS_BYTE] = OS_UNIX;
    return bytes;
};

/** One gzip member. The compression runs on a thread of zlib. */
export const gzip = async (text: string): Promise<Buffer> => withConstantHeader(await compress(text));
