/** Makes poison for a fuzz run: small bombs, amplification and names that repeat their path, quick enough for many. */
import { gzipSync } from 'node:zlib';
import type { Dice } from '../../lib/generate/dice.ts';
import { CORPUS_EVENTS } from './corpus.ts';

/** Bytes, and the number of events in them; null if it depends on a bound. */
type PoisonBytes = { readonly bytes: Buffer; readonly events: number | null };

const pack = (text: string, dice: Dice): Buffer =>
    dice.chance(0.5) ? gzipSync(text, { level: 1 }) : Buffer.from(text.slice(0, 1_000_000));

/** Around a bound: a little less, or a little more. */
const near = (bound: number, dice: Dice): number => bound - 2 + dice.below(5);

const MEBIBYTE = 1024 * 1024;

const makeBomb = (dice: Dice): Buffer => gzipSync(Buffer.alloc(near(16 * MEBIBYTE, dice), ' '), { level: 1 });

/** Brackets of a depth around the bound, in a text around the size above which it holds. */
const makeDeep = (dice: Dice): string => {
    const [open, close] = dice.pick([
        ['[', ']'],
        ['{"a":', '}'],
        ['{"a":\n', '}'],
        ['{x:\n', '}'],
    ] as const);
    const levels = dice.chance(0.5) ? near(1000, dice) : dice.below(30_000);
    const deep = `${open.repeat(levels)}1${close.repeat(dice.chance(0.8) ? levels : dice.below(levels + 1))}`;
    return dice.chance(0.5) ? deep.padEnd(near(64 * 1024, dice)) : deep;
};

const makeWide = (dice: Dice): string => `[${dice.pick(['[],', '{},', '1,']).repeat(dice.below(60_000))}1]`;

const inEvent = (json: string, dice: Dice): string =>
    dice.pick(CORPUS_EVENTS).replace(/\}$/, () => `,"poison":${json}}`);

const inEnvelope = (messages: readonly string[]): string =>
    JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: messages.map((message) => ({ id: '1', message })) });

const makeStructure = (dice: Dice): PoisonBytes => {
    const json = dice.chance(0.7) ? makeDeep(dice) : makeWide(dice);
    const text = dice.pick([
        () => json,
        () => inEvent(json, dice),
        () => inEnvelope([json, dice.pick(CORPUS_EVENTS)]),
        () => `${dice.pick(CORPUS_EVENTS)}\n${json}\n${dice.pick(CORPUS_EVENTS)}`,
        () => inEvent(JSON.stringify(json), dice),
    ])();
    return { bytes: pack(text, dice), events: null };
};

/** Many bad events around the bound of those that travel one by one, alone or with good ones. */
const makeFlood = (dice: Dice): PoisonBytes => {
    const count = dice.chance(0.7) ? near(500, dice) : dice.below(3000);
    const good = dice.chance(0.3) ? [] : Array.from({ length: 1 + dice.below(3) }, () => dice.pick(CORPUS_EVENTS));
    const bad = dice.pick(['{}', '{"a":1}', '{"eventSource":"OTHER"}']).repeat(count);
    return { bytes: pack([bad, ...good].join('\n'), dice), events: count + good.length };
};

/** Good events of many partitions: more pieces than a call may put. */
const makePartitions = (dice: Dice): PoisonBytes => {
    const event = dice.pick(CORPUS_EVENTS);
    const count = dice.below(1200);
    const texts = Array.from({ length: count }, (_, at) => event.replace(/us-west-2_\w+/g, `us-west-2_${at}`));
    return { bytes: gzipSync(texts.join('\n'), { level: 1 }), events: count };
};

const makeNames = (dice: Dice): PoisonBytes => {
    const fields = Object.fromEntries(Array.from({ length: dice.below(300) }, (_, at) => [`f${at}`, at]));
    const nested = { [dice.pick(['k', 'é', '\u0000', '.']).repeat(dice.below(3000))]: { fields, again: { fields } } };
    return { bytes: pack(inEvent(JSON.stringify(nested), dice), dice), events: 1 };
};

/** Gzip members with a wrong checksum between plain events. */
const makeMembers = (dice: Dice): PoisonBytes => {
    const member = gzipSync('x', { level: 1 });
    member.writeUInt8(member.readUInt8(member.length - 8) ^ 1, member.length - 8);
    const members = Array.from({ length: dice.below(800) }, () => member);
    return { bytes: Buffer.concat([Buffer.from(dice.pick(CORPUS_EVENTS)), ...members]), events: 1 + members.length };
};

/** The bytes of a poison record. */
export const makePoison = (dice: Dice): PoisonBytes => {
    const roll = dice.below(20);
    if (roll === 0) return { bytes: makeBomb(dice), events: null };
    if (roll < 8) return makeStructure(dice);
    if (roll < 13) return makeFlood(dice);
    if (roll < 15) return makePartitions(dice);
    return roll < 18 ? makeNames(dice) : makeMembers(dice);
};
