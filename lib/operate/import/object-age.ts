/** Decides whether an object is too old to import: history has more partitions than a stream may have active. */
import { DAY_MS } from '../../basics/days.ts';

/** A stream may have 500 active partitions. Objects that an outage delayed by a day or two can still go through it. */
const MAX_AGE_MS = 2 * DAY_MS;

/** The day on which the service started an object, from its key: `…_USER_AUTH_EVENTS_20260131_0a1b2c3d.log.gz`. */
const DAY_IN_KEY = /_(\d{4})(\d\d)(\d\d)_[0-9a-f]{8}\.log\.gz$/;

/**
 * The end of the day in a key, epoch ms; Infinity if there is none. The modification time of a copied object is new.
 */
const endOfDay = (key: string): number => {
    const [, year, month, day] = DAY_IN_KEY.exec(key) ?? [];
    return day === undefined ? Infinity : Date.UTC(Number(year), Number(month) - 1, Number(day)) + DAY_MS;
};

/** True if an object is older than two days by its modification time or by its key. */
export const isTooOld = (
    { key, modifiedAt }: { readonly key: string; readonly modifiedAt: number },
    nowMs: number,
): boolean => nowMs - Math.min(modifiedAt, endOfDay(key)) > MAX_AGE_MS;
