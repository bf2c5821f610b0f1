/** Durations in milliseconds, and UTC days as the lake's partitions have them: `2026-01-31`. */
import { UserError } from './user-error.ts';

const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A range of days, both ends inclusive. */
export type DayRange = { readonly firstDay: string; readonly lastDay: string };

/** The start of a day in epoch ms. */
export const startOfDayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The UTC day of a time in epoch ms. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Whether a text is a day of the calendar, from the year 1000 on. */
export const isDay = (text: string): boolean => {
    const ms = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) ? startOfDayMs(text) : NaN;
    return !Number.isNaN(ms) && dayOf(ms) === text;
};

/** Parses a day of the command line, `2026-01-31`. Throws a UserError that names the option if it is not a day. */
export const parseDay = (text: string, option = '--before'): string => {
    if (!isDay(text)) throw new UserError(`${option}: "${text}" is not a day. Write it as 2026-01-31.`, 2);
    return text;
};

/** The day `days` after a day, or before it if negative. */
export const addDays = (day: string, days: number): string => dayOf(startOfDayMs(day) + days * DAY_MS);

/** How many days a range has. Zero or less if the last day is before the first. */
export const countDays = ({ firstDay, lastDay }: DayRange): number =>
    (startOfDayMs(lastDay) - startOfDayMs(firstDay)) / DAY_MS + 1;

/** All days of a range, in order. */
export const daysIn = (range: DayRange): readonly string[] =>
    Array.from({ length: Math.max(0, countDays(range)) }, (_, index) => addDays(range.firstDay, index));

/** The last `count` complete days, up to yesterday. */
export const lastDays = (today: string, count: number): DayRange => ({
    firstDay: addDays(today, -count),
    lastDay: addDays(today, -1),
});
