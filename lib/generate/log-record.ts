/** The structure of a Cognito log record before it is written as JSON. */

export type GeneratedJson =
    string | number | boolean | null | readonly GeneratedJson[] | { readonly [key: string]: GeneratedJson };
export type GeneratedJsonObject = { readonly [key: string]: GeneratedJson };

/** The outer fields of every record. */
export type LogRecord = {
    readonly eventTimestamp: GeneratedJson;
    readonly eventSource: GeneratedJson;
    readonly logLevel: GeneratedJson;
    readonly message: GeneratedJsonObject;
    readonly logSourceId: GeneratedJsonObject;
};

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Formats a time (epoch ms) as Java does: `Thu Jan 01 00:00:00 UTC 2026`. */
export const javaDate = (ms: number): string => {
    const at = new Date(ms);
    const iso = at.toISOString();
    const [weekday, month] = [WEEKDAYS[at.getUTCDay()], MONTHS[at.getUTCMonth()]];
    return `${weekday} ${month} ${iso.slice(8, 10)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`;
};
