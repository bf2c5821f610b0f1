/** Tells what a query's parameters are, for messages and help. */
import type { Parameter, Statement } from './header.ts';
import { PARAMETER_TYPES } from './parameter-types.ts';

/** The option that gives a parameter: `--first-day` for first_day. */
export const optionOf = (parameter: Pick<Parameter, 'name'>): string => `--${parameter.name.replaceAll('_', '-')}`;

/** The default as a person reads it. */
export const defaultText = (parameter: Parameter): string => (parameter.default === '' ? 'none' : parameter.default);

/** Option, type, default, one line a parameter. */
export const parameterList = (query: Statement): string => {
    const width = Math.max(0, ...query.parameters.map((parameter) => optionOf(parameter).length));
    return query.parameters
        .map(
            (parameter) =>
                `  ${optionOf(parameter).padEnd(width)}  ${parameter.type}: ${PARAMETER_TYPES[parameter.type].about} (default: ${defaultText(parameter)})`,
        )
        .join('\n');
};
