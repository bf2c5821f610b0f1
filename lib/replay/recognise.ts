/** Recognises what a JSON value of an input is, and makes of it what Firehose would have been handed. */
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import { CONTROL_MESSAGE, envelope, isEnvelope, type Envelope } from '../../schemas/envelope.ts';
import { isObject, objectAt, type JsonObject } from '../../schemas/field.ts';
import { instantOf } from '../../schemas/instant.ts';
import { isParcel, parcel, writeParcel } from '../../schemas/parcel.ts';
import { isStoredRow } from '../../schemas/stored-row.ts';
import { DELIVERY_ERROR, TABLE_BY_EVENT_SOURCE, wordFor, type IngestPath } from '../../schemas/vocabulary.ts';
import { EARLIEST_EVENT_MS } from '../event-time.ts';
import { inflate, isGzip } from '../inflate.ts';
import { streamNameOf, tableOfStream } from '../settings.ts';
import { unwrap } from '../unwrap.ts';

/** What is handed to the local Firehose: on which stream, when it first arrived (epoch ms), its data in base64, and how many events it holds. */
export type Handed = { readonly table: TableName; readonly arrivedAt: number; readonly data: string; readonly eventCount: number };

/** What an input says of how its events came. */
export type Came = {
    /** The path that the bytes of an event alone don't tell; null where they do. */
    readonly ingestPath: IngestPath | null;
    /** When the file was last written, epoch ms: the last resort of an event without any time. */
    readonly modifiedAt: number;
    /** No event is from later than this (epoch ms): a later time is a wrong one. */
    readonly latestAt: number;
};

/** A value of an input: its bytes, and the JSON that they are. */
type Value = { readonly bytes: Buffer; readonly value: JsonObject };

const NO_STREAMS = { user_activity: null, user_notification: null } as const;

const savedEvent = z.object({
    deliveryStreamArn: z.string(),
    records: z.array(z.object({ approximateArrivalTimestamp: z.number(), data: z.string() })),
});

const subscriptionEvent = z.object({ awslogs: z.object({ data: z.string() }) });

const tableOf = ({ eventSource, event_type }: JsonObject): TableName => {
    const table = typeof eventSource === 'string' ? wordFor(TABLE_BY_EVENT_SOURCE, eventSource) : undefined;
    return table ?? (event_type === DELIVERY_ERROR ? 'user_notification' : 'user_activity');
};

const isBelieved = (at: number | undefined, { latestAt }: Came): at is number =>
    at !== undefined && at >= EARLIEST_EVENT_MS && at <= latestAt;

/** Unpacked files may carry a time of 1985. */
const fileTime = ({ modifiedAt }: Came): number => Math.max(modifiedAt, EARLIEST_EVENT_MS);

/** The event's own time, else its attempt's, else the file's. */
const eventArrival = (value: JsonObject, came: Came): number => {
    const own = [instantOf(value['eventTimestamp']), instantOf(objectAt(value['message'])['creationDate'])];
    return own.find((at) => isBelieved(at, came)) ?? fileTime(came);
};

const fromEvent = ({ bytes, value }: Value, came: Came): Handed => {
    const arrivedAt = eventArrival(value, came);
    const { ingestPath } = came;
    const text = bytes.toString('utf8').trim();
    const handed = ingestPath === null ? bytes : Buffer.from(writeParcel({ text, arrivedAt, ingestPath, logEventId: null }));
    return { table: tableOf(value), arrivedAt, data: handed.toString('base64'), eventCount: 1 };
};

const fromParcel = ({ bytes, value }: Value): readonly Handed[] => {
    const { success, data } = parcel.safeParse(value);
    const event = readObject(Buffer.from(success ? data.text : '')) ?? {};
    return success ? [{ table: tableOf(event), arrivedAt: data.arrived_at, data: bytes.toString('base64'), eventCount: 1 }] : [];
};

const readObject = (bytes: Buffer): JsonObject | null => {
    try {
        const value: unknown = JSON.parse(bytes.toString('utf8'));
        return isObject(value) ? value : null;
    } catch {
        return null;
    }
};

