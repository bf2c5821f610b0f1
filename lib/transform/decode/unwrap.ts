/** Unwraps an arrival: the event texts in it, with what each one's row needs to know of how it came. */
import { isUtf8 } from 'node:buffer';
import { CONTROL_MESSAGE, envelope, isEnvelope } from '../../../schemas/envelope.ts';
import { isParcel, parcel, type Parcelled } from '../../../schemas/parcel.ts';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { braceText, fromBase64 } from './base64.ts';
import { inflate, type Inflated } from './inflate.ts';
import { splitAtLines, splitJson, type Span } from './split-json.ts';

/** One record that Firehose hands over. */
export type Arrival = {
    readonly recordId: string;
    /** Epoch ms. */
    readonly arrivedAt: number;
    /** Base64. */
    readonly data: string;
};

/** An event as it came, its JSON value where unwrapping had to read it, and its bytes where the text is not the same as these. */
export type EventText = Parcelled & { readonly read?: { readonly value: unknown }; readonly bytes?: Buffer };

/** What can't be an event, with the bytes that say why. */
export type Unusable = { readonly refusal: RefusalReason; readonly bytes: Buffer };

export type Unwrapped = EventText | Unusable;

/** 32 MiB of events hold fewer; of `{}` they would hold so many that the function runs out of memory, and the batch is lost. */
const MAX_EVENTS = 100_000;

const tooMany = (bytes: Buffer): Unusable => ({ refusal: 'too_large_inflated', bytes });

export const isUnusable = (unwrapped: Unwrapped): unwrapped is Unusable => 'refusal' in unwrapped;

const readJson = (text: string): { value: unknown } | null => {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
};

const holdsTooMany = (value: object): boolean =>
    'logEvents' in value && Array.isArray(value.logEvents) && value.logEvents.length > MAX_EVENTS;

/** A stretch of an arrival: its text, and the bytes where these are at hand. */
type Source = { readonly text: string; readonly stretch?: Buffer; readonly arrivedAt: number };

const bytesOf = ({ text, stretch }: Source): Buffer => stretch ?? Buffer.from(text);

const fromEnvelope = (value: object, source: Source): readonly Unwrapped[] | null => {
    if (holdsTooMany(value)) return [tooMany(bytesOf(source))];
    const { success, data } = envelope.safeParse(value);
    if (!success) return null;
    if (data.messageType === CONTROL_MESSAGE) return [];
    return data.logEvents.map(({ id, message }) => ({
        text: message.trim(),
        arrivedAt: source.arrivedAt,
        ingestPath: 'cloudwatch_logs' as const,
        logEventId: id ?? null,
    }));
};

const fromParcel = (value: object, source: Source): Unwrapped => {
    const { success, data } = parcel.safeParse(value);
    if (!success) return { refusal: 'bad_parcel', bytes: bytesOf(source) };
    return {
        text: data.text.trim(),
        arrivedAt: data.arrived_at,
        ingestPath: data.ingest_path,
        logEventId: data.log_event_id ?? null,
    };
};

const REPLACEMENT = '\ufffd';

/** What is no UTF-8 became U+FFFD in a text: should the event be refused, its bytes stay what they were. */
const lostIn = ({ text, stretch }: Source): { bytes?: Buffer } =>
    stretch !== undefined && text.includes(REPLACEMENT) && !isUtf8(stretch) ? { bytes: stretch } : {};

const fromValue = (value: unknown, source: Source): readonly Unwrapped[] => {
    if (typeof value === 'object' && value !== null) {
        if (isParcel(value)) return [fromParcel(value, source)];
        const events = isEnvelope(value) ? fromEnvelope(value, source) : null;
        if (events !== null) return events;
    }
    const { text, arrivedAt } = source;
    return [{ text, arrivedAt, ingestPath: 'firehose', logEventId: null, read: { value }, ...lostIn(source) }];
};

/** A stretch that is no JSON goes on as a text, to be refused by parse; as bytes where a text would not be the same. */
const fromJunk = (bytes: Buffer, arrivedAt: number): Unwrapped =>
    isUtf8(bytes)
        ? { text: bytes.toString('utf8').trim(), arrivedAt, ingestPath: 'firehose', logEventId: null }
        : { refusal: 'not_json', bytes };

/** The values of stretches. One that is closed and yet no JSON may be a broken line with good ones behind it. */
const fromSpans = (bytes: Buffer, spans: readonly Span[], arrivedAt: number): readonly Unwrapped[] =>
    spans.flatMap(({ start, end, closed }) => {
        const stretch = bytes.subarray(start, end);
        const text = stretch.toString('utf8');
        const read = readJson(text);
        if (read !== null) return fromValue(read.value, { text, stretch, arrivedAt });
        const parts = closed && stretch.includes('\n{') ? splitAtLines(stretch).spans : [];
        return parts.length > 1 ? fromSpans(stretch, parts, arrivedAt) : [fromJunk(stretch, arrivedAt)];
    });

const fromBytes = (bytes: Buffer, arrivedAt: number): readonly Unwrapped[] => {
    const text = bytes.toString('utf8').trim();
    if (text === '') return [];
    const whole = readJson(text);
    if (whole !== null) return fromValue(whole.value, { text, stretch: bytes, arrivedAt });
    const { spans } = splitJson(bytes, true, MAX_EVENTS);
    return spans.length > MAX_EVENTS ? [tooMany(bytes)] : fromSpans(bytes, spans, arrivedAt);
};

const fromInflated = ({ bytes, refusal }: Inflated, arrivedAt: number): readonly Unwrapped[] =>
    refusal === null ? fromBytes(bytes, arrivedAt) : [{ refusal, bytes }];

/** One plain record, the usual arrival; null when it takes a closer look. */
const oneRecord = (data: string, arrivedAt: number): readonly Unwrapped[] | null => {
    const text = braceText(data)?.trim();
    if (text === undefined || text.includes(REPLACEMENT)) return null;
    const whole = readJson(text);
    return whole === null ? null : fromValue(whole.value, { text, arrivedAt });
};

const fromArrival = ({ data, arrivedAt }: Arrival): readonly Unwrapped[] => {
    const bytes = fromBase64(data);
    if (bytes === null) return [{ refusal: 'not_base64', bytes: Buffer.from(data) }];
    return inflate(bytes).flatMap((stretch) => fromInflated(stretch, arrivedAt));
};

/**
 * The events of an arrival, in order; none for blanks and for a control message of CloudWatch Logs. The bytes decide what it is:
 * gzip or plain, and then an envelope, parcels, events one after another. What can't be read becomes an `Unusable`.
 */
export const unwrap = (arrival: Arrival): readonly Unwrapped[] =>
    oneRecord(arrival.data, arrival.arrivedAt) ?? fromArrival(arrival);
