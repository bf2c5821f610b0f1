/** Puts values into the text of a query, as literals of the declared types: a value can never become SQL. */
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';
import type { Parameter, Statement } from './header.ts';
import { optionOf, parameterList } from './parameter-list.ts';
import { PARAMETER_TYPES } from './parameter-types.ts';

/** By the parameter's name: one text, or several of a list. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** What a `:name` can't be part of (texts, quoted names, comments, casts), and then the `:name` itself. */
const TOKEN = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z][a-z0-9_]*)/g;

const literalOf = (query: Statement, parameter: Parameter, given: readonly string[]): string => {
    const type = PARAMETER_TYPES[parameter.type];
    const literal = type.literal(given);
    if (literal !== null) return literal;
    const written = given.map((text) => `"${printable(text)}"`).join(', ');
    throw new Complaint(
        `${optionOf(parameter)} takes ${type.about}, not ${written}. ${query.name} takes:\n${parameterList(query)}`,
        2,
    );
};

const sqlOf = (query: Statement, parameter: Parameter, values: Values): string => {
    const given = values.get(parameter.name);
    if (given !== undefined) return literalOf(query, parameter, given);
    return String(PARAMETER_TYPES[parameter.type].defaultSql(parameter.default));
};

const refuseUnknown = (query: Statement, values: Values): void => {
    const known = new Set(query.parameters.map(({ name }) => name));
    const unknown = [...values.keys()].find((name) => !known.has(name));
    if (unknown === undefined) return;
    throw new Complaint(
        `${query.name} has no parameter ${printable(optionOf({ name: unknown }))}. It takes:\n${parameterList(query)}`,
        2,
    );
};

/**
 * The SQL of a query with the values given, and the defaults of the header for the rest.
 * A Complaint says what is allowed when a name is unknown or a value not of its type.
 */
export const renderQuery = (query: Statement, values: Values = new Map()): string => {
    refuseUnknown(query, values);
    const literals = new Map(query.parameters.map((parameter) => [parameter.name, sqlOf(query, parameter, values)]));
    return query.sql.replace(TOKEN, (token: string, name: string | undefined) => {
        if (name === undefined) return token;
        const literal = literals.get(name);
        if (literal === undefined) throw new Error(`${query.name} uses :${name} and does not declare it`);
        return literal;
    });
};

/** The values given, and for the rest what the defaults mean at a moment (epoch ms): every parameter has one. */
export const settleValues = (query: Statement, given: Values, nowMs: number): Values =>
    new Map([
        ...query.parameters.map(({ name, type, default: written }): [string, readonly string[]] => [
            name,
            PARAMETER_TYPES[type].defaultValues(written, nowMs),
        ]),
        ...given,
    ]);

/** Refuses by a Complaint a first day that is after the last. */
export const refuseReversed = (values: Values): void => {
    const [[first], [last]] = [values.get('first_day') ?? [], values.get('last_day') ?? []];
    if (first === undefined || last === undefined || first <= last) return;
    throw new Complaint(`--first-day ${first} is after --last-day ${last}`, 2);
};
