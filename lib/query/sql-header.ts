/** Parses the comment header of a query or a check: title, description, severity, next step, parameters. */
import { isParameterType, PARAMETER_TYPES, type ParameterTypeName } from './parameter-types.ts';

export type QueryParameter = {
    readonly name: string;
    readonly type: ParameterTypeName;
    /** As written in the header. */
    readonly default: string;
    readonly description: string;
};

export type SqlHeader<S extends string = Severity> = {
    readonly name: string;
    /** What one row is. */
    readonly grain: string;
    /** A noun phrase, such as `Password spray by IP address`. */
    readonly title: string;
    /** One or two sentences: what the query finds, and when to look at it. */
    readonly description: string;
    readonly severity: S;
    readonly falsePositives: string;
    /** What the query misses. Null if the header does not say. */
    readonly notDetected: string | null;
    readonly nextStep: string;
    /** Days read before first_day: a number, or `:` and an integer parameter. Null if there is no limit. */
    readonly lookback: string | null;
    readonly parameters: readonly QueryParameter[];
};

const SEVERITIES = ['info', 'low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A parsed header and the whole text of its file. */
export type SqlTemplate<S extends string = string> = SqlHeader<S> & { readonly sql: string };

/** The severities that the headers of a folder may use. */
export type HeaderFormat<S extends string> = { readonly severities: readonly S[] };

const QUERY_HEADER: HeaderFormat<Severity> = { severities: SEVERITIES };

/**
 * Names of the command's own options. A parameter can't have one of them.
 * It can't begin with `no_` either: commander reads `--no-…` as a negation.
 */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
    'lake',
    'sql',
    'list',
    'format',
    'help',
    'athena',
    'workgroup',
    'database',
    'dry_run',
    'yes',
]);

const PARAMETER = /^-- :([a-z][a-z0-9_]*) (date|timestamp|integer|double|string|list of strings) =(?: (.*))?$/;
const CONTINUATION = /^-- {5,}(\S.*)$/;

const headerLines = (text: string): readonly string[] => {
    const lines = text.split('\n');
    const end = lines.findIndex((line) => !line.startsWith('--'));
    return end < 0 ? lines : lines.slice(0, end);
};

/** The indented lines that continue the line before them, joined by spaces. */
const continuationOf = (following: readonly string[]): string => {
    const end = following.findIndex((line) => !CONTINUATION.test(line));
    return following
        .slice(0, end < 0 ? following.length : end)
        .map((line) => line.replace(CONTINUATION, '$1'))
        .join(' ');
};

const findMatch = (lines: readonly string[], pattern: RegExp): string | null => {
    for (const line of lines) {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) return found;
    }
    return null;
};

const requireMatch = (lines: readonly string[], pattern: RegExp, expected: string): string => {
    const found = findMatch(lines, pattern);
    if (found === null) throw new Error(`the header has no line "-- ${expected}"`);
    return found;
};

/** The text after `-- label: `, with the lines that continue it; null if the header has no such line. */
const findText = (lines: readonly string[], label: string): string | null => {
    const first = findMatch(lines, new RegExp(`^-- ${label}: (.+)$`));
    if (first === null) return null;
    const rest = continuationOf(lines.slice(lines.indexOf(`-- ${label}: ${first}`) + 1));
    return rest === '' ? first : `${first} ${rest}`;
};

const requireText = (lines: readonly string[], label: string): string => {
    const found = findText(lines, label);
    if (found === null) throw new Error(`the header has no line "-- ${label}: …"`);
    return found;
};

const parseGrain = (lines: readonly string[]): string => {
    const first = requireMatch(lines, /^-- [a-z0-9_]+: one row is (.+)$/, 'name: one row is …');
    const rest = continuationOf(lines.slice(lines.findIndex((line) => line.endsWith(first)) + 1));
    return rest === '' ? first : `${first} ${rest}`;
};

const parseParameter = (line: string, following: readonly string[]): QueryParameter => {
    const [, name = '', type = '', written = ''] = PARAMETER.exec(line) ?? [];
    if (!isParameterType(type)) throw new Error(`invalid parameter: ${line}`);
    if (PARAMETER_TYPES[type].defaultSql(written) === null) throw new Error(`invalid default of type ${type}: ${line}`);
    if (RESERVED_NAMES.has(name) || name.startsWith('no_')) throw new Error(`reserved parameter name: ${line}`);
    return { name, type, default: written, description: continuationOf(following) };
};

const parseSeverity = <S extends string>(lines: readonly string[], severities: readonly S[]): S => {
    const word = requireMatch(lines, /^-- severity: (.+)$/, 'severity: …');
    const found = severities.find((severity) => severity === word);
    if (found === undefined) throw new Error(`severity must be one of ${severities.join(', ')}, not ${word}`);
    return found;
};

const DAYS_BACK = new Map([
    ['no other days', '0'],
    ['the day before first_day', '1'],
]);

const parseLookback = (lines: readonly string[]): string | null => {
    const text = findMatch(lines, /^-- also reads: (.+)$/);
    if (text === null) return null;
    const days = DAYS_BACK.get(text) ?? /^the (\d+|:[a-z][a-z0-9_]*) days before first_day$/.exec(text)?.[1];
    if (days === undefined) throw new Error(`also reads must be days before first_day, not ${text}`);
    return days;
};

/** Parses the comment lines at the top of a SQL text. Throws an Error that names the missing or invalid line. */
export const parseSqlHeader = <S extends string>(text: string, { severities }: HeaderFormat<S>): SqlHeader<S> => {
    const lines = headerLines(text);
    return {
        name: requireMatch(lines, /^-- ([a-z][a-z0-9_]*): one row is .+$/, 'name: one row is …'),
        grain: parseGrain(lines),
        title: requireText(lines, 'title'),
        description: requireText(lines, 'description'),
        severity: parseSeverity(lines, severities),
        falsePositives: requireText(lines, 'false positives'),
        notDetected: findText(lines, 'not detected'),
        nextStep: requireText(lines, 'next'),
        lookback: parseLookback(lines),
        parameters: lines.flatMap((line, index) =>
            line.startsWith('-- :') ? [parseParameter(line, lines.slice(index + 1))] : [],
        ),
    };
};

/** Parses the header of a query. Throws an Error that names the missing or invalid line. */
export const parseQueryHeader = (text: string): SqlHeader => parseSqlHeader(text, QUERY_HEADER);
