/** What a record of Cognito is made of, before it is written as JSON. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** The outer fields that all records share. */
export type LogRecord = {
    readonly eventTimestamp: Json;
    readonly eventSource: Json;
    readonly logLevel: Json;
    readonly message: JsonObject;
    readonly logSourceId: JsonObject;
};

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The text of a Java date, `Thu Jan 01 00:00:00 UTC 2026`. */
export const javaDate = (ms: number): string => {
    const at = new Date(ms);
    const iso = at.toISOString();
    return `${WEEKDAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${iso.slice(8, 10)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`;
};
