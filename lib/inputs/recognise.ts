/** Recognises the format of a JSON value and converts it into the records that Firehose would have received. */
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import { envelope, isEnvelope } from '../../schemas/envelope.ts';
import { isObject, type JsonObject } from '../../schemas/field.ts';
import { instantOf } from '../../schemas/instant.ts';
import { structureProblem } from '../../schemas/json-structure.ts';
import { isParcel, parcel, writeParcel } from '../../schemas/parcel.ts';
import { isStoredRow } from '../../schemas/stored-row.ts';
import { DELIVERY_ERROR, TABLE_BY_EVENT_SOURCE, wordFor } from '../../schemas/vocabulary.ts';
import { fromBase64, standardBase64, toBase64 } from '../transform/decode/base64.ts';
import { inflate, isGzip } from '../transform/decode/inflate.ts';
import { streamNameOf, tableOfStream } from '../transform/settings.ts';
import {
    envelopeArrivalTime,
    eventArrivalTime,
    fileTime,
    isPlausibleTime,
    savedRecordArrivalTime,
    type Provenance,
} from './arrival-time.ts';

/** A record for the local Firehose: its stream, its first arrival time (epoch ms), and its data in base64. */
export type InputRecord = { readonly table: TableName; readonly arrivedAt: number; readonly data: string };

/** A value of an input: its bytes, and the JSON object parsed from them. */
type ParsedValue = { readonly bytes: Buffer; readonly value: JsonObject };

const NO_STREAMS = { user_activity: null, user_notification: null } as const;

const savedEvent = z.object({
    deliveryStreamArn: z.string(),
    records: z.array(z.object({ approximateArrivalTimestamp: z.number(), data: z.string() })),
});

const subscriptionEvent = z.object({ awslogs: z.object({ data: z.string() }) });

const readObject = (text: string): JsonObject | null => {
    if (structureProblem(text) !== null) return null;
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

const fromEvent = ({ bytes, value }: ParsedValue, provenance: Provenance): readonly InputRecord[] => {
    const { ingestPath } = provenance;
    const arrivedAt = eventArrivalTime(value, provenance);
    const inParcel = (path: typeof ingestPath & string): string =>
        toBase64([writeParcel({ text: bytes.toString('utf8').trim(), arrivedAt, ingestPath: path, logEventId: null })]);
    return [
        {
            table: tableOf(value),
            arrivedAt,
            // A parcel would make a row of ours out of any line that looks like one.
            data: ingestPath === null || isStoredRow(value) ? bytes.toString('base64') : inParcel(ingestPath),
        },
    ];
};

const fromParcel = ({ bytes, value }: ParsedValue): readonly InputRecord[] | null => {
    const { success, data } = parcel.safeParse(value);
    return success
        ? [{ table: tableOf(readObject(data.text) ?? {}), arrivedAt: data.arrived_at, data: bytes.toString('base64') }]
        : null;
};

/** The envelope is compressed, as CloudWatch Logs sends it. */
const fromEnvelope = ({ bytes, value }: ParsedValue, provenance: Provenance): readonly InputRecord[] | null => {
    const { success, data } = envelope.safeParse(value);
    if (!success) return null;
    const first = readObject(data.logEvents[0]?.message ?? '') ?? {};
    return [
        {
            table: tableOf(first),
            arrivedAt: envelopeArrivalTime(data, provenance),
            data: gzipSync(bytes).toString('base64'),
        },
    ];
};

/** The event of a Lambda subscription filter contains a gzipped envelope. */
const fromSubscription = ({ value }: ParsedValue, provenance: Provenance): readonly InputRecord[] | null => {
    const { success, data } = subscriptionEvent.safeParse(value);
    const bytes = Buffer.from(success ? data.awslogs.data : '', 'base64');
    const [inflated] = isGzip(bytes) ? inflate(bytes) : [];
    return inflated === undefined || inflated.reason !== null ? null : recognise(inflated.bytes, provenance);
};

/** Some tools write base64url; Firehose never does. */
const toStandardBase64 = (data: string): string => (fromBase64(data) === null ? data : standardBase64(data));

const fromSavedEvent = ({ value }: ParsedValue, provenance: Provenance): readonly InputRecord[] | null => {
    const { success, data } = savedEvent.safeParse(value);
    if (!success) return null;
    const table = tableOfStream(streamNameOf(data.deliveryStreamArn), NO_STREAMS);
    return data.records.map((record) => ({
        table,
        arrivedAt: savedRecordArrivalTime(record.approximateArrivalTimestamp, provenance),
        data: toStandardBase64(record.data),
    }));
};

/** The formats of a JSON object, by the fields that identify them. */
const VALUE_KINDS = [
    { is: (value: JsonObject) => 'deliveryStreamArn' in value && 'records' in value, from: fromSavedEvent },
    { is: (value: JsonObject) => 'awslogs' in value, from: fromSubscription },
    { is: isEnvelope, from: fromEnvelope },
    { is: isParcel, from: fromParcel },
    { is: (value: JsonObject) => 'eventSource' in value || isStoredRow(value), from: fromEvent },
] as const;

/** The usual start of a record in an export: shows the table and the time without parsing the whole record. */
const USUAL_START =
    /^\{"eventTimestamp":"(\d{13})","eventSource":"(USER_AUTH_EVENTS|USER_ACTIVITY|USER_NOTIFICATION)",/;
const USUAL_START_BYTES = 80;

const parseUsualStart = (bytes: Buffer): JsonObject | null => {
    const match = USUAL_START.exec(bytes.toString('latin1', 0, USUAL_START_BYTES));
    return match === null ? null : { eventTimestamp: match[1], eventSource: match[2] };
};

/** The records that Firehose would have received for the bytes of a value; null for an unrecognised format. */
export const recognise = (bytes: Buffer, provenance: Provenance): readonly InputRecord[] | null => {
    const usual = parseUsualStart(bytes);
    if (usual !== null && isPlausibleTime(instantOf(usual['eventTimestamp']), provenance))
        return fromEvent({ bytes, value: usual }, provenance);
    const value = readObject(bytes.toString('utf8'));
    const kind = value === null ? undefined : VALUE_KINDS.find(({ is }) => is(value));
    return value === null || kind === undefined ? null : kind.from({ bytes, value }, provenance);
};

/** A record of unrecognised bytes: the transform rejects it with a reason, and its bytes are kept in errors/. */
export const toUnrecognisedRecord = (bytes: Buffer, provenance: Provenance): InputRecord => ({
    table: 'user_activity',
    arrivedAt: fileTime(provenance),
    data: bytes.toString('base64'),
});
