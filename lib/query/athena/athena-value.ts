/** Turns a text of Athena's results into the value that DuckDB's answer has. */
import { type Plain, plainDecimal, plainInteger } from '../plain-value.ts';

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'int', 'bigint']);
const FLOATS: ReadonlySet<string> = new Set(['double', 'float', 'real']);

/** `decimal(5,2)`, `timestamp(3)`, `timestamp with time zone`: the word before. */
const wordOf = (type: string): string => type.toLowerCase().replace(/\W[^]*/, '');

/** Whether a column of Athena's type holds numbers. */
export const isNumberType = (type: string): boolean =>
    INTEGERS.has(wordOf(type)) || FLOATS.has(wordOf(type)) || wordOf(type) === 'decimal';

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: UTC)?$/;

/** `2026-01-31 12:00:00.000` is of UTC, as everything in the lake. Six digits where there are microseconds. */
const timeText = (text: string): string => {
    const [, day, time, written = ''] = TIME.exec(text) ?? [];
    if (day === undefined || time === undefined) return text;
    const digits = written.padEnd(6, '0').slice(0, 6);
    return `${day}T${time}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
};

const floating = (text: string): Plain => (Number.isFinite(Number(text)) ? Number(text) : text);

/** NULL has no text. Lists, maps and rows stay as Athena writes them: its text of them does not tell `a, b` from two. */
export const athenaValue = (text: string | null, type: string): Plain => {
    if (text === null) return null;
    const word = wordOf(type);
    if (INTEGERS.has(word)) return plainInteger(BigInt(text));
    if (FLOATS.has(word)) return floating(text);
    if (word === 'decimal') return plainDecimal(text);
    if (word === 'boolean') return text === 'true';
    return word === 'timestamp' ? timeText(text) : text;
};
