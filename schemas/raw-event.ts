/** What all events of Cognito's log export have in common: a message and a log source, each an object. */
import { objectAt, type JsonObject } from './field.ts';

/** A raw event: the whole object, and its two inner objects, which are empty if missing. */
export type RawEvent = { readonly record: JsonObject; readonly message: JsonObject; readonly logSourceId: JsonObject };

/** The raw event of a JSON object. `message` may not be an object, so each event kind reads it in its own way. */
export const rawEvent = (record: JsonObject, messageAt: (value: unknown) => JsonObject = objectAt): RawEvent => ({
    record,
    message: messageAt(record['message']),
    logSourceId: objectAt(record['logSourceId']),
});

/** Names of the fields that have a column, in the event and in its two inner objects. */
export type Fields = {
    readonly record: ReadonlySet<string>;
    readonly message: ReadonlySet<string>;
    readonly logSourceId: ReadonlySet<string>;
};

/** The field names of a message, and the names that all events have. */
export const fieldsOf = (message: object): Fields => ({
    record: new Set(['eventTimestamp', 'eventSource', 'logLevel', 'message', 'logSourceId']),
    message: new Set(Object.keys(message)),
    logSourceId: new Set(['userPoolId']),
});
