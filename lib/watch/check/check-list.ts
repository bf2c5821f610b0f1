/** Lists the checks as a query result: one row per check. */
import { defaultText, optionOf } from '../../query/parameter-list.ts';
import { type QueryResult, oneBatch } from '../../query/query-result.ts';
import type { Check } from './read-checks.ts';
import type { JsonValue } from '../../query/json-value.ts';
type CheckColumns = readonly (readonly [string, (check: Check) => JsonValue])[];

/** Every field of a check’s header. */
const ALL_COLUMNS: CheckColumns = [
    ['name', ({ name }) => name],
    ['title', ({ title }) => title],
    ['severity', ({ severity }) => severity],
    ['description', ({ description }) => description],
    ['row', ({ grain }) => grain],
    ['false_positives', ({ falsePositives }) => falsePositives],
    ['not_detected', ({ notDetected }) => notDetected],
    ['next', ({ nextStep }) => nextStep],
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
];

/** Every check takes the days and the pool. */
const COMMON_PARAMETERS: ReadonlySet<string> = new Set(['first_day', 'last_day', 'user_pool_id']);

const SHORT_COLUMNS: CheckColumns = [
    ['name', ({ name }) => name],
    ['title', ({ title }) => title],
    ['severity', ({ severity }) => severity],
    [
        'limits',
        ({ parameters }) =>
            parameters
                .filter(({ name }) => !COMMON_PARAMETERS.has(name))
                .map((parameter) => `${optionOf(parameter)} (${defaultText(parameter)})`)
                .join(', '),
    ],
];

/** One row per check: name, title, severity and limits, or every header field if `isFull`. */
export const checkList = (checks: readonly Check[], isFull: boolean): QueryResult => {
    const columns = isFull ? ALL_COLUMNS : SHORT_COLUMNS;
    return {
        columns: columns.map(([name]) => ({ name, isNumber: false })),
        batches: oneBatch(checks.map((check) => columns.map(([, valueOf]) => valueOf(check)))),
    };
};
