/** The part of a query's `--help` that follows its options. */
import type { Query } from './catalogue.ts';
import { commandName } from '../basics/command-name.ts';
import { formatHelpItem } from '../terminal/wrap-help.ts';

const examplesOf = ({ name, parameters }: Query): readonly string[] => {
    const hasDays = ['first_day', 'last_day'].every((day) => parameters.some((parameter) => parameter.name === day));
    const days = hasDays ? ' --first-day 2026-01-01 --last-day 2026-01-31' : '';
    return [
        `query ${name} --lake my-lake`,
        `query ${name} --lake my-lake${days} --format csv`,
        `query ${name} --athena${days} --dry-run`,
    ];
};

/** Not shown if the grain itself explains the episode, in parentheses. */
const EPISODE = 'consecutive events of one user, IP address or device, shown as one row.';

const itemsOf = ({ grain, severity, falsePositives, nextStep }: Query): readonly (readonly [string, string])[] => [
    ['Each row:', grain],
    ...(/\bepisode\b(?! \()/.test(grain) ? [['Episode:', EPISODE] as const] : []),
    ['Severity:', severity],
    ['Typical false positives:', falsePositives],
    ['Next:', nextStep],
];

/** Grain, severity, typical false positives, next step and examples, wrapped at `width` columns. */
export const queryHelp = (query: Query, width: number): string => {
    const items = itemsOf(query);
    const labelWidth = Math.max(...items.map(([label]) => label.length)) + 2;
    return `
${items.map(([label, text]) => formatHelpItem(label.padEnd(labelWidth), text, width)).join('\n')}

Examples:
${examplesOf(query)
    .map((example) => `  $ ${commandName()} ${example}`)
    .join('\n')}
`;
};
