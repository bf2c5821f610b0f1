/** Tells when an event of an input first arrived: from what was written at the time, never from the clock. */
import type { Envelope } from '../../schemas/envelope.ts';
import { objectAt, type JsonObject } from '../../schemas/field.ts';
import { instantOf, LAST_MS } from '../../schemas/instant.ts';
import type { IngestPath } from '../../schemas/vocabulary.ts';
import { EARLIEST_EVENT_MS } from '../transform/row/event-time.ts';

/** What an input says of how its events came. */
export type Came = {
    /** The path that the bytes of an event alone don't tell; null where they do. */
    readonly ingestPath: IngestPath | null;
    /** When the file was last written, epoch ms: the last resort of an event without any time. */
    readonly modifiedAt: number;
    /** No event is from later than this (epoch ms): a later time is a wrong one. */
    readonly latestAt: number;
};

export const isBelieved = (at: number | undefined, { latestAt }: Came): at is number =>
    at !== undefined && at >= EARLIEST_EVENT_MS && at <= latestAt;

/** The file's time. Unpacked files may carry one of 1985. */
export const fileTime = ({ modifiedAt }: Came): number => Math.max(modifiedAt, EARLIEST_EVENT_MS);

/** The event's own time, else its attempt's, else the file's. */
export const eventArrival = (event: JsonObject, came: Came): number => {
    const own = [instantOf(event['eventTimestamp']), instantOf(objectAt(event['message'])['creationDate'])];
    return own.find((at) => isBelieved(at, came)) ?? fileTime(came);
};

/** An envelope can't have been sent before the last of its events. */
export const envelopeArrival = ({ logEvents }: Envelope, came: Came): number => {
    const times = logEvents.map(({ timestamp }) => instantOf(timestamp)).filter((at) => isBelieved(at, came));
    return times.length === 0 ? fileTime(came) : times.reduce((latest, at) => Math.max(latest, at));
};

/** What a saved event says of its record, as a whole number of ms. */
export const savedArrival = (approximateArrivalTimestamp: number, came: Came): number => {
    const at = Math.floor(approximateArrivalTimestamp);
    return at >= 0 && at <= LAST_MS ? at : fileTime(came);
};