/** An envelope can't have been sent before the last of its events. */
const envelopeArrival = ({ logEvents }: Envelope, came: Came): number => {
    const times = logEvents.map(({ timestamp }) => instantOf(timestamp)).filter((at) => isBelieved(at, came));
    return times.length === 0 ? fileTime(came) : times.reduce((latest, at) => Math.max(latest, at));
};

const fromEnvelope = ({ bytes, value }: Value, came: Came): readonly Handed[] => {
    const { success, data } = envelope.safeParse(value);
    if (!success) return [];
    const first = readObject(Buffer.from(data.logEvents[0]?.message ?? '')) ?? {};
    const eventCount = data.messageType === CONTROL_MESSAGE ? 0 : data.logEvents.length;
    return [{ table: tableOf(first), arrivedAt: envelopeArrival(data, came), data: gzipSync(bytes).toString('base64'), eventCount }];
};

/** The event of a Lambda function behind a subscription holds the gzip of an envelope. */
const fromSubscription = ({ value }: Value, came: Came): readonly Handed[] => {
    const { success, data } = subscriptionEvent.safeParse(value);
    const bytes = Buffer.from(success ? data.awslogs.data : '', 'base64');
    const stretches = isGzip(bytes) ? inflate(bytes) : [];
    return stretches.flatMap((stretch) => (stretch.refusal === null ? recognise(stretch.bytes, came) : []));
};

const fromSavedEvent = ({ value }: Value): readonly Handed[] => {
    const { success, data } = savedEvent.safeParse(value);
    if (!success) return [];
    const table = tableOfStream(streamNameOf(data.deliveryStreamArn), NO_STREAMS);
    return data.records.map(({ approximateArrivalTimestamp: arrivedAt, data: held }) => ({
        table,
        arrivedAt,
        data: held,
        eventCount: unwrap({ recordId: '', arrivedAt, data: held }).length,
    }));
};

/** What a JSON object is, by the fields that only that has. */
const KINDS = [
    { is: (value: JsonObject) => 'deliveryStreamArn' in value && 'records' in value, from: fromSavedEvent },
    { is: (value: JsonObject) => 'awslogs' in value, from: fromSubscription },
    { is: isEnvelope, from: fromEnvelope },
    { is: isParcel, from: fromParcel },
    { is: (value: JsonObject) => 'eventSource' in value || isStoredRow(value), from: (value: Value, came: Came) => [fromEvent(value, came)] },
] as const;

/** How the records of real exports begin: enough to know the table and the time without reading the rest, which the transform does. */
const USUAL_START = /^\{"eventTimestamp":"(\d{13})","eventSource":"(USER_AUTH_EVENTS|USER_ACTIVITY|USER_NOTIFICATION)",/;
const USUAL_START_BYTES = 80;

const usualEvent = (bytes: Buffer): JsonObject | null => {
    const found = USUAL_START.exec(bytes.toString('latin1', 0, USUAL_START_BYTES));
    return found === null ? null : { eventTimestamp: found[1], eventSource: found[2] };
};

/** What Firehose would have been handed for the bytes of a value; nothing when they are none of the things that Cognito's logs come in. */
export const recognise = (bytes: Buffer, came: Came): readonly Handed[] => {
    const usual = usualEvent(bytes);
    if (usual !== null && isBelieved(instantOf(usual['eventTimestamp']), came)) return [fromEvent({ bytes, value: usual }, came)];
    const value = readObject(bytes);
    const kind = value === null ? undefined : KINDS.find(({ is }) => is(value));
    return value === null || kind === undefined ? [] : kind.from({ bytes, value }, came);
};

/** What is no such thing, handed over all the same: the transform refuses it by name, and its bytes are kept. */
export const unrecognised = (bytes: Buffer, came: Came): Handed => ({
    table: 'user_activity',
    arrivedAt: fileTime(came),
    data: bytes.toString('base64'),
    eventCount: unwrap({ recordId: '', arrivedAt: 0, data: bytes.toString('base64') }).length,
});
