/** Decodes the events of an error line, and runs the transform on each to see whether it is usable now. */
import { createHash } from 'node:crypto';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { toLine, isRejected, type LineOrRejection, type Line } from '../../transform/to-line.ts';
import { isRejectedBytes, decode, type EventText } from '../../transform/decode/decode.ts';
import type { ErrorLine } from './error-lines.ts';

/** An event that the transform would accept now. Its id is the hash of its parcel, which is the same on every path. */
export type RedrivableEvent = { readonly reason: 'usable'; readonly id: string; readonly line: Line };
/** An event that the transform would reject again. */
type StillRejectedEvent = { readonly reason: RejectionReason };

export type FailedEvent = RedrivableEvent | StillRejectedEvent;

const ID_DIGITS = 32;

const eventIdOf = (source: EventText): string =>
    createHash('sha256').update(writeParcel(source)).digest('hex').slice(0, ID_DIGITS);

const toFailedEvent = (event: LineOrRejection): FailedEvent =>
    isRejected(event) ? { reason: event.reason } : { reason: 'usable', id: eventIdOf(event.source), line: event };

/** The events of a line, in order. The line has source records, parcels, or rows that the function returned. */
export const failedEvents = ({
    rawData,
    arrivedAt,
}: Pick<ErrorLine, 'rawData' | 'arrivedAt'>): readonly FailedEvent[] =>
    decode({ recordId: '', arrivedAt, data: rawData }).map(toLine).map(toFailedEvent);

/** The ids of the events in a stream record. */
export const eventIdsIn = (record: Buffer): readonly string[] =>
    decode({ recordId: '', arrivedAt: 0, data: record.toString('base64') }).flatMap((event) =>
        isRejectedBytes(event) ? [] : [eventIdOf(event)],
    );
