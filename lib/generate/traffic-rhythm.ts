/** The daily and weekly rhythm of ordinary traffic, in the local time of the users. */
import { CITIES, type City } from './cities.ts';
import type { GenerateOptions } from './generate-options.ts';
import { cyclicItem } from './dice.ts';
import { DAY_MS, HOUR_MS, startOfDayMs } from '../basics/days.ts';

const SLOT_MS = HOUR_MS / 6;

/** Probability of a sign-in in each hour of the local day, relative to the busiest hour. */
const BUSYNESS_BY_HOUR = [
    0.06, 0.04, 0.03, 0.03, 0.04, 0.1, 0.25, 0.5, 0.85, 1, 0.95, 0.85, 0.7, 0.8, 0.85, 0.8, 0.75, 0.7, 0.6, 0.55, 0.5,
    0.4, 0.25, 0.12,
] as const;

/** Weekends are quieter; day 0 is Sunday. */
const BUSYNESS_BY_WEEKDAY = [0.45, 1, 1, 1, 1, 0.95, 0.5] as const;

/** Local time of a city as epoch ms, as if the local clock showed UTC. */
const localMs = (atMs: number, city: City): number => atMs + city.offsetHours * HOUR_MS;

const localHour = (ms: number): number => Math.floor((ms % DAY_MS) / HOUR_MS);
/** 1970-01-01 was a Thursday. */
const localWeekday = (ms: number): number => (Math.floor(ms / DAY_MS) + 4) % 7;

/** Relative activity, 0 to 1, of a user in this city whose day starts `lateHours` later than usual. */
export const busyness = (atMs: number, city: City, lateHours: number): number => {
    const ms = localMs(atMs, city) - lateHours * HOUR_MS;
    return cyclicItem(BUSYNESS_BY_HOUR, localHour(ms)) * cyclicItem(BUSYNESS_BY_WEEKDAY, localWeekday(ms));
};

/** Whether it is office time in a city: Monday to Friday, 9:00 to 17:00. */
export const isOfficeTime = (atMs: number, city: City): boolean => {
    const ms = localMs(atMs, city);
    const [hour, weekday] = [localHour(ms), localWeekday(ms)];
    return weekday >= 1 && weekday <= 5 && hour >= 9 && hour < 17;
};

const weightAt = (atMs: number): number => CITIES.reduce((sum, city) => sum + city.weight * busyness(atMs, city, 0), 0);

/** Ten minutes of traffic, with the cumulative number of events at the end. */
export type TrafficSlot = { readonly startMs: number; readonly endMs: number; readonly eventsByEnd: number };

/** Distributes the events over the days by activity. The last slot ends with exactly the total. */
export function* trafficSlots({ events, firstDay, days }: GenerateOptions): Generator<TrafficSlot> {
    const startMs = startOfDayMs(firstDay);
    const endMs = startMs + days * DAY_MS;
    let total = 0;
    for (let at = startMs; at < endMs; at += SLOT_MS) total += weightAt(at);
    let sum = 0;
    for (let at = startMs; at < endMs; at += SLOT_MS) {
        sum += weightAt(at);
        const isLast = at + SLOT_MS >= endMs;
        yield { startMs: at, endMs: at + SLOT_MS, eventsByEnd: isLast ? events : Math.floor((events * sum) / total) };
    }
}
