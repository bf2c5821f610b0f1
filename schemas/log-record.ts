/** What all records of Cognito's log export have in common: a message and the log's source, each an object in the record. */
import * as z from 'zod';
import { isObject, objectAt, type JsonObject } from './field.ts';

/** A record as it stood there: whole, and the two objects in it, empty where there is none. */
export type RawRecord = { readonly record: JsonObject; readonly message: JsonObject; readonly logSourceId: JsonObject };

/** The record that a JSON value is; `message` may be no object, so each kind of record says how to take it. */
export const rawRecord = (record: JsonObject, messageAt: (value: unknown) => JsonObject = objectAt): RawRecord => ({
    record,
    message: messageAt(record['message']),
    logSourceId: objectAt(record['logSourceId']),
});

/** Any JSON object. Not zod's own `record`: that copies, and the fields are read one by one anyway. */
export const jsonObject = z.custom<JsonObject>(isObject);

/** Names of the fields that have a column, of the record and of the two objects in it. */
export type Fields = {
    readonly record: ReadonlySet<string>;
    readonly message: ReadonlySet<string>;
    readonly logSourceId: ReadonlySet<string>;
};

/** The names that a reader of messages reads, beside those that all records have. */
export const fieldsOf = (message: object): Fields => ({
    record: new Set(['eventTimestamp', 'eventSource', 'logLevel', 'message', 'logSourceId']),
    message: new Set(Object.keys(message)),
    logSourceId: new Set(['userPoolId']),
});
