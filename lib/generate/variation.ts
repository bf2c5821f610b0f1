/** A variation: an unusual form in which Cognito, or a later version of it, may write a valid event. */
import type { Attempt, AttemptStep } from './attempt.ts';
import type { GeneratedJson, GeneratedJsonObject, LogRecord } from './log-record.ts';

/** The name is also the name of a fixture in test/fixtures/records. */
export type EventVariation<Subject> = { readonly name: string; readonly write: (subject: Subject) => string };

export type EventVariations<Subject> = readonly [EventVariation<Subject>, ...EventVariation<Subject>[]];

/** The subject of an activity event: the attempt and one of its steps. */
export type ActivitySubject = { readonly attempt: Attempt; readonly step: AttemptStep };

/** The record as JSON, with these outer fields added or replaced. */
export const withFields = (record: LogRecord, fields: GeneratedJsonObject): string =>
    JSON.stringify({ ...record, ...fields });

/** The record as JSON, with these fields of its message added or replaced. */
export const withMessage = (record: LogRecord, fields: GeneratedJsonObject): string =>
    JSON.stringify({ ...record, message: { ...record.message, ...fields } });

/** The record as JSON, without one field of its message. */
export const withoutMessageField = (record: LogRecord, name: string): string =>
    withMessage(
        { ...record, message: Object.fromEntries(Object.entries(record.message).filter(([key]) => key !== name)) },
        {},
    );

/** The record as JSON, with this value in all fields of its message except the identifying ones. */
export const withBlankFields = (record: LogRecord, blank: GeneratedJson): string => {
    const identifying = new Set(['eventId', 'eventType', 'userPoolId']);
    const blanked = Object.entries(record.message).map(([key, value]) => [key, identifying.has(key) ? value : blank]);
    return withMessage(record, Object.fromEntries(blanked));
};
