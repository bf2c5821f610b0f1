/** Buffers the values of an input until one is recognised as a Cognito log. */
import type { InputValue } from './read-values.ts';

const MAX_VALUES = 100;
const MAX_BYTES = 4 * 1024 * 1024;

export class ValueBuffer {
    #values: InputValue[] = [];
    #first: InputValue | null = null;
    #bytes = 0;
    #hasOverflowed = false;

    get first(): InputValue | null {
        return this.#first;
    }

    /** Whether more values were added than fit. The buffer is then empty. */
    get hasOverflowed(): boolean {
        return this.#hasOverflowed;
    }

    hasRoomFor(values: readonly InputValue[]): boolean {
        const bytes = values.reduce((sum, value) => sum + value.bytes.length, this.#bytes);
        return !this.#hasOverflowed && this.#values.length + values.length <= MAX_VALUES && bytes <= MAX_BYTES;
    }

    /** Returns the buffered values and empties the buffer. */
    take(): readonly InputValue[] {
        const taken = this.#values;
        this.#values = [];
        return taken;
    }

    /** Adds copies: a value is a view into a larger buffer. */
    add(values: readonly InputValue[]): void {
        this.#hasOverflowed = !this.hasRoomFor(values);
        const copies = (this.#hasOverflowed ? values.slice(0, 1) : values).map(({ bytes, line }) => ({
            bytes: Buffer.from(bytes),
            line,
        }));
        this.#first ??= copies[0] ?? null;
        this.#values = this.#hasOverflowed ? [] : [...this.#values, ...copies];
        this.#bytes += copies.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }
}
