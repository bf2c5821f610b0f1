/** Decides when an event happened, and in which day's partition its attempt lies. */

const DAY_MS = 86_400_000;

/** Cognito's log export is younger; a day before lies outside the range that Athena's partition projection can see. */
export const EARLIEST_EVENT_MS = Date.UTC(2020, 0, 1);

/** Clocks of a service differ by seconds; a record from a day after its own arrival has a wrong time. */
const LATEST_AFTER_ARRIVAL_MS = DAY_MS;

/** An attempt lasts minutes; a start outside of these bounds belongs to a wrong clock. */
const LONGEST_ATTEMPT_MS = DAY_MS;
const EARLIEST_END_MS = -5 * 60_000;

/** When, in epoch ms, and which of the sources of time said so. */
export type EventTime = { readonly at: number; readonly source: 'event' | 'creation' | 'arrival' };

const isBelieved = (at: number | undefined, arrivedAt: number): at is number =>
    at !== undefined && at >= EARLIEST_EVENT_MS && at <= arrivedAt + LATEST_AFTER_ARRIVAL_MS;

/** The event's own time, else the attempt's, else the arrival's: the first that can be believed. All in epoch ms. */
export const eventTime = (written: number | undefined, created: number | undefined, arrivedAt: number): EventTime => {
    if (isBelieved(written, arrivedAt)) return { at: written, source: 'event' };
    if (isBelieved(created, arrivedAt)) return { at: created, source: 'creation' };
    return { at: Math.max(arrivedAt, EARLIEST_EVENT_MS), source: 'arrival' };
};

/** The time whose day is the partition of an activity: the start, so that all records of one attempt lie together. */
export const partitionTime = (at: number, startedAt: number | undefined): number => {
    if (startedAt === undefined || startedAt < EARLIEST_EVENT_MS) return at;
    const lasted = at - startedAt;
    return lasted >= EARLIEST_END_MS && lasted <= LONGEST_ATTEMPT_MS ? startedAt : at;
};
