/** Converts a DuckDB value into a JSON value. */
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
import { toJsonInteger, toJsonDecimal, type JsonValue } from './json-value.ts';

/** 0001-01-01 and 9999-12-31: outside this range the year of ISO 8601 has more than four digits. */
const FIRST_MICROS = -62_135_596_800_000_000n;
const LAST_MICROS = 253_402_300_799_999_999n;

/**
 * `2026-01-31T12:00:00.000Z`, with six fraction digits if there are microseconds.
 * Outside the years 1 to 9999 it is DuckDB's own text.
 */
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

const mapToJson = ({ entries }: DuckDBMapValue): JsonValue => {
    if (!entries.every(({ key }) => typeof key === 'string')) {
        return entries.map(({ key, value }) => ({ key: toJsonValue(key), value: toJsonValue(value) }));
    }
    return Object.fromEntries(entries.map(({ key, value }) => [String(key), toJsonValue(value)]));
};

const objectToJson = (value: DuckDBValue): JsonValue => {
    const micros = microsOf(value);
    if (micros !== null) return timeText(micros, String(value));
    if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJsonValue);
    if (value instanceof DuckDBStructValue) {
        return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, toJsonValue(item)]));
    }
    if (value instanceof DuckDBMapValue) return mapToJson(value);
    if (value instanceof DuckDBUnionValue) return toJsonValue(value.value);
    if (value instanceof DuckDBDecimalValue) return toJsonDecimal(value.toString());
    return value instanceof DuckDBDateValue ? value.toString() : String(value);
};

/**
 * Numbers stay numbers; those beyond 2^53, NaN and Infinity become strings.
 * Timestamps become `2026-01-31T12:00:00.000Z`, dates `2026-01-31`.
 * Lists become arrays; structs, and maps with string keys, become objects. Everything else becomes DuckDB's text.
 */
export const toJsonValue = (value: DuckDBValue): JsonValue => {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    return typeof value === 'bigint' ? toJsonInteger(value) : objectToJson(value);
};
