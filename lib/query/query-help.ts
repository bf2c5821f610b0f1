/** The part of a query's `--help` that follows its options. */
import type { Query } from './catalogue.ts';
import { commandName } from '../basics/command-name.ts';

const examplesOf = ({ name, parameters }: Query): readonly string[] => {
    const hasDays = ['first_day', 'last_day'].every((day) => parameters.some((parameter) => parameter.name === day));
    const days = hasDays ? ' --first-day 2026-01-01 --last-day 2026-01-31' : '';
    return [
        `query ${name} --lake my-lake`,
        `query ${name} --lake my-lake${days} --format csv`,
        `query ${name} --athena${days} --dry-run`,
    ];
};

/** Grain, severity, typical false positives, next step and examples. */
export const queryHelp = (query: Query): string => `
Each row:                 ${query.grain}
Severity:                 ${query.severity}
Typical false positives:  ${query.falsePositives}
Next:                     ${query.nextStep}

Examples:
${examplesOf(query)
    .map((example) => `  $ ${commandName()} ${example}`)
    .join('\n')}
`;
