/** Collects the fields of an event that have no column, so that a new field is never lost. */
import { isObject, type JsonObject } from '../../../schemas/field.ts';
import type { Fields, RawEvent } from '../../../schemas/raw-event.ts';
import { usualKeys, type UsualKeys } from '../memo.ts';
import { addExtraField, type ExtraFields } from './extra-columns.ts';
import { compactLength, withoutBlanks, writtenFields, type WrittenField } from './written-fields.ts';

/** Objects nested deeper than this under an unknown field become one JSON text: a longer dotted path is of no use. */
const MAX_STEPS = 8;

/** The fields of an object whose path is longer than this stay one JSON text: each would repeat the path. */
const MAX_PATH_CHARACTERS = 256;

/** The names of an event sum to at most this many times its text: 189 KB of nested fields once made names of 750 MB. */
const MAX_NAMES_RATIO = 4;

/** Names of more characters leave no room for values in a reply: 82 KB of gzip once made names that took 400 MB. */
const MAX_NAMES_CHARACTERS = 1_000_000;

/** A longer event is kept as JSON.parse reads it: its fields one by one, with their texts, would take hundreds of MB. */
const MAX_WRITTEN_CHARACTERS = 1_000_000;

/** Characters of names that an event may still add by spreading objects. */
type NamesBudget = { left: number };

const namesLength = (path: string, keys: readonly string[]): number =>
    keys.reduce((sum, key) => sum + key.length, keys.length * (path.length + 1));

const mayBeSpread = (path: string, steps: number): boolean => steps < MAX_STEPS && path.length <= MAX_PATH_CHARACTERS;

const spread = (extra: ExtraFields, path: string, value: unknown, budget: NamesBudget, steps = 1): void => {
    const keys = isObject(value) && mayBeSpread(path, steps) ? Object.keys(value) : [];
    const length = namesLength(path, keys);
    if (keys.length === 0 || !isObject(value) || length > budget.left) return addExtraField(extra, path, value);
    budget.left -= length;
    for (const key of keys) spread(extra, `${path}.${key}`, value[key], budget, steps + 1);
};

/** Adds one field by the JSON text of its value: a string as it is, anything else as it is written. */
const addWrittenField = (extra: ExtraFields, path: string, text: string): void =>
    addExtraField(extra, path, text.startsWith('"') ? JSON.parse(text) : withoutBlanks(text));

const spreadWritten = (extra: ExtraFields, path: string, text: string, budget: NamesBudget, steps = 1): void => {
    const fields = text.startsWith('{') && mayBeSpread(path, steps) ? writtenFields(text) : [];
    const length = namesLength(
        path,
        fields.map(({ key }) => key),
    );
    if (fields.length === 0 || length > budget.left) return addWrittenField(extra, path, text);
    budget.left -= length;
    for (const { key, text: value } of fields) spreadWritten(extra, `${path}.${key}`, value, budget, steps + 1);
};

/** One object of an event: the path prefix of its fields, the fields that have a column, and its usual keys. */
type FieldLevel = { readonly prefix: string; readonly taken: ReadonlySet<string>; readonly usual: UsualKeys };

/** The three objects of an event that have fields. */
const LEVEL_NAMES = ['record', 'message', 'logSourceId'] as const;

export type FieldLevels = Readonly<Record<(typeof LEVEL_NAMES)[number], FieldLevel>>;

/** The field levels of an event kind, from the names of its fields that have a column. */
export const fieldLevelsOf = (fields: Fields): FieldLevels => ({
    record: { prefix: '', taken: fields.record, usual: usualKeys() },
    message: { prefix: 'message.', taken: fields.message, usual: usualKeys() },
    logSourceId: { prefix: 'logSourceId.', taken: fields.logSourceId, usual: usualKeys() },
});

/** The length of a value that is no string; 0 for an object, whose level is measured on its own. */
const lengthOfOther = (value: unknown): number => (isObject(value) ? 0 : compactLength(value));

/**
 * Length of the compact JSON of an object with the usual keys, or a prefix of them, without the objects in it; NaN for
 * other keys. `for in` avoids allocating a list of keys; a result of JSON.parse inherits no keys.
 */
const usualLength = (object: JsonObject, { keys }: UsualKeys): number => {
    let [at, length] = [0, 0];
    for (const key in object) {
        if (key !== keys[at]) return NaN;
        const value = object[key];
        length += key.length + 4 + (typeof value === 'string' ? value.length + 2 : lengthOfOther(value));
        at += 1;
    }
    return at === 0 ? 0 : length + 1;
};

/** Whether an event has only fields with a column, none of them twice: nearly all events, by keys and length alone. */
const isUsual = ({ record, message, logSourceId }: RawEvent, text: string, levels: FieldLevels): boolean =>
    usualLength(record, levels.record.usual) +
        usualLength(message, levels.message.usual) +
        usualLength(logSourceId, levels.logSourceId.usual) ===
    text.length;

/** Adds the fields of an object that have no column, nested ones by their dotted path (`message.newField.part`). */
const addUntaken = (extra: ExtraFields, object: JsonObject, level: FieldLevel, budget: NamesBudget): void => {
    const keys = Object.keys(object);
    const untaken = keys.filter((key) => !level.taken.has(key));
    if (untaken.length === 0) level.usual.keys = keys;
    for (const key of untaken) spread(extra, level.prefix + key, object[key], budget);
};

/** The JSON text of an object: of itself, or in a string. */
const objectText = (text: string): string => (text.startsWith('"') ? JSON.parse(text) : text);

/** Adds the fields of an object's text that have no column, and the earlier values of a repeated key. */
const addWrittenUntaken = (
    extra: ExtraFields,
    fields: readonly WrittenField[],
    level: FieldLevel,
    budget: NamesBudget,
): void => {
    const last = new Map(fields.map((field) => [field.key, field]));
    for (const field of fields) {
        if (!level.taken.has(field.key) || last.get(field.key) !== field)
            spreadWritten(extra, level.prefix + field.key, field.text, budget);
    }
};

const fieldsAt = (fields: readonly WrittenField[], name: string, object: JsonObject): readonly WrittenField[] => {
    const text = objectText(fields.findLast(({ key }) => key === name)?.text ?? '');
    // A message may also be a text that is no object, or no JSON.
    return text.startsWith('{') && Object.keys(object).length > 0 ? writtenFields(text) : [];
};

/** Adds every field of an event that has no column, and the earlier values of a repeated key. */
export const addFieldsWithoutColumn = (extra: ExtraFields, raw: RawEvent, text: string, levels: FieldLevels): void => {
    if (isUsual(raw, text, levels)) return;
    const budget: NamesBudget = { left: Math.min(MAX_NAMES_RATIO * text.length, MAX_NAMES_CHARACTERS) };
    if (text.length > MAX_WRITTEN_CHARACTERS || compactLength(raw.record) === text.length) {
        for (const name of LEVEL_NAMES) addUntaken(extra, raw[name], levels[name], budget);
        return;
    }
    const fields = writtenFields(text);
    addWrittenUntaken(extra, fields, levels.record, budget);
    for (const name of ['message', 'logSourceId'] as const)
        addWrittenUntaken(extra, fieldsAt(fields, name, raw[name]), levels[name], budget);
};
