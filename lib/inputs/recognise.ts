/** Recognises what a JSON value of an input is, and makes of it what Firehose would have been handed. */
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import { envelope, isEnvelope } from '../../schemas/envelope.ts';
import { isObject, type JsonObject } from '../../schemas/field.ts';
import { instantOf } from '../../schemas/instant.ts';
import { isParcel, parcel, writeParcel } from '../../schemas/parcel.ts';
import { isStoredRow } from '../../schemas/stored-row.ts';
import { DELIVERY_ERROR, TABLE_BY_EVENT_SOURCE, wordFor } from '../../schemas/vocabulary.ts';
import { fromBase64, standardBase64, toBase64 } from '../transform/decode/base64.ts';
import { inflate, isGzip } from '../transform/decode/inflate.ts';
import { streamNameOf, tableOfStream } from '../transform/settings.ts';
import { envelopeArrival, eventArrival, fileTime, isBelieved, savedArrival, type Came } from './arrival-time.ts';

/** What is handed to the local Firehose: on which stream, when it first arrived (epoch ms), and its base64. */
export type Handed = { readonly table: TableName; readonly arrivedAt: number; readonly data: string };

/** A value of an input: its bytes, and the JSON that they are. */
type Value = { readonly bytes: Buffer; readonly value: JsonObject };

const NO_STREAMS = { user_activity: null, user_notification: null } as const;

const savedEvent = z.object({
    deliveryStreamArn: z.string(),
    records: z.array(z.object({ approximateArrivalTimestamp: z.number(), data: z.string() })),
});

const subscriptionEvent = z.object({ awslogs: z.object({ data: z.string() }) });

const readObject = (text: string): JsonObject | null => {
    try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? value : null;
    } catch {
        return null;
    }
};

const tableOf = ({ eventSource, event_type }: JsonObject): TableName => {
    const table = typeof eventSource === 'string' ? wordFor(TABLE_BY_EVENT_SOURCE, eventSource) : undefined;
    return table ?? (event_type === DELIVERY_ERROR ? 'user_notification' : 'user_activity');
};

const fromEvent = ({ bytes, value }: Value, came: Came): readonly Handed[] => {
    const { ingestPath } = came;
    const arrivedAt = eventArrival(value, came);
    const inParcel = (path: typeof ingestPath & string): string =>
        toBase64([writeParcel({ text: bytes.toString('utf8').trim(), arrivedAt, ingestPath: path, logEventId: null })]);
    return [
        {
            table: tableOf(value),
            arrivedAt,
            data: ingestPath === null ? bytes.toString('base64') : inParcel(ingestPath),
        },
    ];
};

const fromParcel = ({ bytes, value }: Value): readonly Handed[] | null => {
    const { success, data } = parcel.safeParse(value);
    return success
        ? [{ table: tableOf(readObject(data.text) ?? {}), arrivedAt: data.arrived_at, data: bytes.toString('base64') }]
        : null;
};

/** Compressed, as CloudWatch Logs sends it. */
const fromEnvelope = ({ bytes, value }: Value, came: Came): readonly Handed[] | null => {
    const { success, data } = envelope.safeParse(value);
    if (!success) return null;
    const first = readObject(data.logEvents[0]?.message ?? '') ?? {};
    return [
        { table: tableOf(first), arrivedAt: envelopeArrival(data, came), data: gzipSync(bytes).toString('base64') },
    ];
};

/** The event of a Lambda function behind a subscription holds the gzip of an envelope. */
const fromSubscription = ({ value }: Value, came: Came): readonly Handed[] | null => {
    const { success, data } = subscriptionEvent.safeParse(value);
    const bytes = Buffer.from(success ? data.awslogs.data : '', 'base64');
    const [stretch] = isGzip(bytes) ? inflate(bytes) : [];
    return stretch === undefined || stretch.refusal !== null ? null : recognise(stretch.bytes, came);
};

/** Some tools write base64 in the alphabet of addresses; Firehose never does. */
const standard = (data: string): string => (fromBase64(data) === null ? data : standardBase64(data));

const fromSavedEvent = ({ value }: Value, came: Came): readonly Handed[] | null => {
    const { success, data } = savedEvent.safeParse(value);
    if (!success) return null;
    const table = tableOfStream(streamNameOf(data.deliveryStreamArn), NO_STREAMS);
    return data.records.map((record) => ({
        table,
        arrivedAt: savedArrival(record.approximateArrivalTimestamp, came),
        data: standard(record.data),
    }));
};

/** What a JSON object is, by the fields that only that has. */
const KINDS = [
    { is: (value: JsonObject) => 'deliveryStreamArn' in value && 'records' in value, from: fromSavedEvent },
    { is: (value: JsonObject) => 'awslogs' in value, from: fromSubscription },
    { is: isEnvelope, from: fromEnvelope },
    { is: isParcel, from: fromParcel },
    { is: (value: JsonObject) => 'eventSource' in value || isStoredRow(value), from: fromEvent },
] as const;

/** How the records of real exports begin: enough to know the table and the time without reading the rest, which the transform does. */
const USUAL_START =
    /^\{"eventTimestamp":"(\d{13})","eventSource":"(USER_AUTH_EVENTS|USER_ACTIVITY|USER_NOTIFICATION)",/;
const USUAL_START_BYTES = 80;

const usualEvent = (bytes: Buffer): JsonObject | null => {
    const found = USUAL_START.exec(bytes.toString('latin1', 0, USUAL_START_BYTES));
    return found === null ? null : { eventTimestamp: found[1], eventSource: found[2] };
};

/** What Firehose would have been handed for the bytes of a value; null when they are none of the things that Cognito's logs come in. */
export const recognise = (bytes: Buffer, came: Came): readonly Handed[] | null => {
    const usual = usualEvent(bytes);
    if (usual !== null && isBelieved(instantOf(usual['eventTimestamp']), came))
        return fromEvent({ bytes, value: usual }, came);
    const value = readObject(bytes.toString('utf8'));
    const kind = value === null ? undefined : KINDS.find(({ is }) => is(value));
    return value === null || kind === undefined ? null : kind.from({ bytes, value }, came);
};

/** What is no such thing, handed over all the same: the transform refuses it by name, and its bytes are kept. */
export const unrecognised = (bytes: Buffer, came: Came): Handed => ({
    table: 'user_activity',
    arrivedAt: fileTime(came),
    data: bytes.toString('base64'),
});
