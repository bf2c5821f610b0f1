/** Lists the catalogue: as text for reading, or as a result with every header field. */
import type { Query } from './catalogue.ts';
import { optionOf } from './parameter-list.ts';
import { type QueryResult, oneBatch } from './query-result.ts';
import type { JsonValue } from './json-value.ts';
/** The queries by group, in the order of the catalogue. */
const byGroup = (catalogue: readonly Query[]): readonly (readonly [string, readonly Query[]])[] =>
    [...new Set(catalogue.map(({ group }) => group))].map((group) => [
        group,
        catalogue.filter((query) => query.group === group),
    ]);

const widestOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/** A heading per group; under it one line per query with name, title and severity. */
export const queryListText = (catalogue: readonly Query[]): string => {
    const nameWidth = widestOf(catalogue.map(({ name }) => name));
    const titleWidth = widestOf(catalogue.map(({ title }) => title));
    const lineOf = ({ name, title, severity }: Query): string =>
        `  ${name.padEnd(nameWidth)}  ${title.padEnd(titleWidth)}  ${severity}\n`;
    return byGroup(catalogue)
        .map(([group, queries]) => `${group}\n${queries.map(lineOf).join('')}`)
        .join('\n');
};

const COLUMNS: readonly (readonly [string, (query: Query) => JsonValue])[] = [
    ['group', ({ group }) => group],
    ['name', ({ name }) => name],
    ['title', ({ title }) => title],
    ['severity', ({ severity }) => severity],
    ['description', ({ description }) => description],
    [
        'parameters',
        ({ parameters }) =>
            parameters.map((parameter) => ({
                name: parameter.name,
                option: optionOf(parameter),
                type: parameter.type,
                default: parameter.default,
                description: parameter.description,
            })),
    ],
    ['row', ({ grain }) => grain],
    ['false_positives', ({ falsePositives }) => falsePositives],
    ['not_detected', ({ notDetected }) => notDetected],
    ['next', ({ nextStep }) => nextStep],
];

/** A result with one row per query and one column per header field. */
export const queryList = (catalogue: readonly Query[]): QueryResult => ({
    columns: COLUMNS.map(([name]) => ({ name, isNumber: false })),
    batches: oneBatch(catalogue.map((query) => COLUMNS.map(([, valueOf]) => valueOf(query)))),
});
