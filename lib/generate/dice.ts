/** Seeded random numbers, the same on every version of Node: sfc32 with 32-bit integers only. */
import { createHash } from 'node:crypto';

/** The first 32 bits of the SHA-256 of a text. */
export const hashToNumber = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

/** The item at an index of a non-empty list; an index past the end starts again at the first item. */
export const cyclicItem = <T>(list: readonly T[], index: number): T => {
    const item = list[index % list.length];
    if (item === undefined) throw new Error('Cannot take an item of an empty list. This is a bug: please report it.');
    return item;
};

/** The first numbers of sfc32 still correlate with the seed, so this many are discarded (pracrand.sourceforge.net). */
const WARM_UP = 12;

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The last item of a list. Throws if the list is empty. */
const last = <T>(list: readonly T[]): T => list.reduce((_, item) => item);

export class Dice {
    #a: number;
    #b: number;
    #c = 0x9e3779b9 | 0;
    #counter = 1;

    /** @param stream independent sequence of a seed: one stream per user, one for the traffic, and so on */
    constructor(seed: number, stream: number) {
        this.#a = seed | 0;
        this.#b = stream | 0;
        for (let round = 0; round < WARM_UP; round += 1) this.next();
    }

    /** An integer from 0 to 2^32 - 1. */
    next(): number {
        const result = (this.#a + this.#b + this.#counter) | 0;
        this.#counter = (this.#counter + 1) | 0;
        this.#a = this.#b ^ (this.#b >>> 9);
        this.#b = (this.#c + (this.#c << 3)) | 0;
        this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
        return result >>> 0;
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    unit(): number {
        return this.next() / 0x1_0000_0000;
    }

    /** An integer from 0 (inclusive) to `limit` (exclusive). */
    below(limit: number): number {
        return Math.floor(this.unit() * limit);
    }

    /** True with a probability of `share`, 0 to 1. */
    chance(share: number): boolean {
        return this.unit() < share;
    }

    /** A random item of a list. Throws if the list is empty. */
    pick<T>(list: readonly T[]): T {
        return list[this.below(list.length)] ?? last(list);
    }

    /** A random item of a list, in proportion to the weights. Throws if the list is empty. */
    weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
        let remaining = this.unit() * list.reduce((sum, { weight }) => sum + weight, 0);
        for (const item of list) {
            remaining -= item.weight;
            if (remaining < 0) return item;
        }
        return last(list);
    }

    /** Random bytes as hexadecimal digits, two per byte. */
    hex(bytes: number): string {
        let digits = '';
        for (let at = 0; at < bytes; at += 4) {
            const word = this.next();
            digits += `${HEX_BYTES[word >>> 24]}${HEX_BYTES[(word >>> 16) & 255]}`;
            digits += `${HEX_BYTES[(word >>> 8) & 255]}${HEX_BYTES[word & 255]}`;
        }
        return digits.slice(0, bytes * 2);
    }

    /** A UUID of version 4. */
    uuid(): string {
        const digits = this.hex(16);
        const [timeLow, timeMid] = [digits.slice(0, 8), digits.slice(8, 12)];
        return `${timeLow}-${timeMid}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    }
}
