/** Tells whether an object is history: of so many days that its partitions would be more than a stream may have open. */

const DAY_MS = 86_400_000;

/** A stream may have 500 partitions open; what came late because of a fault of a day or two may still go through it. */
const OLD_MS = 2 * DAY_MS;

/** The day on which the service began an object, as its key tells: `…_USER_AUTH_EVENTS_20260131_0a1b2c3d.log.gz`. */
const DAY_IN_KEY = /_(\d{4})(\d\d)(\d\d)_[0-9a-f]{8}\.log\.gz$/;

/** When the day in a key ended, epoch ms; Infinity where there is none. A copy of an old object is new by its own time alone. */
const endOfDay = (key: string): number => {
    const [, year, month, day] = DAY_IN_KEY.exec(key) ?? [];
    return day === undefined ? Infinity : Date.UTC(Number(year), Number(month) - 1, Number(day)) + DAY_MS;
};

/** Whether an object is older than two days, by its own time or by its key. */
export const isHistory = (
    { key, modifiedAt }: { readonly key: string; readonly modifiedAt: number },
    nowMs: number,
): boolean => nowMs - Math.min(modifiedAt, endOfDay(key)) > OLD_MS;
