/** Events for the tests of single rooms: Ana's sign-in and a delivery error, with fields of the caller's own. */
import { createHash } from 'node:crypto';
import { answerable, isBad, type Line as Answered } from '../../lib/transform/answerable.ts';
import { MAX_DATA_BYTES } from '../../lib/transform/reply/reply-size.ts';
import type { IngestPath } from '../../schemas/vocabulary.ts';
import { ARRIVED_AT, POOL, readRow, type Row } from './given-firehose.ts';

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

export const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** How an event came, where it did not come as one plain record at ARRIVED_AT. */
export type Came = {
    readonly arrivedAt?: number;
    readonly ingestPath?: IngestPath;
    readonly logEventId?: string | null;
};

/** A good line, as one text without its newline. */
export type Line = Omit<Answered, 'line'> & { readonly line: string };

/** The good line of a text. */
export const lineOf = (
    text: string,
    { arrivedAt = ARRIVED_AT, ingestPath = 'firehose', logEventId = null }: Came = {},
): Line => {
    const found = answerable({ text, arrivedAt, ingestPath, logEventId });
    if (isBad(found)) throw new Error(`refused: ${found.refusal}`);
    return { ...found, line: found.line.join('').slice(0, -1) };
};

/** A text whose line takes all that the rows of one arrival may take, or some bytes more. */
export const largestText = (more = 0): string =>
    activityText({
        userName: 'x'.repeat((MAX_DATA_BYTES / 4) * 3 - lineOf(activityText({ userName: 'x' })).line.length + more),
    });

/** The row that leaves, read back from its line. */
export const rowOf = (text: string, came: Came = {}): Row => readRow(lineOf(text, came).line);

/** Why a text is refused. */
export const refusalOf = (text: string): string => {
    const found = answerable({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
    return isBad(found) ? found.refusal : 'none';
};

/** The extra columns of a row, by name. */
export const extrasOf = (row: Row): Row => {
    const { extra_names: names = [], extra_values: values = [] } = row;
    if (!Array.isArray(names) || !Array.isArray(values) || names.length !== values.length)
        throw new Error('not parallel');
    return Object.fromEntries(names.map((name: unknown, at) => [String(name), values[at]]));
};
