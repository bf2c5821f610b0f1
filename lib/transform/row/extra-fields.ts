/** Collects the fields that have no column, so that a new field is never lost. */
import { isBlank, isObject, type JsonObject } from '../../../schemas/field.ts';
import { jsonText } from '../../../schemas/json-text.ts';
import type { Fields, RawEvent } from '../../../schemas/raw-event.ts';
import { usualKeys, type UsualKeys } from '../memo.ts';
import type { EventTime } from './event-time.ts';

/** Parallel arrays, because Athena's SerDe lowercases map keys and fails if two keys become equal. */
export type ExtraFields = { readonly names: string[]; readonly values: string[] };

/** A list as a column stores it: NULL if empty. */
export const listOf = (texts: readonly string[]): readonly string[] | undefined =>
    texts.length === 0 ? undefined : texts;

/** Objects nested deeper than this under an unknown field become one JSON text: a longer dotted path is of no use. */
const MAX_STEPS = 8;

/** The fields of an object whose path is longer than this stay one JSON text: each would repeat the path. */
const MAX_PATH_CHARACTERS = 256;

/** The names of an event sum to at most this many times its text: 189 KB of nested fields once made names of 750 MB. */
const MAX_NAMES_RATIO = 4;

/** Characters of names that an event may still add by spreading objects. */
type NamesBudget = { left: number };

/** Adds one field by its dotted path: a string as it is, anything else as JSON. */
export const addExtraField = (extra: ExtraFields, path: string, value: unknown): void => {
    extra.names.push(path);
    extra.values.push(typeof value === 'string' ? value : jsonText(value));
};

const namesLength = (path: string, keys: readonly string[]): number =>
    keys.reduce((sum, key) => sum + key.length, keys.length * (path.length + 1));

const spread = (extra: ExtraFields, path: string, value: unknown, budget: NamesBudget, steps = 1): void => {
    const isSpread = isObject(value) && steps < MAX_STEPS && path.length <= MAX_PATH_CHARACTERS;
    const keys = isSpread ? Object.keys(value) : [];
    const length = namesLength(path, keys);
    if (keys.length === 0 || !isObject(value) || length > budget.left) return addExtraField(extra, path, value);
    budget.left -= length;
    for (const key of keys) spread(extra, `${path}.${key}`, value[key], budget, steps + 1);
};

/** One object of an event: the path prefix of its fields, the fields that have a column, and its usual keys. */
type FieldLevel = { readonly prefix: string; readonly taken: ReadonlySet<string>; readonly usual: UsualKeys };

/**
 * Whether the keys of an object are the usual keys, or a prefix of them. `for in` avoids allocating a list of keys; a
 * result of JSON.parse inherits no keys.
 */
const isUsual = (object: JsonObject, usual: readonly string[]): boolean => {
    let at = 0;
    for (const key in object) {
        if (key !== usual[at]) return false;
        at += 1;
    }
    return true;
};

/**
 * Adds the fields of an object that have no column, nested ones by their dotted path (`message.newField.part`). Nearly
 * all events have the same keys as the previous one: then nothing is looked up.
 */
const addUntaken = (extra: ExtraFields, object: JsonObject, level: FieldLevel, budget: NamesBudget): void => {
    if (isUsual(object, level.usual.keys)) return;
    const keys = Object.keys(object);
    const untaken = keys.filter((key) => !level.taken.has(key));
    if (untaken.length === 0) level.usual.keys = keys;
    for (const key of untaken) spread(extra, level.prefix + key, object[key], budget);
};

/** Keeps `message` and `logSourceId` as they are if they are not objects. */
const addNonObjects = (extra: ExtraFields, raw: RawEvent): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const isRead = isObject(raw.record[name]) || Object.keys(raw[name]).length > 0;
        if (!isRead && !isBlank(raw.record[name])) addExtraField(extra, name, raw.record[name]);
    }
};

/** Keeps pool ids other than the row's. */
const addOtherPools = (extra: ExtraFields, raw: RawEvent, userPoolId: string): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const named = raw[name]['userPoolId'];
        if (named !== userPoolId && !isBlank(named)) addExtraField(extra, `${name}.userPoolId`, named);
    }
};

/** The three objects of an event that have fields. */
export type FieldLevels = {
    readonly record: FieldLevel;
    readonly message: FieldLevel;
    readonly logSourceId: FieldLevel;
};

/** The field levels of an event kind, from the names of its fields that have a column. */
export const fieldLevelsOf = (fields: Fields): FieldLevels => ({
    record: { prefix: '', taken: fields.record, usual: usualKeys() },
    message: { prefix: 'message.', taken: fields.message, usual: usualKeys() },
    logSourceId: { prefix: 'logSourceId.', taken: fields.logSourceId, usual: usualKeys() },
});

/** What is known of an event when its extra fields are collected. */
export type ExtraFieldsInput = {
    readonly raw: RawEvent;
    readonly userPoolId: string;
    readonly time: EventTime;
    /** Length of the event's text. */
    readonly textLength: number;
};

/**
 * Every field of an event that no column has: unknown fields at any level, an implausible time, a second pool id, a
 * message that is not an object.
 */
export const extraFields = (
    { raw, userPoolId, time, textLength }: ExtraFieldsInput,
    levels: FieldLevels,
): ExtraFields => {
    const extra: ExtraFields = { names: [], values: [] };
    const budget: NamesBudget = { left: MAX_NAMES_RATIO * textLength };
    addUntaken(extra, raw.record, levels.record, budget);
    addUntaken(extra, raw.message, levels.message, budget);
    addUntaken(extra, raw.logSourceId, levels.logSourceId, budget);
    const written = raw.record['eventTimestamp'];
    if (time.source !== 'event' && !isBlank(written)) addExtraField(extra, 'eventTimestamp', written);
    addNonObjects(extra, raw);
    addOtherPools(extra, raw, userPoolId);
    return extra;
};
