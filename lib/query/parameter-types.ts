/** The types of a query's parameters: what a person may give for each, and the SQL literal that it becomes on both engines. */
import { instantOf } from '../../schemas/instant.ts';

export type ParameterType = {
    /** What is allowed, for people. */
    readonly about: string;
    /** The literal of given values, null when they are not of the type. */
    readonly literal: (values: readonly string[]) => string | null;
    /** The SQL of a header's default, for a query that is run as it is deployed; null when the header is wrong. */
    readonly defaultSql: (text: string) => string | null;
    /** The values that a header's default means at a moment, in epoch ms; none when the header is wrong. */
    readonly defaultValues: (text: string, nowMs: number) => readonly string[];
};

const DAY_MS = 86_400_000;
const RELATIVE_DAY = /^current_date(?: - interval '(\d{1,4})' day)?$/;
const QUOTED = /^'(?:[^']|'')*'$/;
const LIST = /'(?:[^']|'')*'/g;

/** NUL ends a text in one engine and not in the other; half a surrogate pair is no text in either. */
const UNWRITABLE = /\0|\p{Cs}/u;

/** A minus sign after a minus sign would begin a comment: negative numbers stand in parentheses. */
const signed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const isDay = (text: string): boolean => {
    const ms = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
    return !Number.isNaN(ms) && dayOf(ms) === text;
};

const dayLiteral = (text: string): string | null => (isDay(text) ? `date '${text}'` : null);

const timestampLiteral = (text: string): string | null => {
    const ms = /^\d{4}-/.test(text) ? instantOf(text) : null;
    return typeof ms !== 'number' ? null : `timestamp '${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`;
};

const integerLiteral = (text: string): string | null =>
    /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? signed(String(BigInt(text))) : null;

/** With an exponent: Trino takes 1.5 for a decimal, 1.5e+0 for a double. */
const doubleLiteral = (text: string): string | null =>
    /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text))
        ? signed(Number(text).toExponential())
        : null;

const stringLiteral = (text: string): string | null =>
    UNWRITABLE.test(text) ? null : `'${text.replaceAll("'", "''")}'`;

/** An empty array of texts has no literal that both engines take: these are the parts of '' that look like x. */
const EMPTY_LIST = "regexp_extract_all('', 'x')";

const listLiteral = (values: readonly string[]): string | null => {
    const literals = values.map(stringLiteral);
    if (literals.includes(null)) return null;
    return values.length === 0 ? EMPTY_LIST : `array[${literals.join(', ')}]`;
};

const unquoted = (text: string): string => text.slice(1, -1).replaceAll("''", "'");

type Scalar = Pick<ParameterType, 'about'> & {
    readonly literal: (text: string) => string | null;
    readonly fromDefault: (text: string, nowMs: number) => string | null;
    readonly isRelative?: (text: string) => boolean;
};

const scalar = ({ about, literal, fromDefault, isRelative }: Scalar, type: string): ParameterType => ({
    about,
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

const dayDefault = (text: string, nowMs: number): string | null => {
    const relative = RELATIVE_DAY.exec(text);
    if (relative !== null) return dayOf(nowMs - Number(relative[1] ?? 0) * DAY_MS);
    return /^date '(.*)'$/.exec(text)?.[1] ?? null;
};

const momentDefault = (text: string, nowMs: number): string | null =>
    text === 'current_timestamp' ? new Date(nowMs).toISOString() : (/^timestamp '(.*)'$/.exec(text)?.[1] ?? null);

const isWrittenList = (text: string): boolean => text.replace(LIST, '').split(', ').join('') === '';

export const PARAMETER_TYPES = {
    date: scalar(
        {
            about: 'a UTC day, such as 2026-01-31',
            literal: dayLiteral,
            fromDefault: dayDefault,
            isRelative: (text) => RELATIVE_DAY.test(text),
        },
        'date',
    ),
    timestamp: scalar(
        {
            about: 'a UTC time, such as 2026-01-31T12:00:00Z',
            literal: timestampLiteral,
            fromDefault: momentDefault,
            isRelative: (text) => text === 'current_timestamp',
        },
        'timestamp',
    ),
    integer: scalar(
        { about: 'a whole number, such as 20', literal: integerLiteral, fromDefault: (text) => text },
        'bigint',
    ),
    double: scalar({ about: 'a number, such as 0.5', literal: doubleLiteral, fromDefault: (text) => text }, 'double'),
    string: scalar(
        { about: 'a text', literal: stringLiteral, fromDefault: (text) => (QUOTED.test(text) ? unquoted(text) : null) },
        'varchar',
    ),
    'list of strings': {
        about: 'texts, the option once for each',
        literal: listLiteral,
        defaultSql: (text) => (isWrittenList(text) ? listLiteral((text.match(LIST) ?? []).map(unquoted)) : null),
        defaultValues: (text) => (isWrittenList(text) ? (text.match(LIST) ?? []).map(unquoted) : []),
    },
} as const satisfies Record<string, ParameterType>;

export type ParameterTypeName = keyof typeof PARAMETER_TYPES;

export const isParameterType = (name: string): name is ParameterTypeName => Object.hasOwn(PARAMETER_TYPES, name);
