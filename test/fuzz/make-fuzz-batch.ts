/** Makes the batches of a fuzz run: the same seed and number give the same batch. */
import { gzipSync } from 'node:zlib';
import { Dice } from '../../lib/generate/dice.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { LAST_MS } from '../../schemas/instant.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { FORGED_USER } from './forged-user.ts';
import type { FuzzBatch } from './run-batch.ts';
import { makePoison } from './make-poison.ts';
import { damageBase64, mutateBytes } from './mutate-bytes.ts';
import { mutateJson, mutateText } from './mutate-text.ts';
import { CORPUS_RECORDS, CORPUS_ROWS, CORPUS_EVENTS } from './corpus.ts';

/** Bytes, and the number of events in them; null if a mutation makes it uncertain. */
type FuzzedBytes = { readonly bytes: Buffer; readonly events: number | null };
type FuzzedText = { readonly text: string; readonly events: number | null };

const MAX_BATCH_RECORDS = 12;

/** An object is one event unless it is an envelope. */
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

const makeEventText = (dice: Dice): string => {
    const text = dice.chance(0.12) ? dice.pick(CORPUS_ROWS) : dice.pick(CORPUS_EVENTS);
    const roll = dice.below(10);
    if (roll < 3) return text;
    return roll < 8 ? mutateJson(text, dice) : mutateText(text, dice);
};

/** A row without a parcel that would take the place of another: an earlier arrival, another user, a parcel's keys. */
const makeForgedRow = (dice: Dice): string => {
    const row: Record<string, unknown> = JSON.parse(dice.pick(CORPUS_ROWS));
    const forged = {
        ...row,
        arrived_at: dice.pick(['1970-01-01 00:00:00.000', '2026-01-01 00:00:00.000']),
        [row['event_type'] === 'DeliveryError' ? 'details' : 'user_name']: FORGED_USER,
    };
    return JSON.stringify(dice.chance(0.2) ? { ...forged, [dice.pick(['text', 'arrived_at', 'is_bare'])]: 1 } : forged);
};

const makeParcel = (dice: Dice): FuzzedText => {
    const arrivedAt = dice.chance(0.9) ? 1768000000000 + dice.below(1e9) : dice.below(LAST_MS);
    const text = writeParcel({
        text: makeEventText(dice),
        arrivedAt,
        ingestPath: dice.pick(INGEST_PATHS),
        logEventId: dice.chance(0.3) ? dice.hex(8) : null,
    });
    return dice.chance(0.2) ? { text: mutateJson(text, dice), events: null } : { text, events: 1 };
};

/** A parcel that says that its text came bare, as the split writes for a rejected row. */
const makeForgedParcel = (dice: Dice): FuzzedText => ({
    text: writeParcel({
        text: makeForgedRow(dice),
        arrivedAt: 1768000000000,
        ingestPath: dice.pick(INGEST_PATHS),
        logEventId: null,
        isBare: true,
    }),
    events: 1,
});

const makeEnvelope = (dice: Dice): FuzzedText => {
    const messages = Array.from({ length: dice.below(6) }, () =>
        dice.chance(0.1) ? makeForgedRow(dice) : makeEventText(dice),
    );
    const text = JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logEvents: messages.map((message) => ({ id: dice.hex(8), timestamp: 1768000000000, message })),
    });
    return dice.chance(0.2) ? { text: mutateJson(text, dice), events: null } : { text, events: messages.length };
};

const makePart = (dice: Dice): FuzzedText => {
    const roll = dice.below(10);
    if (roll === 0) return makeParcel(dice);
    if (roll === 1) return makeEnvelope(dice);
    if (dice.chance(0.05)) return { text: makeForgedRow(dice), events: 1 };
    if (dice.chance(0.02)) return makeForgedParcel(dice);
    const text = makeEventText(dice);
    return { text, events: eventsIn(text) };
};

const sumKnown = (counts: readonly (number | null)[]): number | null =>
    counts.reduce<number | null>((total, count) => (total === null || count === null ? null : total + count), 0);

/** Objects may follow each other on a line. With other values or commas the number of events is uncertain. */
const joinParts = (dice: Dice): FuzzedBytes => {
    const parts = Array.from({ length: dice.chance(0.6) ? 1 : dice.below(5) }, () => makePart(dice));
    const between = dice.pick(['\n', '\n', '\n', '', '\r\n', ' \t', '\n\n', ',', '\ufeff']);
    const bytes = Buffer.from(parts.map(({ text }) => text).join(between) + (dice.chance(0.5) ? '\n' : ''));
    return { bytes, events: between === ',' ? null : sumKnown(parts.map(({ events }) => events)) };
};

const makeBytes = (dice: Dice): FuzzedBytes => {
    const joined = joinParts(dice);
    if (dice.chance(0.75)) return joined;
    const member = gzipSync(joined.bytes, { level: 1 });
    return dice.chance(0.2)
        ? { bytes: mutateBytes(member, dice), events: null }
        : { bytes: member, events: joined.events };
};

const makeRecordBytes = (dice: Dice): FuzzedBytes => {
    if (dice.chance(0.004)) return makePoison(dice);
    if (dice.chance(0.1)) return { bytes: dice.pick(CORPUS_RECORDS), events: null };
    if (dice.chance(0.85)) return makeBytes(dice);
    const parts = Array.from({ length: 2 + dice.below(3) }, () => makeBytes(dice));
    // Two plain parts may be read as one value.
    return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), events: null };
};

const makeRecord = (dice: Dice, isExact: boolean): { data: string; events: number | null } => {
    const fuzzed = makeRecordBytes(dice);
    if (isExact)
        return fuzzed.events === null
            ? makeRecord(dice, isExact)
            : { data: fuzzed.bytes.toString('base64'), events: fuzzed.events };
    // Without its mark the parcel of a forged row is one of ours: who can write that is trusted (SECURITY.md).
    if (fuzzed.bytes.includes('"is_bare":true')) return { data: fuzzed.bytes.toString('base64'), events: null };
    const bytes = dice.chance(0.3) ? mutateBytes(fuzzed.bytes, dice) : fuzzed.bytes;
    const data = bytes.toString('base64');
    return dice.chance(0.03)
        ? { data: damageBase64(data, dice), events: null }
        : { data, events: bytes === fuzzed.bytes ? fuzzed.events : null };
};

/** One batch of a fuzz run. */
export const makeFuzzBatch = (seed: number, number: number): FuzzBatch => {
    const dice = new Dice(seed, number);
    const isExact = dice.chance(0.4);
    const records = Array.from({ length: 1 + dice.below(MAX_BATCH_RECORDS) }, () => makeRecord(dice, isExact));
    return {
        data: records.map(({ data }) => data),
        stream: dice.pick(['lake-user-activity', 'lake-user-activity', 'lake-user-notification']),
        arrivedAt: dice.chance(0.97)
            ? 1768000000000 + dice.below(1e9)
            : dice.pick([-5, 0, 1.5, 1e20, LAST_MS, LAST_MS + 1]),
        puts: dice.chance(0.85) ? 'accepted' : dice.pick(['some', 'none', 'no stream']),
        events: sumKnown(records.map(({ events }) => events)),
    };
};
