/** Compresses with a header that is always the same: the bytes then depend on the text and on the zlib of Node alone. */
import { promisify } from 'node:util';
import { gzip as zlibGzip } from 'node:zlib';

const compress = promisify(zlibGzip);

/** RFC 1952: byte 9 names the operating system; zlib writes the one it was built for. The time is 0 already. */
const OS_BYTE = 9;
const OS_UNIX = 3;

const withConstantHeader = (bytes: Buffer): Buffer => {
    bytes[OS_BYTE] = OS_UNIX;
    return bytes;
};

/** One gzip member. Runs beside the caller, on a thread of zlib's. */
export const gzip = async (text: string): Promise<Buffer> => withConstantHeader(await compress(text));
