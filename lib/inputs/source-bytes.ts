/** The bytes of a source, which can be looked at before they are taken. */
export class SourceBytes {
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

    /** What is at hand of so many bytes, at least one but at the end. They stay. */
    async look(count: number): Promise<Buffer> {
        await this.peek(1);
        return this.#held.subarray(0, count);
    }

    /** Goes on behind so many of the bytes at hand. */
    skip(count: number): void {
        this.#held = this.#held.subarray(count);
    }
}
