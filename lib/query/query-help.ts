/** What the help of one query says beside its options. */
import type { Query } from './catalogue.ts';

/** Examples with days, for the queries that have them. */
const examplesOf = ({ name, parameters }: Query): readonly string[] => {
    const hasDays = ['first_day', 'last_day'].every((day) => parameters.some((parameter) => parameter.name === day));
    const days = hasDays ? ' --first-day 2026-01-01 --last-day 2026-01-31' : '';
    return [
        `query ${name} --lake my-lake`,
        `query ${name} --lake my-lake${days} --format csv`,
        `query ${name} --athena${days} --dry-run`,
    ];
};

/** Grain, severity, false alarms, next step and examples. */
export const queryHelp = (query: Query): string => `
One row:      ${query.grain}
Severity:     ${query.severity}
False alarm:  ${query.falseAlarm}
Next:         ${query.next}

Examples:
${examplesOf(query)
    .map((example) => `  $ npm run -s lake -- ${example}`)
    .join('\n')}
`;
