/** Inflates a stream of bytes in flat memory: gzip members and plain bytes end to end, as a raw backup object has them. */
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { isGzip, memberHeaderBytes, nextMember, TRAILER_BYTES } from '../transform/decode/inflate.ts';
import { SourceBytes } from './source-bytes.ts';

export const CHUNK_BYTES = 1024 * 1024;
/** Longer than any header that a gzip writer makes: a name and a comment of a few hundred bytes. */
const MAX_HEADER_BYTES = 4096;
const MAGIC_BYTES = 3;
/** Deflate packs a thousandfold at most: so much at a time inflates to 64 MiB, whatever a file holds. */
const FED_BYTES = 64 * 1024;

/** Plain bytes up to the next member. The last two stay until it is known that no member begins with them. */
async function* plain(bytes: SourceBytes): AsyncGenerator<Buffer> {
    for (let held = await bytes.look(Infinity); held.length > 0; held = await bytes.look(Infinity)) {
        const next = nextMember(held);
        const isLast = next < 0 && (await bytes.peek(held.length + 1)).length === held.length;
        const end = next >= 0 ? next : isLast ? held.length : Math.max(0, held.length - MAGIC_BYTES + 1);
        yield held.subarray(0, end);
        bytes.skip(end);
        if (next >= 0) return;
    }
}

/** Gzip that can't be inflated to its end. */
export class Damaged extends Error {}

const damaged = (what: string): Damaged => new Damaged(`gzip data that is ${what}`);

const checkTrailer = (trailer: Buffer, checksum: number): void => {
    if (trailer.length < TRAILER_BYTES) throw damaged('cut off');
    if (trailer.readUInt32LE(0) !== checksum) throw damaged('damaged: its checksum is wrong');
};

/** An inflater that is fed by hand: what it gives, and whether it wants more. */
class Inflater {
    readonly #raw: InflateRaw = createInflateRaw({ chunkSize: FED_BYTES });
    #inflated: Buffer[] = [];
    #settle: { resolve: (isMoreWanted: boolean) => void; reject: (error: Error) => void } | null = null;

    constructor() {
        this.#raw.on('data', (chunk: Buffer) => this.#inflated.push(chunk));
        this.#raw.on('end', () => this.#settle?.resolve(false));
        this.#raw.on('error', (error) => this.#settle?.reject(damaged(error.message)));
    }

    /** Inflates bytes. Gives what they became, whether the member goes on, and how many of them it used. */
    async feed(bytes: Buffer): Promise<{ inflated: readonly Buffer[]; isMoreWanted: boolean; used: number }> {
        const before = this.#raw.bytesWritten;
        const isMoreWanted = await new Promise<boolean>((resolve, reject) => {
            this.#settle = { resolve, reject };
            this.#raw.write(bytes, () => resolve(true));
        });
        const inflated = this.#inflated;
        this.#inflated = [];
        return { inflated, isMoreWanted, used: this.#raw.bytesWritten - before };
    }

    close(): void {
        this.#raw.destroy();
    }
}

/** The deflated bytes of a member; what lies behind them stays. */
async function* deflated(bytes: SourceBytes, inflater: Inflater): AsyncGenerator<Buffer> {
    for (;;) {
        const given = await bytes.look(FED_BYTES);
        if (given.length === 0) throw damaged('cut off');
        const { inflated, isMoreWanted, used } = await inflater.feed(given);
        bytes.skip(used);
        yield* inflated;
        if (!isMoreWanted) return;
    }
}

async function* member(bytes: SourceBytes): AsyncGenerator<Buffer> {
    const header = memberHeaderBytes(await bytes.peek(MAX_HEADER_BYTES));
    bytes.skip(header);
    let checksum = 0;
    const inflater = new Inflater();
    try {
        for await (const inflated of deflated(bytes, inflater)) {
            checksum = crc32(inflated, checksum);
            yield inflated;
        }
    } finally {
        inflater.close();
    }
    checkTrailer(await bytes.peek(TRAILER_BYTES), checksum);
    bytes.skip(TRAILER_BYTES);
}

/**
 * The plain bytes of a source.
 *
 * @throws Damaged for a member that is cut or damaged; what was before it has come by then
 */
export async function* inflateStream(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const bytes = new SourceBytes(source);
    for (let head = await bytes.peek(MAGIC_BYTES); head.length > 0; head = await bytes.peek(MAGIC_BYTES)) {
        yield* isGzip(head) ? member(bytes) : plain(bytes);
    }
}
