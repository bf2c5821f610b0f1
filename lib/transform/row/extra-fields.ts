/** Gathers the fields that no column took, so that a new field is never lost. */
import { isBlank, isObject, type JsonObject } from '../../../schemas/field.ts';
import { jsonText } from '../../../schemas/json-text.ts';
import type { Fields, RawRecord } from '../../../schemas/log-record.ts';
import type { EventTime } from './event-time.ts';

/** Parallel arrays, because the SerDe of Athena folds the case of map keys and fails on two that then are equal. */
export type ExtraFields = { readonly names: string[]; readonly values: string[] };

/** A list as a column takes it: NULL when empty. */
export const listOf = (texts: readonly string[]): readonly string[] | undefined =>
    texts.length === 0 ? undefined : texts;

/** Objects nested deeper than this under an unknown field become one JSON text: a dotted path of more steps serves nobody. */
const MAX_STEPS = 8;

/** Adds one field by its dotted path: a text as it is, anything else as JSON. */
export const addExtraField = (extra: ExtraFields, path: string, value: unknown): void => {
    extra.names.push(path);
    extra.values.push(typeof value === 'string' ? value : jsonText(value));
};

const spread = (extra: ExtraFields, path: string, value: unknown, steps: number): void => {
    const keys = isObject(value) && steps < MAX_STEPS ? Object.keys(value) : [];
    if (keys.length === 0 || !isObject(value)) addExtraField(extra, path, value);
    else for (const key of keys) spread(extra, `${path}.${key}`, value[key], steps + 1);
};

/** The object that something stands in: what stands before its fields in a path, the fields that a column takes, and keys that were all taken. */
type Place = { readonly prefix: string; readonly taken: ReadonlySet<string>; usualKeys: readonly string[] };

/** Whether an object has the usual keys from the first on, all or some. By `for in`, because a list of keys costs memory; what JSON.parse made inherits no key. */
const isUsual = (object: JsonObject, usual: readonly string[]): boolean => {
    let at = 0;
    for (const key in object) {
        if (key !== usual[at]) return false;
        at += 1;
    }
    return true;
};

/**
 * Adds the fields of an object that are not taken, nested ones by their dotted path (`message.newField.part`). Nearly all records
 * have the keys of the one before: then nothing is looked up.
 */
const addUntaken = (extra: ExtraFields, object: JsonObject, place: Place): void => {
    if (isUsual(object, place.usualKeys)) return;
    const keys = Object.keys(object);
    const untaken = keys.filter((key) => !place.taken.has(key));
    if (untaken.length === 0) place.usualKeys = keys;
    for (const key of untaken) spread(extra, place.prefix + key, object[key], 1);
};

/** A field that should hold an object and holds something else is kept as it is. */
const addNoObjects = (extra: ExtraFields, raw: RawRecord): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const isRead = isObject(raw.record[name]) || Object.keys(raw[name]).length > 0;
        if (!isRead && !isBlank(raw.record[name])) addExtraField(extra, name, raw.record[name]);
    }
};

/** A pool that is named and is not the row's. */
const addOtherPools = (extra: ExtraFields, raw: RawRecord, userPoolId: string): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const named = raw[name]['userPoolId'];
        if (named !== userPoolId && !isBlank(named)) addExtraField(extra, `${name}.userPoolId`, named);
    }
};

/** Where the fields of a kind of record stand. */
export type Places = { readonly record: Place; readonly message: Place; readonly logSourceId: Place };

/** The places of a kind of record, from the names of its fields that have a column. */
export const placesOf = (fields: Fields): Places => ({
    record: { prefix: '', taken: fields.record, usualKeys: [] },
    message: { prefix: 'message.', taken: fields.message, usualKeys: [] },
    logSourceId: { prefix: 'logSourceId.', taken: fields.logSourceId, usualKeys: [] },
});

/** What has been made of a record so far. */
export type Made = { readonly raw: RawRecord; readonly userPoolId: string; readonly time: EventTime };

/**
 * Every field of a record that no column took: unknown ones at any level, a time that was not believed, a second pool,
 * a message that is no object.
 */
export const extraFields = ({ raw, userPoolId, time }: Made, places: Places): ExtraFields => {
    const extra: ExtraFields = { names: [], values: [] };
    addUntaken(extra, raw.record, places.record);
    addUntaken(extra, raw.message, places.message);
    addUntaken(extra, raw.logSourceId, places.logSourceId);
    const written = raw.record['eventTimestamp'];
    if (time.source !== 'event' && !isBlank(written)) addExtraField(extra, 'eventTimestamp', written);
    addNoObjects(extra, raw);
    addOtherPools(extra, raw, userPoolId);
    return extra;
};
