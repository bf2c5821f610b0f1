/** Inflates a stream in constant memory: gzip members and plain bytes in any sequence, as in raw backup objects. */
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { isGzip, memberHeaderBytes, nextMember, TRAILER_BYTES } from '../transform/decode/inflate.ts';
import { PeekableBytes } from './peekable-bytes.ts';

export const CHUNK_BYTES = 1024 * 1024;
/** Longer than any real gzip header: those have a name and a comment of a few hundred bytes. */
const MAX_HEADER_BYTES = 4096;
const MAGIC_BYTES = 3;
/** Deflate compresses at most a thousandfold, so one feed inflates to at most 64 MiB. */
const FEED_BYTES = 64 * 1024;

/** Plain bytes up to the next member. Holds back the last two until they are known not to start a member. */
async function* readPlain(bytes: PeekableBytes): AsyncGenerator<Buffer> {
    for (;;) {
        const available = await bytes.peekAvailable(Infinity);
        if (available.length === 0) return;
        const next = nextMember(available);
        const isLast = next < 0 && (await bytes.peek(available.length + 1)).length === available.length;
        const end = next >= 0 ? next : isLast ? available.length : Math.max(0, available.length - MAGIC_BYTES + 1);
        yield available.subarray(0, end);
        bytes.skip(end);
        if (next >= 0) return;
    }
}

/** Gzip data that is damaged or truncated. */
export class DamagedGzipError extends Error {}

const truncatedError = (): DamagedGzipError => new DamagedGzipError('the gzip data is truncated');
const damagedError = (why: string): DamagedGzipError => new DamagedGzipError(`the gzip data is damaged (${why})`);

const checkTrailer = (trailer: Buffer, checksum: number): void => {
    if (trailer.length < TRAILER_BYTES) throw truncatedError();
    if (trailer.readUInt32LE(0) !== checksum) throw damagedError('wrong checksum');
};

/** A raw inflater that is fed chunk by chunk. */
class Inflater {
    readonly #raw: InflateRaw = createInflateRaw({ chunkSize: FEED_BYTES });
    #inflated: Buffer[] = [];
    #settle: { resolve: (isMoreWanted: boolean) => void; reject: (error: Error) => void } | null = null;

    constructor() {
        this.#raw.on('data', (chunk: Buffer) => this.#inflated.push(chunk));
        this.#raw.on('end', () => this.#settle?.resolve(false));
        this.#raw.on('error', (error) => this.#settle?.reject(damagedError(error.message)));
    }

    /** Inflates bytes. Returns the output, whether the member continues, and how many input bytes were used. */
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

/** The inflated bytes of a member. Leaves the input after the member unread. */
async function* inflateMember(bytes: PeekableBytes, inflater: Inflater): AsyncGenerator<Buffer> {
    for (;;) {
        const input = await bytes.peekAvailable(FEED_BYTES);
        if (input.length === 0) throw truncatedError();
        const { inflated, isMoreWanted, used } = await inflater.feed(input);
        bytes.skip(used);
        yield* inflated;
        if (!isMoreWanted) return;
    }
}

async function* readMember(bytes: PeekableBytes): AsyncGenerator<Buffer> {
    const header = memberHeaderBytes(await bytes.peek(MAX_HEADER_BYTES));
    bytes.skip(header);
    let checksum = 0;
    const inflater = new Inflater();
    try {
        for await (const inflated of inflateMember(bytes, inflater)) {
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
 * The inflated bytes of a source.
 *
 * @throws DamagedGzipError for a truncated or damaged member, after yielding all bytes before it
 */
export async function* inflateStream(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const bytes = new PeekableBytes(source);
    for (let head = await bytes.peek(MAGIC_BYTES); head.length > 0; head = await bytes.peek(MAGIC_BYTES)) {
        yield* isGzip(head) ? readMember(bytes) : readPlain(bytes);
    }
}
