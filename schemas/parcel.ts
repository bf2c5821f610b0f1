/** The parcel: one JSON line in which an event travels that we put on a stream ourselves. */
import * as z from 'zod';
import { LAST_MS } from './instant.ts';
import { INGEST_PATHS, type IngestPath } from './vocabulary.ts';

/** The key that tells a parcel; its value is the version of its form. */
const PARCEL_KEY = 'cognito_log_lake';

export const parcel = z.compile(
    z.object({
        cognito_log_lake: z.literal(1),
        arrived_at: z.int().min(0).max(LAST_MS),
        ingest_path: z.enum(INGEST_PATHS),
        log_event_id: z.string().nullish(),
        text: z.string(),
    }),
    { strict: true },
);

/** What a parcel keeps of an event: its text, and what its row needs to be the same wherever the event goes. */
export type Parcelled = {
    readonly text: string;
    /** Epoch ms of the first arrival. */
    readonly arrivedAt: number;
    readonly ingestPath: IngestPath;
    /** Id that CloudWatch Logs gave the event, or null. */
    readonly logEventId: string | null;
};

/** Whether a JSON value claims to be a parcel. */
export const isParcel = (value: object): boolean => PARCEL_KEY in value;

/** The line of a parcel, without a newline. Put together by hand, as every event of an S3 export travels in one. */
export const writeParcel = ({ text, arrivedAt, ingestPath, logEventId }: Parcelled): string => {
    const logEvent = logEventId === null ? '' : `"log_event_id":${JSON.stringify(logEventId)},`;
    return `{"${PARCEL_KEY}":1,"arrived_at":${arrivedAt},"ingest_path":"${ingestPath}",${logEvent}"text":${JSON.stringify(text)}}`;
};
