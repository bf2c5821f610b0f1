/** Describes the parameters of a query for messages and `--help`. */
import type { QueryParameter, SqlTemplate } from './sql-header.ts';
import { PARAMETER_TYPES, relativeDays } from './parameter-types.ts';

/** The command-line option of a parameter: `--first-day` for first_day. */
export const optionOf = (parameter: Pick<QueryParameter, 'name'>): string => `--${parameter.name.replaceAll('_', '-')}`;

const daysAgo = (days: number): string => (days === 0 ? 'today' : `${days} day${days === 1 ? '' : 's'} ago`);

/** The default as `--help` shows it: `7 days ago`, `all`, `none`. */
export const defaultText = ({ type, default: written }: QueryParameter): string => {
    const days = relativeDays(written);
    if (type === 'date' && days !== null) return daysAgo(days);
    if (type === 'timestamp' && written === 'current_timestamp') return 'now';
    return PARAMETER_TYPES[type].defaultValues(written, 0).join(', ') || 'none';
};

/** The help of a parameter's option: `First day, inclusive (UTC, YYYY-MM-DD; default: 7 days ago)`. */
export const optionHelp = (parameter: QueryParameter): string => {
    const { format } = PARAMETER_TYPES[parameter.type];
    const notes = `${format === '' ? '' : `${format}; `}default: ${defaultText(parameter)})`;
    const description = parameter.description.replace(/\.$/, '');
    const text = format.startsWith('UTC') ? description.replace(/ \(UTC\)$/, '') : description;
    return text.endsWith(')') ? `${text.slice(0, -1)}, ${notes}` : `${text} (${notes}`;
};

/** One line per parameter: option, allowed values, default. */
export const parameterList = (query: SqlTemplate): string => {
    const width = Math.max(0, ...query.parameters.map((parameter) => optionOf(parameter).length));
    return query.parameters
        .map((parameter) => {
            const { description } = PARAMETER_TYPES[parameter.type];
            return `  ${optionOf(parameter).padEnd(width)}  ${description} (default: ${defaultText(parameter)})`;
        })
        .join('\n');
};
