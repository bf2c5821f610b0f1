/** Reads a zip: the names in it, each with its bytes. */
import { inflateRawSync } from 'node:zlib';

const END = Buffer.from('PK\u0005\u0006');
const STORED = 0;

/** The entries in the order of the central directory (pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3). */
export const unzip = (zip: Buffer): ReadonlyMap<string, Buffer> => {
    const end = zip.lastIndexOf(END);
    const entries = new Map<string, Buffer>();
    let at = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
        const afterName = at + 46 + zip.readUInt16LE(at + 28);
        const local = zip.readUInt32LE(at + 42);
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
        const bytes = zip.readUInt16LE(at + 10) === STORED ? packed : inflateRawSync(packed);
        entries.set(zip.toString('utf8', at + 46, afterName), bytes);
        at = afterName + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
    return entries;
};
