/** The types of query parameters: which values each accepts, and the SQL literal they become on both engines. */
import { instantOf } from '../../schemas/instant.ts';
import { DAY_MS, dayOf, isDay } from '../basics/days.ts';

export type ParameterType = {
    /** The allowed values, for error messages. */
    readonly description: string;
    /** The notation, for `--help`; empty if the name of the type is enough. */
    readonly format: string;
    /** The SQL literal of the values; null if they don't fit the type. */
    readonly literal: (values: readonly string[]) => string | null;
    /** The SQL of a header's default, for a named query in Athena; null if the default is invalid. */
    readonly defaultSql: (text: string) => string | null;
    /** The values of a header's default at `nowMs` (epoch ms); an empty list if the default is invalid. */
    readonly defaultValues: (text: string, nowMs: number) => readonly string[];
};

const RELATIVE_DAY = /^current_date(?: - interval '(\d{1,4})' day)?$/;
const QUOTED = /^'(?:[^']|'')*'$/;
const LIST = /'(?:[^']|'')*'/g;

/** NUL ends a string in one engine but not in the other. Half a surrogate pair is invalid in both. */
const UNWRITABLE = /\0|\p{Cs}/u;

/** Two minus signs would start a comment, so a negative number gets parentheses. */
const parenthesiseNegative = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

const dayLiteral = (text: string): string | null => (isDay(text) ? `date '${text}'` : null);

const timestampLiteral = (text: string): string | null => {
    const ms = /^\d{4}-/.test(text) ? instantOf(text) : null;
    return typeof ms !== 'number' ? null : `timestamp '${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`;
};

const integerLiteral = (text: string): string | null =>
    /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? parenthesiseNegative(String(BigInt(text))) : null;

/** With an exponent: to Trino 1.5 is a decimal and 1.5e+0 a double. */
const doubleLiteral = (text: string): string | null =>
    /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text))
        ? parenthesiseNegative(Number(text).toExponential())
        : null;

const stringLiteral = (text: string): string | null =>
    UNWRITABLE.test(text) ? null : `'${text.replaceAll("'", "''")}'`;

/** No literal of an empty string array works on both engines: this lists every match of x in ''. */
const EMPTY_LIST = "regexp_extract_all('', 'x')";

const listLiteral = (values: readonly string[]): string | null => {
    const literals = values.map(stringLiteral);
    if (literals.includes(null)) return null;
    return values.length === 0 ? EMPTY_LIST : `array[${literals.join(', ')}]`;
};

const unquoted = (text: string): string => text.slice(1, -1).replaceAll("''", "'");

type ScalarType = Pick<ParameterType, 'description' | 'format'> & {
    readonly literal: (text: string) => string | null;
    readonly fromDefault: (text: string, nowMs: number) => string | null;
    readonly isRelative?: (text: string) => boolean;
};

const scalarType = (
    { description, format, literal, fromDefault, isRelative }: ScalarType,
    type: string,
): ParameterType => ({
    description,
    format,
    literal: ([text, ...rest]) => (text === undefined || rest.length > 0 ? null : literal(text)),
    defaultSql: (text) => {
        if (isRelative?.(text) === true) return `cast(${text} as ${type})`;
        const value = fromDefault(text, 0);
        return value === null ? null : literal(value);
    },
    defaultValues: (text, nowMs) => {
        const value = fromDefault(text, nowMs);
        return value === null ? [] : [value];
    },
});

/** The number of days before today that a date default means; null if it is not relative to today. */
export const relativeDays = (text: string): number | null => {
    const relative = RELATIVE_DAY.exec(text);
    return relative === null ? null : Number(relative[1] ?? 0);
};

const dayDefault = (text: string, nowMs: number): string | null => {
    const days = relativeDays(text);
    if (days !== null) return dayOf(nowMs - days * DAY_MS);
    return /^date '(.*)'$/.exec(text)?.[1] ?? null;
};

const timestampDefault = (text: string, nowMs: number): string | null =>
    text === 'current_timestamp' ? new Date(nowMs).toISOString() : (/^timestamp '(.*)'$/.exec(text)?.[1] ?? null);

const isListLiteral = (text: string): boolean => text.replace(LIST, '').split(', ').join('') === '';

export const PARAMETER_TYPES = {
    date: scalarType(
        {
            description: 'a UTC day, such as 2026-01-31',
            format: 'YYYY-MM-DD',
            literal: dayLiteral,
            fromDefault: dayDefault,
            isRelative: (text) => relativeDays(text) !== null,
        },
        'date',
    ),
    timestamp: scalarType(
        {
            description: 'a UTC time, such as 2026-01-31T12:00:00Z',
            format: 'UTC, such as 2026-01-31T12:00:00Z',
            literal: timestampLiteral,
            fromDefault: timestampDefault,
            isRelative: (text) => text === 'current_timestamp',
        },
        'timestamp',
    ),
    integer: scalarType(
        { description: 'an integer, such as 20', format: '', literal: integerLiteral, fromDefault: (text) => text },
        'bigint',
    ),
    double: scalarType(
        { description: 'a number, such as 0.5', format: '', literal: doubleLiteral, fromDefault: (text) => text },
        'double',
    ),
    string: scalarType(
        {
            description: 'a string',
            format: '',
            literal: stringLiteral,
            fromDefault: (text) => (QUOTED.test(text) ? unquoted(text) : null),
        },
        'varchar',
    ),
    'list of strings': {
        description: 'strings; repeat the option for each',
        format: 'repeat for each value',
        literal: listLiteral,
        defaultSql: (text) => (isListLiteral(text) ? listLiteral((text.match(LIST) ?? []).map(unquoted)) : null),
        defaultValues: (text) => (isListLiteral(text) ? (text.match(LIST) ?? []).map(unquoted) : []),
    },
} as const satisfies Record<string, ParameterType>;

export type ParameterTypeName = keyof typeof PARAMETER_TYPES;

export const isParameterType = (name: string): name is ParameterTypeName => Object.hasOwn(PARAMETER_TYPES, name);
