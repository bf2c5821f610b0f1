/** Inflates a stream of bytes in flat memory: gzip members and plain bytes end to end, as a raw backup object has them. */
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { isGzip, memberHeaderBytes, nextMember, TRAILER_BYTES } from '../inflate.ts';

export const CHUNK_BYTES = 1024 * 1024;
/** Longer than any header that a gzip writer makes: a name and a comment of a few hundred bytes. */
const MAX_HEADER_BYTES = 4096;
const MAGIC_BYTES = 3;
/** The inflater runs ahead of what it has used by a chunk in its buffer and one on the way. */
const CHUNKS_AHEAD = 4;

/** Bytes of a source that can be looked at and given back. */
class Bytes {
    readonly #source: AsyncIterator<Buffer>;
    #held: Buffer = Buffer.alloc(0);

    constructor(source: AsyncIterable<Buffer>) {
        this.#source = source[Symbol.asyncIterator]();
    }

    /** The next bytes: so many, or fewer at the end. They stay. */
    async peek(count: number): Promise<Buffer> {
        while (this.#held.length < count) {
            const next = await this.#source.next();
            if (next.done === true) break;
            this.#held = Buffer.concat([this.#held, next.value]);
        }
        return this.#held.subarray(0, count);
    }

    /** All that is at hand, at least one byte but at the end. */
    async take(): Promise<Buffer> {
        await this.peek(1);
        const taken = this.#held;
        this.#held = Buffer.alloc(0);
        return taken;
    }

    giveBack(bytes: Buffer): void {
        this.#held = Buffer.concat([bytes, this.#held]);
    }
}

/** Plain bytes up to the next member. The last two stay until it is known that no member begins with them. */
async function* plain(bytes: Bytes): AsyncGenerator<Buffer> {
    for (let taken = await bytes.take(); taken.length > 0; taken = await bytes.take()) {
        const member = nextMember(taken);
        if (member >= 0) {
            bytes.giveBack(taken.subarray(member));
            yield taken.subarray(0, member);
            return;
        }
        const isLast = (await bytes.peek(1)).length === 0;
        const kept = isLast ? 0 : MAGIC_BYTES - 1;
        bytes.giveBack(taken.subarray(taken.length - kept));
        yield taken.subarray(0, taken.length - kept);
        if (!isLast) await bytes.peek(MAGIC_BYTES);
    }
}

const damaged = (what: string): Error => new Error(`gzip data that is ${what}`);

const checkTrailer = (trailer: Buffer, checksum: number): void => {
    if (trailer.length < TRAILER_BYTES) throw damaged('cut off');
    if (trailer.readUInt32LE(0) !== checksum) throw damaged('damaged: its checksum is wrong');
};

/** The deflated bytes of a member; gives back what lies behind them. */
async function* deflated(bytes: Bytes, inflater: InflateRaw): AsyncGenerator<Buffer> {
    let fed = 0;
    let recent: Buffer[] = [];
    const feed = async function* (): AsyncGenerator<Buffer> {
        for (let taken = await bytes.take(); taken.length > 0; taken = await bytes.take()) {
            fed += taken.length;
            recent = [...recent.slice(1 - CHUNKS_AHEAD), taken];
            yield taken;
        }
    };
    const source = Readable.from(feed(), { highWaterMark: 1 });
    pipeline(source, inflater, () => undefined);
    yield* inflater;
    source.destroy();
    const behind = fed - inflater.bytesWritten;
    const held = Buffer.concat(recent);
    bytes.giveBack(held.subarray(held.length - behind));
}

async function* member(bytes: Bytes): AsyncGenerator<Buffer> {
    const header = memberHeaderBytes(await bytes.peek(MAX_HEADER_BYTES));
    bytes.giveBack((await bytes.take()).subarray(header));
    let checksum = 0;
    for await (const inflated of deflated(bytes, createInflateRaw({ chunkSize: CHUNK_BYTES }))) {
        checksum = crc32(inflated, checksum);
        yield inflated;
    }
    checkTrailer(await bytes.peek(TRAILER_BYTES), checksum);
    bytes.giveBack((await bytes.take()).subarray(TRAILER_BYTES));
}

/**
 * The plain bytes of a source.
 *
 * @throws Error for a member that is cut or damaged; what was before it has come by then
 */
export async function* inflateStream(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const bytes = new Bytes(source);
    for (let head = await bytes.peek(MAGIC_BYTES); head.length > 0; head = await bytes.peek(MAGIC_BYTES)) {
        yield* isGzip(head) ? member(bytes) : plain(bytes);
    }
}
