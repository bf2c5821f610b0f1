/** Settles which days, pool and limits each check is run with. */
import { Complaint } from '../../basics/complaint.ts';
import type { Extent } from '../../lake/open-lake.ts';
import type { Reach } from '../../lake/partitions/partition-files.ts';
import { optionOf } from '../../query/parameter-list.ts';
import { reachOf } from '../../query/reach.ts';
import { renderQuery, settleValues, type Values, refuseReversed } from '../../query/render.ts';
import type { Check } from './read-checks.ts';

/** A check with a value for each of its parameters, and the SQL that these make of it. */
export type Settled = { readonly check: Check; readonly values: Values; readonly sql: string };

const takes = ({ parameters }: Check, name: string): boolean => parameters.some((parameter) => parameter.name === name);

const refuseUntaken = (checks: readonly Check[], given: Values): void => {
    const untaken = [...given.keys()].find((name) => !checks.some((check) => takes(check, name)));
    if (untaken === undefined) return;
    throw new Complaint(
        `${optionOf({ name: untaken })} is not of ${checks.map(({ name }) => name).join(', ')}. What each takes is shown by: check --list`,
        2,
    );
};

const settle = (check: Check, given: Values, nowMs: number): Settled => {
    const values = settleValues(check, new Map([...given].filter(([name]) => takes(check, name))), nowMs);
    const sql = renderQuery(check, values);
    refuseReversed(values);
    return { check, values, sql };
};

/**
 * Each check with the values given that it takes, and the defaults as of `nowMs` (epoch ms) for the rest.
 * A Complaint says what is allowed when a value is not of its type, or none of the checks takes it.
 */
export const settleChecks = (checks: readonly Check[], given: Values, nowMs: number): readonly Settled[] => {
    refuseUntaken(checks, given);
    return checks.map((check) => settle(check, given, nowMs));
};

const allDays = (extents: readonly Extent[]): readonly string[] => extents.flatMap(({ days }) => days).toSorted();

/** The first and the last day that a lake has, as values; none when it has no day. */
export const daysOfLake = (extents: readonly Extent[]): Values => {
    const days = allDays(extents);
    const [first, last] = [days[0], days.at(-1)];
    return first === undefined || last === undefined
        ? new Map()
        : new Map([
              ['first_day', [first]],
              ['last_day', [last]],
          ]);
};

export const dayOf = ({ values }: Settled, name: 'first_day' | 'last_day'): string => String(values.get(name)?.[0]);

/** Whether a lake has a day among those that the checks are about. */
export const hasDays = (settled: readonly Settled[], extents: readonly Extent[]): boolean =>
    allDays(extents).some((day) =>
        settled.some((one) => dayOf(one, 'first_day') <= day && day <= dayOf(one, 'last_day')),
    );

/** A day after all others. */
const NO_DAY = '9999-12-31';

const earliest = (days: readonly (string | undefined)[]): string | undefined =>
    days.reduce((found, day) => (found === undefined || day === undefined ? undefined : found < day ? found : day));

/** What all of the checks read, together: they share one open lake. */
export const reachOfChecks = (settled: readonly Settled[]): Reach => {
    const reaches = settled.map(({ check, values }) => reachOf(check, values));
    const firstDay = earliest(reaches.map((reach) => reach.firstDay));
    const [lastDay = NO_DAY] = reaches
        .map((reach) => reach.lastDay ?? NO_DAY)
        .toSorted()
        .toReversed();
    const [userPoolId] = reaches.map((reach) => reach.userPoolId);
    return {
        ...(firstDay === undefined ? {} : { firstDay }),
        lastDay,
        ...(userPoolId === undefined ? {} : { userPoolId }),
    };
};
