/** The part of a query's `--help` that follows its options. */
import type { Query } from './catalogue.ts';
import { optionOf } from './parameter-list.ts';
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

const EPISODE = 'a run of events close enough in time to be one incident';

/** Empty if the grain explains the episode in parentheses. A parameter may say which events are close enough. */
const episodeItems = ({ grain, parameters }: Query): readonly (readonly [string, string])[] => {
    if (!/\bepisode\b(?! \()/.test(grain)) return [];
    const isInParameter = parameters.some(({ description }) => /\bepisode\b/.test(description));
    const rule = isInParameter ? '.' : ': overlapping time windows that each reach the minimums below.';
    return [['Episode:', `${EPISODE}${rule}`]];
};

/** The days that a query reads before its first day, in words. */
export const alsoReads = (lookback: string | null): string => {
    if (lookback === null) return 'all days before --first-day.';
    if (lookback === '1') return 'the day before --first-day.';
    const days = lookback.startsWith(':')
        ? `as many days as ${optionOf({ name: lookback.slice(1) })}`
        : `${lookback} days`;
    return `${days} before --first-day.`;
};

const itemsOf = (query: Query): readonly (readonly [string, string])[] => [
    ['Each row:', query.grain],
    ...episodeItems(query),
    ['Severity:', query.severity],
    ['Typical false positives:', query.falsePositives],
    ...(query.notDetected === null ? [] : [['Does not detect:', query.notDetected] as const]),
    ['Next:', query.nextStep],
    ...(query.lookback === '0' ? [] : [['Also reads:', alsoReads(query.lookback)] as const]),
];

/** Grain, severity, typical false positives, what is not detected, next step and examples, wrapped at `width` columns. */
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
