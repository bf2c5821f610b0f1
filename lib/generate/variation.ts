/** A form other than the usual one in which Cognito, or a later version of it, may write a good event. */
import type { Attempt, Step } from './attempt.ts';
import type { Json, JsonObject, LogRecord } from './log-record.ts';

/** The name is that of its fixture in test/fixtures/records. */
export type Variation<Subject> = { readonly name: string; readonly write: (subject: Subject) => string };

export type Variations<Subject> = readonly [Variation<Subject>, ...Variation<Subject>[]];

/** What an activity event is about: the attempt, and which of its records. */
export type ActivitySubject = { readonly attempt: Attempt; readonly step: Step };

/** The record with these fields put in, over those that were there. */
export const withFields = (record: LogRecord, fields: JsonObject): string => JSON.stringify({ ...record, ...fields });

/** The record with these fields of its message put in. */
export const withMessage = (record: LogRecord, fields: JsonObject): string =>
    JSON.stringify({ ...record, message: { ...record.message, ...fields } });

/** The record without one field of its message. */
export const withoutInMessage = (record: LogRecord, name: string): string =>
    withMessage(
        { ...record, message: Object.fromEntries(Object.entries(record.message).filter(([key]) => key !== name)) },
        {},
    );

/** The record with every field of its message that is a text turned into this value, but for those by which it is known. */
export const withBlanks = (record: LogRecord, blank: Json): string => {
    const kept = new Set(['eventId', 'eventType', 'userPoolId']);
    const blanked = Object.entries(record.message).map(([key, value]) => [key, kept.has(key) ? value : blank]);
    return withMessage(record, Object.fromEntries(blanked));
};
