/** Mutates bytes and base64: flips bits; cuts, splices and overwrites ranges. */
import type { Dice } from '../../lib/generate/dice.ts';
import { CORPUS_RECORDS } from './corpus.ts';

const changeCopy = (bytes: Buffer, change: (copy: Buffer, at: number) => void, dice: Dice): Buffer => {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    change(copy, dice.below(copy.length));
    return copy;
};

const BYTE_MUTATIONS: readonly ((bytes: Buffer, dice: Dice) => Buffer)[] = [
    (bytes, dice) =>
        changeCopy(bytes, (copy, at) => copy.writeUInt8(copy.readUInt8(at) ^ (1 << dice.below(8)), at), dice),
    (bytes, dice) => changeCopy(bytes, (copy, at) => copy.writeUInt8(dice.below(256), at), dice),
    (bytes, dice) =>
        changeCopy(
            bytes,
            (copy, at) => copy.fill(dice.below(256), at, Math.min(copy.length, at + dice.below(20))),
            dice,
        ),
    (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
    (bytes, dice) => bytes.subarray(dice.below(bytes.length + 1)),
    (bytes, dice) => {
        const from = dice.below(bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + dice.below(20))]);
    },
    (bytes, dice) => {
        const from = dice.below(bytes.length + 1);
        return Buffer.concat([
            bytes.subarray(0, from),
            Buffer.from(dice.hex(dice.below(12)), 'hex'),
            bytes.subarray(from),
        ]);
    },
    (bytes, dice) =>
        Buffer.concat([
            bytes.subarray(0, dice.below(bytes.length + 1)),
            dice.pick(CORPUS_RECORDS).subarray(dice.below(300)),
        ]),
    (bytes, dice) => Buffer.concat([bytes, Buffer.alloc(dice.below(12), dice.below(4))]),
    (bytes, dice) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8, dice.below(256)]), bytes]),
];

export const mutateBytes = (bytes: Buffer, dice: Dice): Buffer => {
    let mutated = bytes;
    for (let left = 1 + dice.below(3); left > 0; left -= 1) mutated = dice.pick(BYTE_MUTATIONS)(mutated, dice);
    return mutated;
};

const STRAY_CHARACTERS = ['*', '=', '==', ' ', '\n', '-', '_', 'é', '\u0000', '.', 'A', '{'];

/** Base64 with a character or two replaced, inserted or removed. */
export const damageBase64 = (data: string, dice: Dice): string => {
    const at = dice.below(data.length + 1);
    return data.slice(0, at) + (dice.chance(0.7) ? dice.pick(STRAY_CHARACTERS) : '') + data.slice(at + dice.below(3));
};
