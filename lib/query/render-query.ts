/** Renders a query: replaces each `:name` with a literal of its declared type, so a value can't become SQL. */
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';
import type { QueryParameter, SqlTemplate } from './sql-header.ts';
import { optionOf, parameterList } from './parameter-list.ts';
import { PARAMETER_TYPES } from './parameter-types.ts';

/** By parameter name: one string, or several for a list. */
export type ParameterValues = ReadonlyMap<string, readonly string[]>;

/** Strings, quoted names, comments and casts, which a `:name` can't be part of; then the `:name` itself. */
const TOKEN = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z][a-z0-9_]*)/g;

/** The only values of a parameter, by its name: the SQL would take any other one for `hidden`. */
const ONLY_VALUES = new Map([['allowlisted', ['hidden', 'shown']]]);

const toLiteral = (query: SqlTemplate, parameter: QueryParameter, values: readonly string[]): string => {
    const type = PARAMETER_TYPES[parameter.type];
    const only = ONLY_VALUES.get(parameter.name) ?? null;
    const literal = type.literal(values);
    if (literal !== null && (only === null || values.every((value) => only.includes(value)))) return literal;
    const written = values.map((text) => `"${printable(text)}"`).join(', ');
    throw new UserError(
        `${optionOf(parameter)} takes ${only?.join(' or ') ?? type.description}; got ${written}. ` +
            `Parameters of ${query.name}:\n${parameterList(query)}`,
        2,
    );
};

const parameterSql = (query: SqlTemplate, parameter: QueryParameter, values: ParameterValues): string => {
    const own = values.get(parameter.name);
    if (own !== undefined) return toLiteral(query, parameter, own);
    return String(PARAMETER_TYPES[parameter.type].defaultSql(parameter.default));
};

const assertKnownParameters = (query: SqlTemplate, values: ParameterValues): void => {
    const names = new Set(query.parameters.map(({ name }) => name));
    const unknown = [...values.keys()].find((name) => !names.has(name));
    if (unknown === undefined) return;
    const option = printable(optionOf({ name: unknown }));
    throw new UserError(
        `${query.name} has no parameter ${option}. Parameters of ${query.name}:\n${parameterList(query)}`,
        2,
    );
};

/**
 * The SQL of a query with these values, and the defaults of its header for the rest.
 * Throws a UserError for an unknown parameter or a value that doesn't fit its type.
 */
export const renderQuery = (query: SqlTemplate, values: ParameterValues = new Map()): string => {
    assertKnownParameters(query, values);
    const literals = new Map(
        query.parameters.map((parameter) => [parameter.name, parameterSql(query, parameter, values)]),
    );
    return query.sql.replace(TOKEN, (token: string, name: string | undefined) => {
        if (name === undefined) return token;
        const literal = literals.get(name);
        if (literal === undefined) throw new Error(`${query.name} uses :${name} and does not declare it`);
        return literal;
    });
};

/** A value for every parameter: those of `overrides`, and the defaults at `nowMs` (epoch ms) for the rest. */
export const resolveValues = (query: SqlTemplate, overrides: ParameterValues, nowMs: number): ParameterValues =>
    new Map([
        ...query.parameters.map(({ name, type, default: written }): [string, readonly string[]] => [
            name,
            PARAMETER_TYPES[type].defaultValues(written, nowMs),
        ]),
        ...overrides,
    ]);

/** Throws a UserError if first_day is after last_day. */
export const assertDayOrder = (values: ParameterValues): void => {
    const [[first], [last]] = [values.get('first_day') ?? [], values.get('last_day') ?? []];
    if (first === undefined || last === undefined || first <= last) return;
    throw new UserError(`--first-day ${first} is after --last-day ${last}`, 2);
};
