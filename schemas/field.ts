/** The kinds of field that a record has: each turns whatever stands there into a value of its type or NULL, which is `undefined`, and never refuses. */
import { jsonText } from './json-text.ts';

/** Whether a value says nothing: missing, null, an empty text or the text "null". */
export const isBlank = (value: unknown): boolean =>
    value === undefined || value === null || value === '' || value === 'null';

/** A text; a value of another type becomes its JSON. */
export const text = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value === '' || value === 'null' ? undefined : value;
    return value === undefined || value === null ? undefined : jsonText(value);
};

const TRUTHS = new Map<unknown, boolean>([
    [true, true],
    ['true', true],
    [1, true],
    ['1', true],
    [false, false],
    ['false', false],
    [0, false],
    ['0', false],
]);

/** A boolean: true and false, "true" and "false" in any case, 1 and 0. */
export const truth = (value: unknown): boolean | undefined =>
    TRUTHS.get(value) ?? TRUTHS.get(typeof value === 'string' ? value.trim().toLowerCase() : undefined);

const parsedOrNull = (json: string): unknown => {
    try {
        return JSON.parse(json);
    } catch {
        return null;
    }
};

export type JsonObject = Record<string, unknown>;

/** Whether a value is an object, not an array. */
export const isObject = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that stands at a place, also when it stands there as JSON text; an empty one where there is none. */
export const objectAt = (value: unknown): JsonObject => {
    if (isObject(value)) return value;
    const found = typeof value === 'string' && value.startsWith('{') ? parsedOrNull(value) : null;
    return isObject(found) ? found : {};
};
