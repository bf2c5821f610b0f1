/** Dice that fall the same way for the same seed on every version of Node: sfc32, 32-bit integers only. */
import { createHash } from 'node:crypto';

/** 32 bits of the text's SHA-256. */
export const textNumber = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

/** The item of a list that is not empty; the index is a whole number from 0. */
export const around = <T>(list: readonly T[], index: number): T => {
    const item = list[index % list.length];
    if (item === undefined)
        throw new Error('There is no way round a list of nothing. This is a bug: please report it.');
    return item;
};

/** Dice that fall the same way for the same seed on every version of Node: sfc32, 32-bit integers only. */

/** The generator's first numbers still show its seed: this many are thrown away (pracrand.sourceforge.net, sfc). */
const WARM_UP = 12;

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Of an empty list it throws: the generator's own lists never are. */
const last = <T>(list: readonly T[]): T => list.reduce((_, item) => item);

export class Dice {
    #a: number;
    #b: number;
    #c = 0x9e3779b9 | 0;
    #counter = 1;

    /** @param stream dice of one seed and different streams fall independently: one stream a user, one for the traffic … */
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

    /** A number from 0 up to, not including, 1. */
    unit(): number {
        return this.next() / 0x1_0000_0000;
    }

    /** An integer from 0 up to, not including, `limit`. */
    below(limit: number): number {
        return Math.floor(this.unit() * limit);
    }

    chance(share: number): boolean {
        return this.unit() < share;
    }

    /** Any item of a list, which must not be empty. */
    pick<T>(list: readonly T[]): T {
        return list[this.below(list.length)] ?? last(list);
    }

    /** An item of a list, which must not be empty, each as often as its weight says. */
    weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
        let left = this.unit() * list.reduce((sum, { weight }) => sum + weight, 0);
        for (const item of list) {
            left -= item.weight;
            if (left < 0) return item;
        }
        return last(list);
    }

    /** Hexadecimal digits, `bytes` twos of them. */
    hex(bytes: number): string {
        let digits = '';
        for (let at = 0; at < bytes; at += 4) {
            const word = this.next();
            digits += `${HEX_BYTES[word >>> 24]}${HEX_BYTES[(word >>> 16) & 255]}${HEX_BYTES[(word >>> 8) & 255]}${HEX_BYTES[word & 255]}`;
        }
        return digits.slice(0, bytes * 2);
    }

    /** A UUID of version 4. */
    uuid(): string {
        const digits = this.hex(16);
        return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    }
}
