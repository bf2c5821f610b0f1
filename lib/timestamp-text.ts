/** Writes instants as Athena and DuckDB read them: `yyyy-MM-dd HH:mm:ss.SSS`, UTC. */

const DAY_MS = 86_400_000;
/** A batch holds few days; the bound only keeps a hostile one from growing the cache. */
const MAX_CACHED_DAYS = 4096;

const days = new Map<number, string>();

const padded = (count: number, width: number): readonly string[] =>
    Array.from({ length: count }, (_, value) => String(value).padStart(width, '0'));

const TWO_DIGITS = padded(60, 2);
const THREE_DIGITS = padded(1000, 3);

const dayNumberText = (day: number): string => {
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size >= MAX_CACHED_DAYS) days.clear();
    const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    days.set(day, text);
    return text;
};

/** The UTC day of an instant (epoch ms, years 1970 to 9999), `2026-01-31`. */
export const dayText = (ms: number): string => dayNumberText(Math.floor(ms / DAY_MS));

/** An instant (epoch ms, years 1970 to 9999), `2026-01-31 12:00:00.000`. */
export const timestampText = (ms: number): string => {
    const day = Math.floor(ms / DAY_MS);
    const rest = ms - day * DAY_MS;
    const seconds = Math.floor(rest / 1000);
    const minutes = Math.floor(seconds / 60);
    const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
    return `${dayNumberText(day)} ${time}.${THREE_DIGITS[rest % 1000]}`;
};
