/** Decides when an event happened, and which day's partition its attempt belongs to. */
import { DAY_MS, MINUTE_MS } from '../../basics/days.ts';

/** Cognito's log export started later. Athena's partition projection does not cover earlier days. */
export const EARLIEST_EVENT_MS = Date.UTC(2020, 0, 1);

/** Clocks of a service differ by seconds; an event time more than a day after its arrival is wrong. */
const LATEST_AFTER_ARRIVAL_MS = DAY_MS;

/** An attempt lasts minutes; a start outside these limits comes from a wrong clock. */
const LONGEST_ATTEMPT_MS = DAY_MS;
const EARLIEST_END_MS = -5 * MINUTE_MS;

/** The time of an event (epoch ms), and where it comes from. */
export type EventTime = { readonly at: number; readonly source: 'event' | 'creation' | 'arrival' };

const isPlausibleTime = (at: number | undefined, arrivedAt: number): at is number =>
    at !== undefined && at >= EARLIEST_EVENT_MS && at <= arrivedAt + LATEST_AFTER_ARRIVAL_MS;

/** The event's time, else the start of its attempt, else its arrival: the first plausible one. All in epoch ms. */
export const eventTime = (written: number | undefined, created: number | undefined, arrivedAt: number): EventTime => {
    if (isPlausibleTime(written, arrivedAt)) return { at: written, source: 'event' };
    if (isPlausibleTime(created, arrivedAt)) return { at: created, source: 'creation' };
    return { at: Math.max(arrivedAt, EARLIEST_EVENT_MS), source: 'arrival' };
};

/**
 * The time whose day is the partition of an activity: the attempt's start, so that all its events share a partition.
 */
export const partitionTime = (at: number, startedAt: number | undefined): number => {
    if (startedAt === undefined || startedAt < EARLIEST_EVENT_MS) return at;
    const durationMs = at - startedAt;
    return durationMs >= EARLIEST_END_MS && durationMs <= LONGEST_ATTEMPT_MS ? startedAt : at;
};
