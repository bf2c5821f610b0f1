/** Prepares queries of the catalogue for a report: a value for each parameter, and the SQL. */
import { UserError } from '../basics/user-error.ts';
import type { Query } from './catalogue.ts';
import { optionOf } from './parameter-list.ts';
import { renderQuery, resolveValues, type ParameterValues, assertDayOrder } from './render-query.ts';

export type PreparedQuery = { readonly query: Query; readonly values: ParameterValues; readonly sql: string };

/** Run by default although not of severity high: new kinds of delivery errors. */
const EXTRA_DEFAULT_QUERIES: ReadonlySet<string> = new Set(['delivery_error_patterns_new']);

/** The queries of a report without a list of its own. */
export const defaultQueries = (catalogue: readonly Query[]): readonly Query[] =>
    catalogue.filter(({ name, severity }) => severity === 'high' || EXTRA_DEFAULT_QUERIES.has(name));

/** Whether a query has a parameter. */
export const hasParameter = ({ parameters }: Query, name: string): boolean =>
    parameters.some((parameter) => parameter.name === name);

/** Throws a UserError for a value that no query has a parameter for. */
export const assertParametersUsed = (queries: readonly Query[], values: ParameterValues): void => {
    const unused = [...values.keys()].find((name) => !queries.some((query) => hasParameter(query, name)));
    if (unused !== undefined)
        throw new UserError(
            `${optionOf({ name: unused })} is not a parameter of ${queries.map(({ name }) => name).join(', ')}`,
            2,
        );
};

const prepareQuery = (query: Query, overrides: ParameterValues, nowMs: number): PreparedQuery => {
    const own = new Map([...overrides].filter(([name]) => hasParameter(query, name)));
    const values = resolveValues(query, own, nowMs);
    const sql = renderQuery(query, values);
    assertDayOrder(values);
    return { query, values, sql };
};

/**
 * Prepares each query once. A query takes those of `overrides` that it has parameters for,
 * and its defaults at `nowMs` (epoch ms) for the rest. Throws a UserError for an invalid value.
 */
export const prepareQueries = (
    queries: readonly Query[],
    overrides: ParameterValues,
    nowMs: number,
): readonly PreparedQuery[] => {
    assertParametersUsed(queries, overrides);
    return [...new Set(queries)].map((query) => prepareQuery(query, overrides, nowMs));
};
