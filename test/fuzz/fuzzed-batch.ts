/** Makes the batches of a fuzz run: the same seed and number always give the same batch. */
import { gzipSync } from 'node:zlib';
import { Dice } from '../../lib/generate/dice.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { LAST_MS } from '../../schemas/instant.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import type { Batch } from './run-batch.ts';
import { damageBase64, mutateBytes } from './mutate-bytes.ts';
import { mutateJson, mutateText } from './mutate-text.ts';
import { ARRIVALS, ROWS, TEXTS } from './stock.ts';

/** Bytes, and how many events are in them for certain; null where a mutation may have made it any number. */
type Made = { readonly bytes: Buffer; readonly events: number | null };
type Text = { readonly text: string; readonly events: number | null };

const MAX_BATCH = 12;

/** An object on its own line is one event, if it is none of the forms that hold several. */
const eventsIn = (text: string): number | null => {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null && !Array.isArray(value) && !('logEvents' in value)
            ? 1
            : null;
    } catch {
        return null;
    }
};

const event = (dice: Dice): string => {
    const text = dice.chance(0.12) ? dice.pick(ROWS) : dice.pick(TEXTS);
    const what = dice.below(10);
    if (what < 3) return text;
    return what < 8 ? mutateJson(text, dice) : mutateText(text, dice);
};

const parcel = (dice: Dice): Text => {
    const arrivedAt = dice.chance(0.9) ? 1768000000000 + dice.below(1e9) : dice.below(LAST_MS);
    const text = writeParcel({
        text: event(dice),
        arrivedAt,
        ingestPath: dice.pick(INGEST_PATHS),
        logEventId: dice.chance(0.3) ? dice.hex(8) : null,
    });
    return dice.chance(0.2) ? { text: mutateJson(text, dice), events: null } : { text, events: 1 };
};

const envelope = (dice: Dice): Text => {
    const messages = Array.from({ length: dice.below(6) }, () => event(dice));
    const text = JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logEvents: messages.map((message) => ({ id: dice.hex(8), timestamp: 1768000000000, message })),
    });
    return dice.chance(0.2) ? { text: mutateJson(text, dice), events: null } : { text, events: messages.length };
};

const part = (dice: Dice): Text => {
    const what = dice.below(10);
    if (what === 0) return parcel(dice);
    if (what === 1) return envelope(dice);
    const text = event(dice);
    return { text, events: eventsIn(text) };
};

const sum = (counts: readonly (number | null)[]): number | null =>
    counts.reduce<number | null>((total, count) => (total === null || count === null ? null : total + count), 0);

/** Objects may stand side by side on a line, anything else may not: what it comes to is not for certain then. */
const joined = (dice: Dice): Made => {
    const parts = Array.from({ length: dice.chance(0.6) ? 1 : dice.below(5) }, () => part(dice));
    const between = dice.pick(['\n', '\n', '\n', '', '\r\n', ' \t', '\n\n', ',', '\ufeff']);
    const bytes = Buffer.from(parts.map(({ text }) => text).join(between) + (dice.chance(0.5) ? '\n' : ''));
    return { bytes, events: between === ',' ? null : sum(parts.map(({ events }) => events)) };
};

const stretch = (dice: Dice): Made => {
    const made = joined(dice);
    if (dice.chance(0.75)) return made;
    const member = gzipSync(made.bytes, { level: 1 });
    return dice.chance(0.2)
        ? { bytes: mutateBytes(member, dice), events: null }
        : { bytes: member, events: made.events };
};

const whole = (dice: Dice): Made => {
    if (dice.chance(0.1)) return { bytes: dice.pick(ARRIVALS), events: null };
    if (dice.chance(0.85)) return stretch(dice);
    const stretches = Array.from({ length: 2 + dice.below(3) }, () => stretch(dice));
    // Plain stretches that meet may be read as one value.
    return { bytes: Buffer.concat(stretches.map(({ bytes }) => bytes)), events: null };
};

const arrival = (dice: Dice, isSure: boolean): { data: string; events: number | null } => {
    const made = whole(dice);
    if (isSure)
        return made.events === null
            ? arrival(dice, isSure)
            : { data: made.bytes.toString('base64'), events: made.events };
    const bytes = dice.chance(0.3) ? mutateBytes(made.bytes, dice) : made.bytes;
    const data = bytes.toString('base64');
    return dice.chance(0.03)
        ? { data: damageBase64(data, dice), events: null }
        : { data, events: bytes === made.bytes ? made.events : null };
};

/** One batch of a run. */
export const fuzzedBatch = (seed: number, number: number): Batch => {
    const dice = new Dice(seed, number);
    const isSure = dice.chance(0.4);
    const arrivals = Array.from({ length: 1 + dice.below(MAX_BATCH) }, () => arrival(dice, isSure));
    return {
        data: arrivals.map(({ data }) => data),
        stream: dice.pick(['lake-user-activity', 'lake-user-activity', 'lake-user-notification']),
        arrivedAt: dice.chance(0.97)
            ? 1768000000000 + dice.below(1e9)
            : dice.pick([-5, 0, 1.5, 1e20, LAST_MS, LAST_MS + 1]),
        puts: dice.chance(0.85) ? 'taken' : dice.pick(['some', 'none', 'no stream']),
        events: sum(arrivals.map(({ events }) => events)),
    };
};
