/** Cuts a byte stream into chunks of equal size, so that parsing does not depend on how the network cut it. */

/** All chunks except the last have `size` bytes. */
export async function* evenChunks(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
    let pending: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of source) {
        pending.push(chunk);
        bytes += chunk.length;
        if (bytes < size) continue;
        const all = Buffer.concat(pending);
        const whole = bytes - (bytes % size);
        for (let at = 0; at < whole; at += size) yield all.subarray(at, at + size);
        [pending, bytes] = [[all.subarray(whole)], bytes - whole];
    }
    if (bytes > 0) yield Buffer.concat(pending);
}
