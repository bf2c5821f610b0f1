/** Holds what has come of an input that has not yet shown whether it is one of Cognito's logs. */
import type { Stretch } from './read-values.ts';

const MAX_STRETCHES = 100;
const MAX_BYTES = 4 * 1024 * 1024;

export class HeldStretches {
    #stretches: Stretch[] = [];
    #first: Stretch | null = null;
    #bytes = 0;
    #isFull = false;

    get first(): Stretch | null {
        return this.#first;
    }

    /** Whether more has come than can be held: then nothing is. */
    get isFull(): boolean {
        return this.#isFull;
    }

    canHold(stretches: readonly Stretch[]): boolean {
        const bytes = stretches.reduce((sum, stretch) => sum + stretch.bytes.length, this.#bytes);
        return !this.#isFull && this.#stretches.length + stretches.length <= MAX_STRETCHES && bytes <= MAX_BYTES;
    }

    /** Gives what is held away. */
    take(): readonly Stretch[] {
        const taken = this.#stretches;
        this.#stretches = [];
        return taken;
    }

    /** Copies: a stretch is a view of a larger piece of memory. */
    add(stretches: readonly Stretch[]): void {
        this.#isFull = !this.canHold(stretches);
        const copies = (this.#isFull ? stretches.slice(0, 1) : stretches).map(({ bytes, line }) => ({
            bytes: Buffer.from(bytes),
            line,
        }));
        this.#first ??= copies[0] ?? null;
        this.#stretches = this.#isFull ? [] : [...this.#stretches, ...copies];
        this.#bytes += copies.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }
}
