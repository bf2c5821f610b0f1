/** Unwraps the events of an error line, and finds out what would become of each now. */
import { createHash } from 'node:crypto';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { answerable, isBad, type Answerable, type Line } from '../../transform/answerable.ts';
import { isUnusable, unwrap, type EventText } from '../../transform/decode/unwrap.ts';
import type { ErrorLine } from './error-lines.ts';

/** An event that the transform would take now. Its id is that of its parcel: it is the same wherever the event travels. */
export type Good = { readonly reason: 'usable'; readonly id: string; readonly line: Line };
/** One that it would refuse again. */
export type StillBad = { readonly reason: RefusalReason };

export type FailedEvent = Good | StillBad;

const ID_DIGITS = 32;

const eventId = (source: EventText): string =>
    createHash('sha256').update(writeParcel(source)).digest('hex').slice(0, ID_DIGITS);

const eventOf = (found: Answerable): FailedEvent =>
    isBad(found) ? { reason: found.refusal } : { reason: 'usable', id: eventId(found.source), line: found };

/** The events of a line, in order: of what the source sent, of parcels, or of the rows that the function had returned. */
export const failedEvents = ({
    rawData,
    arrivedAt,
}: Pick<ErrorLine, 'rawData' | 'arrivedAt'>): readonly FailedEvent[] =>
    unwrap({ recordId: '', arrivedAt, data: rawData }).map(answerable).map(eventOf);

/** The ids of the events that a record on a stream holds. */
export const idsIn = (record: Buffer): readonly string[] =>
    unwrap({ recordId: '', arrivedAt: 0, data: record.toString('base64') }).flatMap((event) =>
        isUnusable(event) ? [] : [eventId(event)],
    );
