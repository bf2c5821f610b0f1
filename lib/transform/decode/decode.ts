/** Decodes a record into its event texts, each with its arrival time and path. */
import { isUtf8 } from 'node:buffer';
import { CONTROL_MESSAGE, envelope, isEnvelope } from '../../../schemas/envelope.ts';
import { isParcel, parcel, type ParcelContent } from '../../../schemas/parcel.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { braceText, fromBase64 } from './base64.ts';
import { inflate, type Inflated } from './inflate.ts';
import { splitAtLines, splitJson, type Span } from './split-json.ts';

/** One record of a Firehose batch. */
export type FirehoseRecord = {
    readonly recordId: string;
    /** Epoch ms. */
    readonly arrivedAt: number;
    /** Base64. */
    readonly data: string;
};

/**
 * The text of an event; its JSON value if decoding has parsed it; its bytes if the text does not equal them; if it came
 * in a parcel, when the record with that parcel arrived (epoch ms).
 */
export type EventText = ParcelContent & {
    readonly read?: { readonly value: unknown };
    readonly bytes?: Buffer;
    readonly parcelArrivedAt?: number;
};

/** Bytes that are not an event, with the reason. */
export type RejectedBytes = { readonly reason: RejectionReason; readonly bytes: Buffer };

export type DecodedEvent = EventText | RejectedBytes;

/**
 * 32 MiB of real events are fewer. 32 MiB of `{}` would be so many that the function runs out of memory and the batch
 * fails.
 */
const MAX_EVENTS = 100_000;

const tooManyEvents = (bytes: Buffer): RejectedBytes => ({ reason: 'too_large_inflated', bytes });

export const isRejectedBytes = (event: DecodedEvent): event is RejectedBytes => 'reason' in event;

const readJson = (text: string): { value: unknown } | null => {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
};

const hasTooMany = (value: object): boolean =>
    'logEvents' in value && Array.isArray(value.logEvents) && value.logEvents.length > MAX_EVENTS;

/** A part of a record: its text, and its bytes if they are available. */
type Source = { readonly text: string; readonly bytes?: Buffer; readonly arrivedAt: number };

const bytesOf = ({ text, bytes }: Source): Buffer => bytes ?? Buffer.from(text);

const fromEnvelope = (value: object, source: Source): readonly DecodedEvent[] | null => {
    if (hasTooMany(value)) return [tooManyEvents(bytesOf(source))];
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

const fromParcel = (value: object, source: Source): DecodedEvent => {
    const { success, data } = parcel.safeParse(value);
    if (!success) return { reason: 'bad_parcel', bytes: bytesOf(source) };
    return {
        text: data.text.trim(),
        arrivedAt: data.arrived_at,
        ingestPath: data.ingest_path,
        logEventId: data.log_event_id ?? null,
        ...(data.is_bare === true ? { isBare: true } : { parcelArrivedAt: source.arrivedAt }),
    };
};

const REPLACEMENT = '\ufffd';

/** Invalid UTF-8 becomes U+FFFD in a text. The original bytes are kept in case the event is rejected. */
const originalBytes = ({ text, bytes }: Source): { bytes?: Buffer } =>
    bytes !== undefined && text.includes(REPLACEMENT) && !isUtf8(bytes) ? { bytes } : {};

const fromValue = (value: unknown, source: Source): readonly DecodedEvent[] => {
    if (typeof value === 'object' && value !== null) {
        if (isParcel(value)) return [fromParcel(value, source)];
        const events = isEnvelope(value) ? fromEnvelope(value, source) : null;
        if (events !== null) return events;
    }
    const { text, arrivedAt } = source;
    return [{ text, arrivedAt, ingestPath: 'firehose', logEventId: null, read: { value }, ...originalBytes(source) }];
};

/** Bytes that are not JSON become a text, which `parse` rejects. They stay bytes if they are not UTF-8. */
const fromJunk = (bytes: Buffer, arrivedAt: number): DecodedEvent =>
    isUtf8(bytes)
        ? { text: bytes.toString('utf8').trim(), arrivedAt, ingestPath: 'firehose', logEventId: null }
        : { reason: 'not_json', bytes };

/** The events of spans. A closed span that is not JSON may be a broken line followed by valid lines. */
const fromSpans = (bytes: Buffer, spans: readonly Span[], arrivedAt: number): readonly DecodedEvent[] =>
    spans.flatMap(({ start, end, closed }) => {
        const part = bytes.subarray(start, end);
        const text = part.toString('utf8');
        const read = readJson(text);
        if (read !== null) return fromValue(read.value, { text, bytes: part, arrivedAt });
        const lines = closed && part.includes('\n{') ? splitAtLines(part).spans : [];
        return lines.length > 1 ? fromSpans(part, lines, arrivedAt) : [fromJunk(part, arrivedAt)];
    });

const fromBytes = (bytes: Buffer, arrivedAt: number): readonly DecodedEvent[] => {
    const text = bytes.toString('utf8').trim();
    if (text === '') return [];
    const whole = readJson(text);
    if (whole !== null) return fromValue(whole.value, { text, bytes, arrivedAt });
    const { spans } = splitJson(bytes, true, MAX_EVENTS);
    return spans.length > MAX_EVENTS ? [tooManyEvents(bytes)] : fromSpans(bytes, spans, arrivedAt);
};

const fromInflated = ({ bytes, reason }: Inflated, arrivedAt: number): readonly DecodedEvent[] =>
    reason === null ? fromBytes(bytes, arrivedAt) : [{ reason, bytes }];

/** The fast path for a record with one plain event, the usual case; null if the record has anything else. */
const onePlainEvent = (data: string, arrivedAt: number): readonly DecodedEvent[] | null => {
    const text = braceText(data)?.trim();
    if (text === undefined || text.includes(REPLACEMENT)) return null;
    const whole = readJson(text);
    return whole === null ? null : fromValue(whole.value, { text, arrivedAt });
};

const fromRecord = ({ data, arrivedAt }: FirehoseRecord): readonly DecodedEvent[] => {
    const bytes = fromBase64(data);
    if (bytes === null) return [{ reason: 'not_base64', bytes: Buffer.from(data) }];
    return inflate(bytes).flatMap((inflated) => fromInflated(inflated, arrivedAt));
};

/**
 * The events of a record, in order. Blank data and a control message of CloudWatch Logs have none. The bytes show the
 * format: gzip or plain, then an envelope, parcels or consecutive events. Bytes that cannot be read become
 * `RejectedBytes`.
 */
export const decode = (record: FirehoseRecord): readonly DecodedEvent[] =>
    onePlainEvent(record.data, record.arrivedAt) ?? fromRecord(record);
