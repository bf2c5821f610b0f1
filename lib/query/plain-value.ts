/** Turns a value of DuckDB into one that JSON can say. */
import {
    DuckDBArrayValue,
    DuckDBDateValue,
    DuckDBDecimalValue,
    DuckDBListValue,
    DuckDBMapValue,
    DuckDBStructValue,
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
    DuckDBTimestampSecondsValue,
    DuckDBTimestampTZValue,
    DuckDBTimestampValue,
    DuckDBUnionValue,
    type DuckDBValue,
} from '@duckdb/node-api';
import { printableJson } from '../terminal/printable-json.ts';

/** More digits than a number of JavaScript holds for certain. */
const EXACT_DIGITS = 15;

/** A number, or beyond 2^53 its text. */
export const plainInteger = (value: bigint): number | string => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
};

/** A number where it holds all digits, else the text. */
export const plainDecimal = (text: string): number | string =>
    text.replace(/\D/g, '').length <= EXACT_DIGITS ? Number(text) : text;

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** 0001-01-01 and 9999-12-31: beyond them ISO 8601 has no four digits for the year. */
const FIRST_MICROS = -62_135_596_800_000_000n;
const LAST_MICROS = 253_402_300_799_999_999n;

/** `2026-01-31T12:00:00.000Z`; with six digits when there are microseconds; as DuckDB writes it beyond the years 1 to 9999. */
const timeText = (micros: bigint, asWritten: string): string => {
    if (micros < FIRST_MICROS || micros > LAST_MICROS) return asWritten;
    const rest = ((micros % 1000n) + 1000n) % 1000n;
    const text = new Date(Number((micros - rest) / 1000n)).toISOString();
    return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
};

const microsOf = (value: DuckDBValue): bigint | null => {
    if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
    if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1000n;
    if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * 1_000_000n;
    return value instanceof DuckDBTimestampNanosecondsValue ? value.nanos / 1000n : null;
};

const plainMap = ({ entries }: DuckDBMapValue): Plain => {
    if (!entries.every(({ key }) => typeof key === 'string')) {
        return entries.map(({ key, value }) => ({ key: plainValue(key), value: plainValue(value) }));
    }
    return Object.fromEntries(entries.map(({ key, value }) => [String(key), plainValue(value)]));
};

const plainObject = (value: DuckDBValue): Plain => {
    const micros = microsOf(value);
    if (micros !== null) return timeText(micros, String(value));
    if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(plainValue);
    if (value instanceof DuckDBStructValue) {
        return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, plainValue(item)]));
    }
    if (value instanceof DuckDBMapValue) return plainMap(value);
    if (value instanceof DuckDBUnionValue) return plainValue(value.value);
    if (value instanceof DuckDBDecimalValue) return plainDecimal(value.toString());
    return value instanceof DuckDBDateValue ? value.toString() : String(value);
};

/**
 * Numbers as numbers, those beyond 2^53 (and NaN, Infinity) as text; timestamps as `2026-01-31T12:00:00.000Z`, days as `2026-01-31`;
 * lists as arrays, structs and maps of texts as objects; what JSON has no form for as DuckDB writes it.
 */
export const plainValue = (value: DuckDBValue): Plain => {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    return typeof value === 'bigint' ? plainInteger(value) : plainObject(value);
};

/** Texts as they are, NULL as nothing, lists and objects as JSON. */
export const cellText = (value: Plain): string => {
    if (value === null) return '';
    return typeof value === 'object' ? printableJson(value) : String(value);
};
