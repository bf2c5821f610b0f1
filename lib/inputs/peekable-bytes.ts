/** The bytes of a source, which can be peeked at before they are consumed. */
export class PeekableBytes {
    readonly #source: AsyncIterator<Buffer>;
    #buffered: Buffer = Buffer.alloc(0);

    constructor(source: AsyncIterable<Buffer>) {
        this.#source = source[Symbol.asyncIterator]();
    }

    /** The next `count` bytes, or fewer at the end, without consuming them. */
    async peek(count: number): Promise<Buffer> {
        while (this.#buffered.length < count) {
            const next = await this.#source.next();
            if (next.done === true) break;
            this.#buffered = Buffer.concat([this.#buffered, next.value]);
        }
        return this.#buffered.subarray(0, count);
    }

    /** Up to `count` buffered bytes, at least one unless at the end, without consuming them. */
    async peekAvailable(count: number): Promise<Buffer> {
        await this.peek(1);
        return this.#buffered.subarray(0, count);
    }

    /** Consumes `count` buffered bytes. */
    skip(count: number): void {
        this.#buffered = this.#buffered.subarray(count);
    }
}
