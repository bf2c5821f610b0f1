/** Resolves the days, pool and limits that each check runs with. */
import { UserError } from '../../basics/user-error.ts';
import type { TableExtent } from '../../lake/open-lake.ts';
import type { PartitionFilter } from '../../lake/partitions/list-table-files.ts';
import { optionOf } from '../../query/parameter-list.ts';
import { partitionFilterOf } from '../../query/partition-filter.ts';
import { renderQuery, resolveValues, type ParameterValues, assertDayOrder } from '../../query/render-query.ts';
import type { Check } from './read-checks.ts';

/** A check with a value for each parameter, and the resulting SQL. */
export type PreparedCheck = { readonly check: Check; readonly values: ParameterValues; readonly sql: string };

const hasParameter = ({ parameters }: Check, name: string): boolean =>
    parameters.some((parameter) => parameter.name === name);

const assertParametersUsed = (checks: readonly Check[], values: ParameterValues): void => {
    const unused = [...values.keys()].find((name) => !checks.some((check) => hasParameter(check, name)));
    if (unused === undefined) return;
    const names = checks.map(({ name }) => name).join(', ');
    throw new UserError(
        `${optionOf({ name: unused })} is not a parameter of ${names}. List all parameters: check --list --json`,
        2,
    );
};

const prepareCheck = (check: Check, options: ParameterValues, nowMs: number): PreparedCheck => {
    const values = resolveValues(check, new Map([...options].filter(([name]) => hasParameter(check, name))), nowMs);
    const sql = renderQuery(check, values);
    assertDayOrder(values);
    return { check, values, sql };
};

/**
 * Gives each check the `options` it takes, and the defaults as of `nowMs` (epoch ms) for the rest.
 * Throws a UserError for a value of the wrong type, or one that no check takes.
 */
export const prepareChecks = (
    checks: readonly Check[],
    options: ParameterValues,
    nowMs: number,
): readonly PreparedCheck[] => {
    assertParametersUsed(checks, options);
    return checks.map((check) => prepareCheck(check, options, nowMs));
};

const allDays = (extents: readonly TableExtent[]): readonly string[] => extents.flatMap(({ days }) => days).toSorted();

/** The first and last day of a lake, as parameter values; empty if the lake has no days. */
export const daysOfLake = (extents: readonly TableExtent[]): ParameterValues => {
    const days = allDays(extents);
    const [first, last] = [days[0], days.at(-1)];
    return first === undefined || last === undefined
        ? new Map()
        : new Map([
              ['first_day', [first]],
              ['last_day', [last]],
          ]);
};

export const dayValueOf = ({ values }: PreparedCheck, name: 'first_day' | 'last_day'): string =>
    String(values.get(name)?.[0]);

/** Whether a lake has a day within the days of the checks. */
export const hasDays = (checks: readonly PreparedCheck[], extents: readonly TableExtent[]): boolean =>
    allDays(extents).some((day) =>
        checks.some((check) => dayValueOf(check, 'first_day') <= day && day <= dayValueOf(check, 'last_day')),
    );

/** Later than any partition. */
const LATEST_DAY = '9999-12-31';

const earliestDay = (days: readonly (string | undefined)[]): string | undefined =>
    days.reduce((earliest, day) =>
        earliest === undefined || day === undefined ? undefined : earliest < day ? earliest : day,
    );

/** The partitions that all the checks read together: they share one open lake. */
export const partitionFilterOfChecks = (checks: readonly PreparedCheck[]): PartitionFilter => {
    const filters = checks.map(({ check, values }) => partitionFilterOf(check, values));
    const firstDay = earliestDay(filters.map((filter) => filter.firstDay));
    const [lastDay = LATEST_DAY] = filters
        .map((filter) => filter.lastDay ?? LATEST_DAY)
        .toSorted()
        .toReversed();
    const [userPoolId] = filters.map((filter) => filter.userPoolId);
    return {
        ...(firstDay === undefined ? {} : { firstDay }),
        lastDay,
        ...(userPoolId === undefined ? {} : { userPoolId }),
    };
};
