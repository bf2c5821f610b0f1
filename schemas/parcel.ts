/** The parcel: one JSON line for an event that we put on a stream ourselves. */
import * as z from 'zod';
import { LAST_MS } from './instant.ts';
import { INGEST_PATHS, type IngestPath } from './vocabulary.ts';

/** The key that marks a parcel; its value is the format version. */
const PARCEL_KEY = 'cognito_log_lake';

export const parcel = z.object({
    cognito_log_lake: z.literal(1),
    arrived_at: z.int().min(0).max(LAST_MS),
    ingest_path: z.enum(INGEST_PATHS),
    log_event_id: z.string().nullish(),
    is_bare: z.literal(true).optional(),
    text: z.string(),
});

/** The content of a parcel: the event text, and the values that keep its row the same after re-ingestion. */
export type ParcelContent = {
    readonly text: string;
    /** Epoch ms of the first arrival. */
    readonly arrivedAt: number;
    readonly ingestPath: IngestPath;
    /** Id of the log event in CloudWatch Logs, or null. */
    readonly logEventId: string | null;
    /** Set if the text came without a parcel, and cannot be a row: a parcel around it must not make it one. */
    readonly isBare?: true;
};

/** Whether a JSON value claims to be a parcel. One with an eventSource is an event, whatever else it has. */
export const isParcel = (value: object): boolean => PARCEL_KEY in value && !('eventSource' in value);

/**
 * The line of a parcel, without a newline. Built by hand for speed, because every event of an S3 export becomes a
 * parcel.
 */
export const writeParcel = ({ text, arrivedAt, ingestPath, logEventId, isBare }: ParcelContent): string => {
    const logEvent = logEventId === null ? '' : `"log_event_id":${JSON.stringify(logEventId)},`;
    const bare = isBare === true ? '"is_bare":true,' : '';
    const head = `"${PARCEL_KEY}":1,"arrived_at":${arrivedAt},"ingest_path":"${ingestPath}",${logEvent}${bare}`;
    return `{${head}"text":${JSON.stringify(text)}}`;
};
