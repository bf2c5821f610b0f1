/** The rhythm of ordinary traffic: how busy the hours of a day and the days of a week are, where the users live. */
import { CITIES, type City } from './cities.ts';
import { startOfDayMs, type GenerateOptions } from './options.ts';
import { around } from './dice.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const SLOT_MS = HOUR_MS / 6;

/** How likely a user signs in during each hour of the local day, relative to the busiest. */
const BY_LOCAL_HOUR = [
    0.06, 0.04, 0.03, 0.03, 0.04, 0.1, 0.25, 0.5, 0.85, 1, 0.95, 0.85, 0.7, 0.8, 0.85, 0.8, 0.75, 0.7, 0.6, 0.55, 0.5,
    0.4, 0.25, 0.12,
] as const;

/** Weekends are quieter; day 0 is Sunday. */
const BY_LOCAL_WEEKDAY = [0.45, 1, 1, 1, 1, 0.95, 0.5] as const;

/** Local time of a city, as the epoch ms that a clock there would show if it were UTC. */
export const localMs = (atMs: number, city: City): number => atMs + city.offsetHours * HOUR_MS;

const localHour = (ms: number): number => Math.floor((ms % DAY_MS) / HOUR_MS);
/** 1970-01-01 was a Thursday. */
const localWeekday = (ms: number): number => (Math.floor(ms / DAY_MS) + 4) % 7;

/** From 0 to 1: how likely it is that somebody in this city is busy now, `lateHours` after the others. */
export const busyness = (atMs: number, city: City, lateHours: number): number => {
    const ms = localMs(atMs, city) - lateHours * HOUR_MS;
    return around(BY_LOCAL_HOUR, localHour(ms)) * around(BY_LOCAL_WEEKDAY, localWeekday(ms));
};

/** Whether people are at their desks: Monday to Friday, 9 to 17. */
export const isOfficeTime = (atMs: number, city: City): boolean => {
    const ms = localMs(atMs, city);
    const [hour, weekday] = [localHour(ms), localWeekday(ms)];
    return weekday >= 1 && weekday <= 5 && hour >= 9 && hour < 17;
};

const weightAt = (atMs: number): number => CITIES.reduce((sum, city) => sum + city.weight * busyness(atMs, city, 0), 0);

/** Ten minutes of traffic, and how many events have come in all when they are over. */
export type Slot = { readonly startMs: number; readonly endMs: number; readonly eventsByEnd: number };

/** Shares the events out over the days, by how busy each ten minutes are; the last slot ends with exactly all of them. */
export function* slots({ events, firstDay, days }: GenerateOptions): Generator<Slot> {
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
