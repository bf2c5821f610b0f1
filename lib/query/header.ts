/** Reads the header of a query or a check: what it asks or promises, how bad an answer is, what to do next, and its parameters. */
import { isParameterType, PARAMETER_TYPES, type ParameterTypeName } from './parameter-types.ts';

export type Parameter = {
    readonly name: string;
    readonly type: ParameterTypeName;
    /** As the header writes it. */
    readonly default: string;
    readonly about: string;
};

export type Header<S extends string = Severity> = {
    readonly name: string;
    /** What one row is. */
    readonly grain: string;
    /** The sentence that begins with Asks; of a check, with Promises. */
    readonly asks: string;
    readonly severity: S;
    readonly falseAlarm: string;
    readonly next: string;
    /** Days before first_day that it reads: a number, the name of an integer parameter, or null for any number. */
    readonly reachesBack: string | null;
    readonly parameters: readonly Parameter[];
};

export const SEVERITIES = ['info', 'low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A header and the text that it stands over. */
export type Statement<S extends string = string> = Header<S> & { readonly sql: string };

/** How the headers of a folder are written: the word that their sentence begins with, and how bad an answer may be. */
export type HeaderForm<S extends string> = { readonly verb: 'Asks' | 'Promises'; readonly severities: readonly S[] };

const QUERY_FORM: HeaderForm<Severity> = { verb: 'Asks', severities: SEVERITIES };

/** Options that the command has for every query; a parameter can't take their names, nor begin with no_, which would be an option's denial. */
export const RESERVED_NAMES: readonly string[] = [
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
];

const PARAMETER = /^-- :([a-z][a-z0-9_]*) (date|timestamp|integer|double|string|list of strings) =(?: (.*))?$/;
const CONTINUED = /^-- {5,}(\S.*)$/;

/** The comment lines at the head of a text. */
const headerLines = (text: string): readonly string[] => {
    const lines = text.split('\n');
    const end = lines.findIndex((line) => !line.startsWith('--'));
    return end < 0 ? lines : lines.slice(0, end);
};

const only = (lines: readonly string[], pattern: RegExp): string | null => {
    for (const line of lines) {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) return found;
    }
    return null;
};

const required = (lines: readonly string[], pattern: RegExp, what: string): string => {
    const found = only(lines, pattern);
    if (found === null) throw new Error(`the header has no line "-- ${what}"`);
    return found;
};

const aboutOf = (following: readonly string[]): string => {
    const texts: string[] = [];
    for (const line of following) {
        const text = CONTINUED.exec(line)?.[1];
        if (text === undefined) break;
        texts.push(text);
    }
    return texts.join(' ');
};

const toParameter = (line: string, following: readonly string[]): Parameter => {
    const [, name = '', type = '', written = ''] = PARAMETER.exec(line) ?? [];
    if (!isParameterType(type)) throw new Error(`not a parameter: ${line}`);
    if (PARAMETER_TYPES[type].defaultSql(written) === null) throw new Error(`not a default of type ${type}: ${line}`);
    if (RESERVED_NAMES.includes(name) || name.startsWith('no_')) throw new Error(`a reserved name: ${line}`);
    return { name, type, default: written, about: aboutOf(following) };
};

const severityOf = <S extends string>(lines: readonly string[], severities: readonly S[]): S => {
    const word = required(lines, /^-- severity: (.+)$/, 'severity: …');
    const found = severities.find((severity) => severity === word);
    if (found === undefined) throw new Error(`severity is one of ${severities.join(', ')}, not ${word}`);
    return found;
};

/** The header of a text of a form, as style.md writes it. Throws an Error that says which line is missing or wrong. */
export const parseHeaderOf = <S extends string>(text: string, { verb, severities }: HeaderForm<S>): Header<S> => {
    const lines = headerLines(text);
    return {
        name: required(lines, /^-- ([a-z][a-z0-9_]*): one row is .+$/, 'name: one row is …'),
        grain: required(lines, /^-- [a-z0-9_]+: one row is (.+)$/, 'name: one row is …'),
        asks: required(lines, new RegExp(`^-- (${verb} .+)$`), `${verb} …`),
        severity: severityOf(lines, severities),
        falseAlarm: required(lines, /^-- false alarm: (.+)$/, 'false alarm: …'),
        next: required(lines, /^-- next: (.+)$/, 'next: …'),
        reachesBack: only(lines, /^-- reaches back: (\d+|:[a-z][a-z0-9_]*) days$/),
        parameters: lines.flatMap((line, index) =>
            line.startsWith('-- :') ? [toParameter(line, lines.slice(index + 1))] : [],
        ),
    };
};

/** The header of a query. */
export const parseHeader = (text: string): Header => parseHeaderOf(text, QUERY_FORM);
