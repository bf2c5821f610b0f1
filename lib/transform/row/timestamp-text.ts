/** Writes timestamps as Athena and DuckDB read them: `yyyy-MM-dd HH:mm:ss.SSS`, UTC. */
import { DAY_MS, MINUTE_MS } from '../../basics/days.ts';
import { minuteTexts } from '../memo.ts';

const padded = (count: number, width: number, end: string): readonly string[] =>
    Array.from({ length: count }, (_, value) => String(value).padStart(width, '0') + end);

const SECONDS = padded(60, 2, '.');
const MILLISECONDS = padded(1000, 3, '');

/** `2026-01-31 12:34:`, most of a timestamp's text. */
const makeMinuteText = (minute: number): string => {
    const iso = new Date(minute * MINUTE_MS).toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 17)}`;
};

const minuteText = (minute: number): string => minuteTexts(minute, makeMinuteText);

/** The UTC day of a time (epoch ms, years 1970 to 9999), such as `2026-01-31`. */
export const dayText = (ms: number): string => minuteText(Math.floor(ms / DAY_MS) * (DAY_MS / MINUTE_MS)).slice(0, 10);

/** The timestamp of a time (epoch ms, years 1970 to 9999), such as `2026-01-31 12:00:00.000`. */
export const timestampText = (ms: number): string => {
    const minute = Math.floor(ms / MINUTE_MS);
    const rest = ms - minute * MINUTE_MS;
    return `${minuteText(minute)}${SECONDS[Math.floor(rest / 1000)]}${MILLISECONDS[rest % 1000]}`;
};
