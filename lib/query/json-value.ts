/** JSON values of a query result, and how a cell shows them. */
import { printableJson } from '../terminal/printable-json.ts';

/** A JavaScript number keeps this many decimal digits exactly. */
const EXACT_DIGITS = 15;

/** A number up to 2^53, a string beyond. */
export const toJsonInteger = (value: bigint): number | string => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
};

/** A number if it keeps all digits, else the text. */
export const toJsonDecimal = (text: string): number | string =>
    text.replace(/\D/g, '').length <= EXACT_DIGITS ? Number(text) : text;

export type JsonValue =
    string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Strings unchanged, NULL as an empty string, lists and objects as JSON. */
export const cellText = (value: JsonValue): string => {
    if (value === null) return '';
    return typeof value === 'object' ? printableJson(value) : String(value);
};
