/** Reads a zip file: entry names with their bytes. */
import { inflateRawSync } from 'node:zlib';

const END = Buffer.from('PK\u0005\u0006');
const STORED = 0;

/** The entries in the order of the central directory (pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3). */
export const unzip = (zip: Buffer): ReadonlyMap<string, Buffer> => {
    const end = zip.lastIndexOf(END);
    const entries = new Map<string, Buffer>();
    let offset = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
        const afterName = offset + 46 + zip.readUInt16LE(offset + 28);
        const local = zip.readUInt32LE(offset + 42);
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const packed = zip.subarray(start, start + zip.readUInt32LE(offset + 20));
        const bytes = zip.readUInt16LE(offset + 10) === STORED ? packed : inflateRawSync(packed);
        entries.set(zip.toString('utf8', offset + 46, afterName), bytes);
        offset = afterName + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
    }
    return entries;
};
