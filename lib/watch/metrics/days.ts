/** Days of UTC, which are those of the lake's partitions and of CloudWatch's daily periods. */

export const DAY_MS = 86_400_000;

/** From a day to a day, both included. */
export type Days = { readonly firstDay: string; readonly lastDay: string };

export const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The day so many days after another one, or before it. */
export const dayAfter = (day: string, days: number): string => dayOf(msOf(day) + days * DAY_MS);

/** All days of a stretch, in order. */
export const everyDay = ({ firstDay, lastDay }: Days): readonly string[] =>
    Array.from({ length: Math.max(0, (msOf(lastDay) - msOf(firstDay)) / DAY_MS + 1) }, (_, index) =>
        dayAfter(firstDay, index),
    );

/** So many days up to yesterday: those that are over. */
export const lastDays = (today: string, count: number): Days => ({
    firstDay: dayAfter(today, -count),
    lastDay: dayAfter(today, -1),
});
