/** Decodes a record into its event texts, each with its arrival time and path. */
import { isUtf8 } from 'node:buffer';
import { CONTROL_MESSAGE, envelope, isEnvelope } from '../../../schemas/envelope.ts';
import { isObject } from '../../../schemas/field.ts';
import { isTooDeep, structureOf, structureProblem } from '../../../schemas/json-structure.ts';
import { isParcel, parcel, type ParcelContent } from '../../../schemas/parcel.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { braceText, fromBase64 } from './base64.ts';
import { budgetOf, exceededBound, type Budget } from './budget.ts';
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

export const isRejectedBytes = (event: DecodedEvent): event is RejectedBytes => 'reason' in event;

const readJson = (text: string): { value: unknown } | null => {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
};

const logEventCount = (value: object): number =>
    'logEvents' in value && Array.isArray(value.logEvents) ? value.logEvents.length : 0;

/** A part of a record: its text, and its bytes if they are available. */
type Source = { readonly text: string; readonly bytes?: Buffer; readonly arrivedAt: number };

const bytesOf = ({ text, bytes }: Source): Buffer => bytes ?? Buffer.from(text);

const fromEnvelope = (value: object, source: Source): readonly DecodedEvent[] | null => {
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

const readValue = (value: unknown, source: Source): readonly DecodedEvent[] => {
    if (typeof value === 'object' && value !== null) {
        if (isParcel(value)) return [fromParcel(value, source)];
        const events = isEnvelope(value) ? fromEnvelope(value, source) : null;
        if (events !== null) return events;
    }
    const { text, arrivedAt } = source;
    return [{ text, arrivedAt, ingestPath: 'firehose', logEventId: null, read: { value }, ...originalBytes(source) }];
};

/** The events of a JSON value. An envelope with more events than the budget has is not read. */
const fromValue = (value: unknown, source: Source, budget: Budget): readonly DecodedEvent[] => {
    const isTooLong = isObject(value) && isEnvelope(value) && logEventCount(value) > budget.events;
    const events = isTooLong ? [] : readValue(value, source);
    budget.events = isTooLong ? -1 : budget.events - events.length;
    return events;
};

/** Bytes that are not JSON become a text, which `parse` rejects. They stay bytes if they are not UTF-8. */
const fromJunk = (bytes: Buffer, arrivedAt: number): DecodedEvent =>
    isUtf8(bytes)
        ? { text: bytes.toString('utf8').trim(), arrivedAt, ingestPath: 'firehose', logEventId: null }
        : { reason: 'not_json', bytes };

/** A part of a record: its bytes, whether they nest too deep to be parsed as a whole, and what all parts share. */
type Part = { readonly bytes: Buffer; readonly arrivedAt: number; readonly isDeep: boolean; readonly budget: Budget };

const fromSpan = ({ start, end, closed }: Span, part: Part): readonly DecodedEvent[] => {
    const { arrivedAt, budget } = part;
    const bytes = part.bytes.subarray(start, end);
    const text = bytes.toString('utf8');
    const isDeep = part.isDeep && structureProblem(text) === 'too_deep';
    const read = isDeep ? null : readJson(text);
    if (read !== null) return fromValue(read.value, { text, bytes, arrivedAt }, budget);
    // A closed span that is not JSON may be a broken line followed by valid lines.
    const lines = closed && bytes.includes('\n{') ? splitAtLines(bytes, budget.events).spans : [];
    if (lines.length > 1) return fromSpans(lines, { ...part, bytes });
    budget.events -= 1;
    return [isDeep ? { reason: 'too_deep', bytes } : fromJunk(bytes, arrivedAt)];
};

/** The events of spans; none if the budget has fewer. */
const fromSpans = (spans: readonly Span[], part: Part): readonly DecodedEvent[] => {
    const { budget } = part;
    if (spans.length > budget.events) budget.events = -1;
    return spans.flatMap((span) => (budget.events < 0 ? [] : fromSpan(span, part)));
};

const fromBytes = (bytes: Buffer, arrivedAt: number, budget: Budget): readonly DecodedEvent[] => {
    const text = bytes.toString('utf8').trim();
    if (text === '') return [];
    const structure = budget.isCounted ? structureOf(text) : { depth: 0, values: 0 };
    budget.values -= structure.values;
    if (budget.values < 0) return [];
    const isDeep = isTooDeep(structure);
    const whole = isDeep ? null : readJson(text);
    if (whole !== null) return fromValue(whole.value, { text, bytes, arrivedAt }, budget);
    return fromSpans(splitJson(bytes, true, budget.events).spans, { bytes, arrivedAt, isDeep, budget });
};

const fromInflated = ({ bytes, reason }: Inflated, arrivedAt: number, budget: Budget): readonly DecodedEvent[] => {
    if (exceededBound(budget) !== null) return [];
    if (reason === null) return fromBytes(bytes, arrivedAt, budget);
    budget.events -= 1;
    return [{ reason, bytes }];
};

/** The fast path for a record with one plain event, the usual case; null if the record has anything else. */
const onePlainEvent = (data: string, arrivedAt: number): readonly DecodedEvent[] | null => {
    const text = braceText(data)?.trim();
    if (text === undefined || text.includes(REPLACEMENT)) return null;
    const whole = readJson(text);
    return whole === null ? null : readValue(whole.value, { text, arrivedAt });
};

const fromRecord = ({ data, arrivedAt }: FirehoseRecord): readonly DecodedEvent[] => {
    const bytes = fromBase64(data);
    if (bytes === null) return [{ reason: 'not_base64', bytes: Buffer.from(data) }];
    const parts = inflate(bytes);
    const budget = budgetOf(parts);
    const events = parts.flatMap((part) => fromInflated(part, arrivedAt, budget));
    const exceeded = exceededBound(budget);
    return exceeded === null ? events : [{ reason: exceeded, bytes }];
};

/**
 * The events of a record, in order. Blank data and a control message of CloudWatch Logs have none. The bytes show the
 * format: gzip or plain, then an envelope, parcels or consecutive events. Bytes that cannot be read become
 * `RejectedBytes`.
 */
export const decode = (record: FirehoseRecord): readonly DecodedEvent[] =>
    onePlainEvent(record.data, record.arrivedAt) ?? fromRecord(record);
