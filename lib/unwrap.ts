/** Unwraps an arrival: the event texts in it, with what each one's row needs to know of how it came. */
import { isUtf8 } from 'node:buffer';
import { CONTROL_MESSAGE, envelope, isEnvelope } from '../schemas/envelope.ts';
import { isParcel, parcel, type Parcelled } from '../schemas/parcel.ts';
import type { RefusalReason } from '../schemas/refusal-reasons.ts';
import { inflate, isGzip, nextMember, type Inflated } from './inflate.ts';
import { splitJson } from './split-json.ts';

/** One record that Firehose hands over. */
export type Arrival = {
    readonly recordId: string;
    /** Epoch ms. */
    readonly arrivedAt: number;
    /** Base64. */
    readonly data: string;
};

/** An event as it came, and its JSON value where unwrapping had to read it. */
export type EventText = Parcelled & { readonly read?: { readonly value: unknown } };

/** What can't be an event, with the bytes that say why. */
export type Unusable = { readonly refusal: RefusalReason; readonly bytes: Buffer };

export type Unwrapped = EventText | Unusable;

export const isUnusable = (unwrapped: Unwrapped): unwrapped is Unusable => 'refusal' in unwrapped;

/** Bytes of base64, or null: the decoder skips what is no base64, so the length tells. Both alphabets are read. */
const decode = (data: string): Buffer | null => {
    const bytes = Buffer.from(data, 'base64');
    const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
    return bytes.length === Math.floor(((data.length - padding) * 3) / 4) && data.length % 4 === 0 ? bytes : null;
};

const readJson = (text: string): { value: unknown } | null => {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
};

const fromEnvelope = (value: object, arrivedAt: number): readonly EventText[] | null => {
    const { success, data } = envelope.safeParse(value);
    if (!success) return null;
    if (data.messageType === CONTROL_MESSAGE) return [];
    return data.logEvents.map(({ id, message }) => ({
        text: message.trim(),
        arrivedAt,
        ingestPath: 'cloudwatch_logs',
        logEventId: id ?? null,
    }));
};

const fromParcel = (value: object, text: string): Unwrapped => {
    const { success, data } = parcel.safeParse(value);
    if (!success) return { refusal: 'bad_parcel', bytes: Buffer.from(text) };
    return {
        text: data.text.trim(),
        arrivedAt: data.arrived_at,
        ingestPath: data.ingest_path,
        logEventId: data.log_event_id ?? null,
    };
};

const fromValue = (value: unknown, text: string, arrivedAt: number): readonly Unwrapped[] => {
    if (typeof value === 'object' && value !== null) {
        if (isParcel(value)) return [fromParcel(value, text)];
        const events = isEnvelope(value) ? fromEnvelope(value, arrivedAt) : null;
        if (events !== null) return events;
    }
    return [{ text, arrivedAt, ingestPath: 'firehose', logEventId: null, read: { value } }];
};

/** A stretch that is no JSON goes on as a text, to be refused by parse; as bytes where a text would not be the same. */
const fromStretch = (bytes: Buffer, arrivedAt: number): readonly Unwrapped[] => {
    const text = bytes.toString('utf8').trim();
    const read = readJson(text);
    if (read !== null) return fromValue(read.value, text, arrivedAt);
    return [isUtf8(bytes) ? { text, arrivedAt, ingestPath: 'firehose', logEventId: null } : { refusal: 'not_json', bytes }];
};

const fromBytes = (bytes: Buffer, arrivedAt: number): readonly Unwrapped[] => {
    const text = bytes.toString('utf8').trim();
    if (text === '') return [];
    const whole = readJson(text);
    if (whole !== null) return fromValue(whole.value, text, arrivedAt);
    return splitJson(bytes).spans.flatMap(({ start, end }) => fromStretch(bytes.subarray(start, end), arrivedAt));
};

const fromInflated = ({ bytes, refusal }: Inflated, arrivedAt: number): readonly Unwrapped[] =>
    refusal === null ? fromBytes(bytes, arrivedAt) : [{ refusal, bytes }];

/**
 * The events of an arrival, in order; none for blanks and for a control message of CloudWatch Logs. The bytes decide what it is:
 * gzip or plain, and then an envelope, parcels, events one after another. What can't be read becomes an `Unusable`.
 */
export const unwrap = ({ data, arrivedAt }: Arrival): readonly Unwrapped[] => {
    const bytes = decode(data);
    if (bytes === null) return [{ refusal: 'not_base64', bytes: Buffer.from(data) }];
    if (!isGzip(bytes) && nextMember(bytes) < 0) return fromBytes(bytes, arrivedAt);
    return inflate(bytes).flatMap((stretch) => fromInflated(stretch, arrivedAt));
};
