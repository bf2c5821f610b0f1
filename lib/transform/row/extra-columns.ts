/** The two extra columns of a row: the fields that have no column, or whose value does not fit it. */
import { jsonText } from '../../../schemas/json-text.ts';

/** Parallel arrays, because Athena's SerDe lowercases map keys and fails if two keys become equal. */
export type ExtraFields = { readonly names: string[]; readonly values: string[] };

/** A list as a column stores it: NULL if empty. */
export const listOf = (texts: readonly string[]): readonly string[] | undefined =>
    texts.length === 0 ? undefined : texts;

/** Adds one field by its dotted path: a string as it is, anything else as JSON. */
export const addExtraField = (extra: ExtraFields, path: string, value: unknown): void => {
    extra.names.push(path);
    extra.values.push(typeof value === 'string' ? value : jsonText(value));
};
