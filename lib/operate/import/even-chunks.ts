/** Cuts a stream of bytes evenly: how it is then taken apart does not depend on how the network cut it. */

/** All chunks but the last have `size` bytes. */
export async function* evenChunks(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
    let held: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of source) {
        held.push(chunk);
        bytes += chunk.length;
        if (bytes < size) continue;
        const all = Buffer.concat(held);
        const whole = bytes - (bytes % size);
        for (let at = 0; at < whole; at += size) yield all.subarray(at, at + size);
        [held, bytes] = [[all.subarray(whole)], bytes - whole];
    }
    if (bytes > 0) yield Buffer.concat(held);
}
