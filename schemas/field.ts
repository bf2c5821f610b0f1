/** The field types of an event: each reads any value as its type, or as NULL (`undefined`), and rejects nothing. */
import { structureProblem } from './json-structure.ts';
import { jsonText } from './json-text.ts';

/** Whether a value is missing, null, an empty string or the string "null". */
export const isBlank = (value: unknown): boolean =>
    value === undefined || value === null || value === '' || value === 'null';

/** A string; a value of another type becomes its JSON. */
export const toText = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value === '' || value === 'null' ? undefined : value;
    return value === undefined || value === null ? undefined : jsonText(value);
};

const BOOLEANS = new Map<unknown, boolean>([
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
export const toBoolean = (value: unknown): boolean | undefined =>
    BOOLEANS.get(value) ?? BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : undefined);

const parsedOrNull = (json: string): unknown => {
    if (structureProblem(json) !== null) return null;
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

/** The object that a value is, or has as JSON text; an empty object otherwise. */
export const objectAt = (value: unknown): JsonObject => {
    if (isObject(value)) return value;
    const parsed = typeof value === 'string' && value.startsWith('{') ? parsedOrNull(value) : null;
    return isObject(parsed) ? parsed : {};
};
