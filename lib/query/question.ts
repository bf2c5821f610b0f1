/** A question of a report: a query of the catalogue with a value for each of its parameters. */
import { Complaint } from '../basics/complaint.ts';
import type { Query } from './catalogue.ts';
import { optionOf } from './parameter-list.ts';
import { renderQuery, settleValues, type Values, refuseReversed } from './render.ts';
export type Question = { readonly query: Query; readonly values: Values; readonly sql: string };

/** Beside those of severity high: messages that never arrived are told of when their kind is new. */
const STANDARD_BESIDE: ReadonlySet<string> = new Set(['delivery_error_patterns_new']);

/** What a report asks when nobody says what. */
export const standardQueries = (catalogue: readonly Query[]): readonly Query[] =>
    catalogue.filter(({ name, severity }) => severity === 'high' || STANDARD_BESIDE.has(name));

/** Whether a query has a parameter. */
export const takes = ({ parameters }: Query, name: string): boolean =>
    parameters.some((parameter) => parameter.name === name);

/** Throws a Complaint for a value that none of the queries takes. */
export const refuseUntaken = (queries: readonly Query[], given: Values): void => {
    const untaken = [...given.keys()].find((name) => !queries.some((query) => takes(query, name)));
    if (untaken !== undefined)
        throw new Complaint(
            `${optionOf({ name: untaken })} is not of ${queries.map(({ name }) => name).join(', ')}`,
            2,
        );
};

const question = (query: Query, given: Values, nowMs: number): Question => {
    const values = settleValues(query, new Map([...given].filter(([name]) => takes(query, name))), nowMs);
    const sql = renderQuery(query, values);
    refuseReversed(values);
    return { query, values, sql };
};

/** Each query once, with the values given that it takes, and the defaults as of `nowMs` (epoch ms) for the rest. A wrong value is a Complaint. */
export const questionsOf = (queries: readonly Query[], given: Values, nowMs: number): readonly Question[] => {
    refuseUntaken(queries, given);
    return [...new Set(queries)].map((query) => question(query, given, nowMs));
};
