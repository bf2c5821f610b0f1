/** Converts the parameters of a case to the values that the command line passes. */
import type { ParameterValues } from '../../../lib/query/render-query.ts';
import type { QueryCase } from './read-cases.ts';

export const caseValues = ({ parameters }: Pick<QueryCase, 'parameters'>): ParameterValues =>
    new Map(
        Object.entries(parameters).map(([name, value]) => [name, typeof value === 'object' ? value : [String(value)]]),
    );
