/** The catalogue as the table of the README: a line a query, by group. */
import type { Query } from './catalogue.ts';

const question = ({ asks }: Query): string => {
    const text = asks
        .replace(/^Asks /, '')
        .replace(/\.? Reads .*$/, '')
        .replaceAll('|', '\\|');
    return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Group, name, question and severity of every query, as Markdown. */
export const queryTable = (catalogue: readonly Query[]): string =>
    [
        '| group | query | what it asks | severity |',
        '|---|---|---|---|',
        ...catalogue.map((query) => `| ${query.group} | \`${query.name}\` | ${question(query)} | ${query.severity} |`),
    ].join('\n');
