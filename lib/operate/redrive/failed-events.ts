/** Decodes the events of an error line, and runs the transform on each to see whether it is usable now. */
import { createHash } from 'node:crypto';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { toLine, isRejected, type LineOrRejection, type Line } from '../../transform/to-line.ts';
import { isRejectedBytes, decode, type DecodedEvent, type EventText } from '../../transform/decode/decode.ts';
import type { ErrorLine } from './error-lines.ts';
import type { ErrorObjectType } from './error-type.ts';

/** An event that the transform would accept now. Its id is the hash of its parcel, which is the same on every path. */
export type RedrivableEvent = { readonly reason: 'usable'; readonly id: string; readonly line: Line };
/** An event that the transform would reject again. */
type StillRejectedEvent = { readonly reason: RejectionReason };

export type FailedEvent = RedrivableEvent | StillRejectedEvent;

const ID_DIGITS = 32;

const eventIdOf = (source: EventText): string =>
    createHash('sha256').update(writeParcel(source)).digest('hex').slice(0, ID_DIGITS);

/** The source without its parsed JSON and its bytes: neither is sent, and they are expensive to copy between threads. */
const withoutJson = ({ text, arrivedAt, ingestPath, logEventId }: EventText): EventText => ({
    text,
    arrivedAt,
    ingestPath,
    logEventId,
});

const toFailedEvent = (event: LineOrRejection): FailedEvent =>
    isRejected(event)
        ? { reason: event.reason }
        : { reason: 'usable', id: eventIdOf(event.source), line: { ...event, source: withoutJson(event.source) } };

/** The record of an error line: its bytes in base64, its arrival time, and what failed. */
export type ErrorRecordBytes = Pick<ErrorLine, 'rawData' | 'arrivedAt' | 'type'>;

/**
 * Failures after the function: their data is what it returned, so a row in it is one of ours. A record that failed in
 * the function is as its sender wrote it.
 */
const TYPES_WITH_ROWS: ReadonlySet<ErrorObjectType> = new Set([
    'format-conversion-failed',
    'partitioning-failed',
    'activePartitionExceeded',
]);

/** Takes a row that the function returned for one in a parcel, which it is sent in. Not so a log event. */
const inParcel = (event: DecodedEvent, arrivedAt: number): DecodedEvent =>
    isRejectedBytes(event) || event.ingestPath !== 'firehose' || event.isBare === true
        ? event
        : { ...event, parcelArrivedAt: arrivedAt };

/** The events of a line, in order. The line has source records, parcels, or rows that the function returned. */
export const failedEvents = ({ rawData, arrivedAt, type }: ErrorRecordBytes): readonly FailedEvent[] => {
    const events = decode({ recordId: '', arrivedAt, data: rawData });
    const ours = TYPES_WITH_ROWS.has(type) ? events.map((event) => inParcel(event, arrivedAt)) : events;
    return ours.map(toLine).map(toFailedEvent);
};

/** The events in a stream record of ours. */
export const eventTextsIn = (record: Buffer): readonly EventText[] =>
    decode({ recordId: '', arrivedAt: 0, data: record.toString('base64') }).flatMap((event) =>
        isRejectedBytes(event) ? [] : [event],
    );

/** The ids of the events in a stream record of ours. */
export const eventIdsIn = (record: Buffer): readonly string[] => eventTextsIn(record).map(eventIdOf);
