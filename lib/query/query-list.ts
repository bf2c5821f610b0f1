/** The catalogue as a result: a row a query, for people or for machines. */
import type { Query } from './catalogue.ts';
import { defaultText, optionOf } from './parameter-list.ts';
import type { Plain } from './plain-value.ts';
import type { Result, Row } from './result.ts';

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

const asked = ({ asks }: Query): string => asks.replace(/ Reads .*$/, '');

/** Everything that a header says. */
const FULL: readonly (readonly [string, (query: Query) => Plain])[] = [
    ['name', ({ name }) => name],
    ['group', ({ group }) => group],
    ['asks', asked],
    ['row', ({ grain }) => grain],
    ['severity', ({ severity }) => severity],
    ['false_alarm', ({ falseAlarm }) => falseAlarm],
    ['next', ({ next }) => next],
    [
        'parameters',
        ({ parameters }) =>
            parameters.map((parameter) => ({
                name: parameter.name,
                option: optionOf(parameter),
                type: parameter.type,
                default: parameter.default,
                about: parameter.about,
            })),
    ],
];

const SHORT: typeof FULL = [
    ['name', ({ name }) => name],
    ['asks', asked],
    [
        'parameters',
        ({ parameters }) =>
            parameters.map((parameter) => `${optionOf(parameter)} (${defaultText(parameter)})`).join(', '),
    ],
];

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

/** A row a query: name, question and parameters, or (`isFull`) all that its header says. */
export const queryList = (catalogue: readonly Query[], isFull: boolean): Result => {
    const columns = isFull ? FULL : SHORT;
    return {
        columns: columns.map(([name]) => ({ name, isNumber: false })),
        batches: oneBatch(catalogue.map((query) => columns.map(([, valueOf]) => valueOf(query)))),
    };
};
