/** Parses the text of a value in Athena's result by the type of its column. */
import { type JsonValue, toJsonDecimal, toJsonInteger } from '../json-value.ts';

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'int', 'bigint']);
const FLOATS: ReadonlySet<string> = new Set(['double', 'float', 'real']);

/** The first word of `decimal(5,2)`, `timestamp(3)`, `timestamp with time zone`. */
const baseTypeOf = (type: string): string => type.toLowerCase().replace(/\W[^]*/, '');

/** Whether a type of Athena is numeric. */
export const isNumberType = (type: string): boolean =>
    INTEGERS.has(baseTypeOf(type)) || FLOATS.has(baseTypeOf(type)) || baseTypeOf(type) === 'decimal';

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: UTC)?$/;

/** `2026-01-31 12:00:00.000` is UTC, like all times in the lake. Six fraction digits if there are microseconds. */
const timeText = (text: string): string => {
    const [, day, time, written = ''] = TIME.exec(text) ?? [];
    if (day === undefined || time === undefined) return text;
    const digits = written.padEnd(6, '0').slice(0, 6);
    return `${day}T${time}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
};

const parseFloating = (text: string): JsonValue => (Number.isFinite(Number(text)) ? Number(text) : text);

/**
 * The JSON value of a text in Athena's result; null for NULL.
 * Arrays, maps and rows keep Athena's text, which can't be parsed: `[a, b]` may be one element or two.
 */
export const parseAthenaValue = (text: string | null, type: string): JsonValue => {
    if (text === null) return null;
    const word = baseTypeOf(type);
    if (INTEGERS.has(word)) return toJsonInteger(BigInt(text));
    if (FLOATS.has(word)) return parseFloating(text);
    if (word === 'decimal') return toJsonDecimal(text);
    if (word === 'boolean') return text === 'true';
    return word === 'timestamp' ? timeText(text) : text;
};
