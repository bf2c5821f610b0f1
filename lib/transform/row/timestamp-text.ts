/** Writes instants as Athena and DuckDB read them: `yyyy-MM-dd HH:mm:ss.SSS`, UTC. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A batch holds few days and some hundred minutes; the bound only keeps a hostile one from growing the cache. */
const MAX_CACHED_MINUTES = 4096;

/** `2026-01-31 12:34:` by the number of the minute: most of a timestamp's text is made once. */
const minutes = new Map<number, string>();

const padded = (count: number, width: number, end: string): readonly string[] =>
    Array.from({ length: count }, (_, value) => String(value).padStart(width, '0') + end);

const SECONDS = padded(60, 2, '.');
const MILLISECONDS = padded(1000, 3, '');

const minuteText = (minute: number): string => {
    const known = minutes.get(minute);
    if (known !== undefined) return known;
    if (minutes.size >= MAX_CACHED_MINUTES) minutes.clear();
    const iso = new Date(minute * MINUTE_MS).toISOString();
    const text = `${iso.slice(0, 10)} ${iso.slice(11, 17)}`;
    minutes.set(minute, text);
    return text;
};

/** The UTC day of an instant (epoch ms, years 1970 to 9999), `2026-01-31`. */
export const dayText = (ms: number): string => minuteText(Math.floor(ms / DAY_MS) * (DAY_MS / MINUTE_MS)).slice(0, 10);

/** An instant (epoch ms, years 1970 to 9999), `2026-01-31 12:00:00.000`. */
export const timestampText = (ms: number): string => {
    const minute = Math.floor(ms / MINUTE_MS);
    const rest = ms - minute * MINUTE_MS;
    return `${minuteText(minute)}${SECONDS[Math.floor(rest / 1000)]}${MILLISECONDS[rest % 1000]}`;
};
