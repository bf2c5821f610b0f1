/** The checks as a result: a row a check, for people or for machines. */
import { defaultText, optionOf } from '../../query/parameter-list.ts';
import type { Plain } from '../../query/plain-value.ts';
import type { Result, Row } from '../../query/result.ts';
import { promiseOf, type Check } from './read-checks.ts';

type Columns = readonly (readonly [string, (check: Check) => Plain])[];

/** Everything that a header says. */
const FULL: Columns = [
    ['name', ({ name }) => name],
    ['severity', ({ severity }) => severity],
    ['promise', promiseOf],
    ['row', ({ grain }) => grain],
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

/** Days and pool every check takes. */
const COMMON: ReadonlySet<string> = new Set(['first_day', 'last_day', 'user_pool_id']);

const SHORT: Columns = [
    ['name', ({ name }) => name],
    ['severity', ({ severity }) => severity],
    ['promise', promiseOf],
    [
        'limits',
        ({ parameters }) =>
            parameters
                .filter(({ name }) => !COMMON.has(name))
                .map((parameter) => `${optionOf(parameter)} (${defaultText(parameter)})`)
                .join(', '),
    ],
];

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

/** A row a check: name, severity, promise and limits, or (`isFull`) all that its header says. */
export const checkList = (checks: readonly Check[], isFull: boolean): Result => {
    const columns = isFull ? FULL : SHORT;
    return {
        columns: columns.map(([name]) => ({ name, isNumber: false })),
        batches: oneBatch(checks.map((check) => columns.map(([, valueOf]) => valueOf(check)))),
    };
};
