/** Determines when an event of an input first arrived: from recorded times, never from the clock. */
import type { Envelope } from '../../schemas/envelope.ts';
import { objectAt, type JsonObject } from '../../schemas/field.ts';
import { instantOf, LAST_MS } from '../../schemas/instant.ts';
import type { IngestPath } from '../../schemas/vocabulary.ts';
import { EARLIEST_EVENT_MS } from '../transform/row/event-time.ts';

/** How and when the events of an input were recorded, from its name and file time. */
export type Provenance = {
    /** The ingest path, if only the input's name shows it; null if the bytes of the event show it. */
    readonly ingestPath: IngestPath | null;
    /** When the file was last written (epoch ms): the fallback for events without a time. */
    readonly modifiedAt: number;
    /** The latest plausible time of an event (epoch ms). */
    readonly latestAt: number;
};

export const isPlausibleTime = (at: number | undefined, { latestAt }: Provenance): at is number =>
    at !== undefined && at >= EARLIEST_EVENT_MS && at <= latestAt;

/** The file's time, epoch ms. Unpacked files may have a time of 1985. */
export const fileTime = ({ modifiedAt }: Provenance): number => Math.max(modifiedAt, EARLIEST_EVENT_MS);

/** The event's own time, else its attempt's, else the file's. Epoch ms. */
export const eventArrivalTime = (event: JsonObject, provenance: Provenance): number => {
    const own = [instantOf(event['eventTimestamp']), instantOf(objectAt(event['message'])['creationDate'])];
    return own.find((at) => isPlausibleTime(at, provenance)) ?? fileTime(provenance);
};

/** The latest time of the envelope's events, else the file's: an envelope is sent after its last event. Epoch ms. */
export const envelopeArrivalTime = ({ logEvents }: Envelope, provenance: Provenance): number => {
    const times = logEvents
        .map(({ timestamp }) => instantOf(timestamp))
        .filter((at) => isPlausibleTime(at, provenance));
    return times.length === 0 ? fileTime(provenance) : times.reduce((latest, at) => Math.max(latest, at));
};

/** The arrival time in a saved Firehose event, as a whole number of epoch ms. */
export const savedRecordArrivalTime = (approximateArrivalTimestamp: number, provenance: Provenance): number => {
    const at = Math.floor(approximateArrivalTimestamp);
    return at >= 0 && at <= LAST_MS ? at : fileTime(provenance);
};
