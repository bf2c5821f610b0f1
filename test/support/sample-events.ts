/** Sample events for unit tests: Ana's sign-in and a delivery error, with fields of the test's own. */
import { createHash } from 'node:crypto';
import { toLine, isRejected, type Line } from '../../lib/transform/to-line.ts';
import { MAX_DATA_BYTES } from '../../lib/transform/reply/reply-size.ts';
import type { IngestPath } from '../../schemas/vocabulary.ts';
import { ARRIVED_AT, POOL, parseJsonRow, type JsonRow } from './transform-batch.ts';

export const activityText = (message: object = {}, fields: object = {}): string =>
    JSON.stringify({
        eventTimestamp: '1767225604000',
        eventSource: 'USER_AUTH_EVENTS',
        logLevel: 'INFO',
        message: {
            eventId: 'an-id',
            eventType: 'SignIn',
            userName: 'ana',
            creationDate: 'Thu Jan 01 00:00:00 UTC 2026',
            ...message,
        },
        logSourceId: { userPoolId: POOL },
        ...fields,
    });

export const notificationText = (details: unknown, fields: object = {}): string =>
    JSON.stringify({
        eventTimestamp: '1767225600123',
        eventSource: 'USER_NOTIFICATION',
        logLevel: 'ERROR',
        message: { details },
        logSourceId: { userPoolId: POOL },
        ...fields,
    });

export const recordIdOfText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The origin of an event, if it is not a plain record at ARRIVED_AT. */
export type EventOrigin = {
    readonly arrivedAt?: number;
    readonly ingestPath?: IngestPath;
    readonly logEventId?: string | null;
    /** Set for an event in a parcel. */
    readonly parcelArrivedAt?: number;
};

/** A line as one text without its newline. */
export type SampleLine = Omit<Line, 'line'> & { readonly line: string };

/** The line of an event text. */
export const lineOf = (
    text: string,
    { arrivedAt = ARRIVED_AT, ingestPath = 'firehose', logEventId = null, ...parcel }: EventOrigin = {},
): SampleLine => {
    const event = toLine({ text, arrivedAt, ingestPath, logEventId, ...parcel });
    if (isRejected(event)) throw new Error(`rejected: ${event.reason}`);
    return { ...event, line: event.line.join('').slice(0, -1) };
};

/** An event text whose line has the maximum size of one record's rows, plus `more` bytes. */
export const largestText = (more = 0): string =>
    activityText({
        userName: 'x'.repeat((MAX_DATA_BYTES / 4) * 3 - lineOf(activityText({ userName: 'x' })).line.length + more),
    });

/** The row of an event text, parsed from its line. */
export const rowOf = (text: string, origin: EventOrigin = {}): JsonRow => parseJsonRow(lineOf(text, origin).line);

/** The rejection reason of an event text. */
export const rejectionOf = (text: string, origin: Pick<EventOrigin, 'parcelArrivedAt'> = {}): string => {
    const event = toLine({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null, ...origin });
    return isRejected(event) ? event.reason : 'none';
};

/** The extra columns of a row, by name. */
export const extrasOf = (row: JsonRow): JsonRow => {
    const { extra_names: names = [], extra_values: values = [] } = row;
    if (!Array.isArray(names) || !Array.isArray(values) || names.length !== values.length)
        throw new Error('extra_names and extra_values are not parallel');
    return Object.fromEntries(names.map((name: unknown, at) => [String(name), values[at]]));
};
