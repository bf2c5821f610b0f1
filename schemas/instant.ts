/** Reads Cognito's time formats as epoch milliseconds. */

/** The first and last valid times: a timestamp column has years of four digits. */
const FIRST_MS = 0;
export const LAST_MS = 253_402_300_799_999;

/** Numbers from this one on are milliseconds, smaller ones seconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
const FIRST_MILLISECONDS = 1e11;

const MONTHS: ReadonlyMap<string, number> = new Map(
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].flatMap((name, index) => [
        [name, index],
        [name.toLowerCase(), index],
    ]),
);

const NUMBER = /^\d{1,17}(\.\d+)?$/;
/** `Wed Jul 17 17:25:55 UTC 2024`, the text of a Java date. Its weekday is not checked. */
const JAVA_DATE = /^[A-Za-z]{3,9},? ([A-Za-z]{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (?:UTC|GMT|Z) (\d{4})$/;
const ISO =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/i;

/** A time within the range of a column; undefined outside it, and for NaN. */
const inRange = (ms: number): number | undefined => (ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined);

const fromNumber = (value: number): number | undefined =>
    inRange(Math.floor(value < FIRST_MILLISECONDS ? value * 1000 : value));

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

type Day = { readonly year: number; readonly month: number; readonly day: number };
type Time = { readonly hour: number; readonly minute: number; readonly second: number; readonly ms: number };

const FIRST_YEAR = 1970;

/**
 * Epoch ms of a civil time, or NaN if it does not exist (31 February, 25 o'clock). Months count from 0. Date.UTC reads
 * the year 99 as 1999.
 */
const civil = ({ year, month, day }: Day, { hour, minute, second, ms }: Time): number => {
    const days = month === 1 && !isLeapYear(year) ? 28 : (DAYS_IN_MONTH[month] ?? 0);
    const isDay = year >= FIRST_YEAR && day >= 1 && day <= days;
    return isDay && hour < 24 && minute < 60 && second < 60
        ? Date.UTC(year, month, day, hour, minute, second, ms)
        : NaN;
};

/** The number of a month, from 0; -1 if the name is not a month. The usual spelling is found without folding. */
const monthOf = (name: string): number => MONTHS.get(name) ?? MONTHS.get(name.toLowerCase()) ?? -1;

const fromJavaDate = (match: RegExpExecArray): number =>
    civil(
        { year: Number(match[6]), month: monthOf(String(match[1])), day: Number(match[2]) },
        { hour: Number(match[3]), minute: Number(match[4]), second: Number(match[5]), ms: 0 },
    );

const ZERO = 0x30;

/** The number in these digits; NaN if the last one is not a digit. */
const digits = (text: string, from: number, count: number): number => {
    let value = 0;
    for (let at = from; at < from + count; at += 1) {
        const digit = text.charCodeAt(at) - ZERO;
        value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
    }
    return value;
};

/**
 * Length of `Wed Jul 17 17:25:55 UTC 2024`, which all real events have. It is read without a pattern, because the
 * pattern is the most expensive one of an event.
 */
const USUAL_LENGTH = 28;

const isUsualDate = (text: string): boolean =>
    text.length === USUAL_LENGTH &&
    text[3] === ' ' &&
    text[13] === ':' &&
    text[16] === ':' &&
    text.startsWith(' UTC ', 19);

const fromUsualDate = (text: string): number => {
    const day = text[8] === ' ' ? digits(text, 9, 1) : digits(text, 8, 2);
    return civil(
        { year: digits(text, 24, 4), month: monthOf(text.slice(4, 7)), day },
        { hour: digits(text, 11, 2), minute: digits(text, 14, 2), second: digits(text, 17, 2), ms: 0 },
    );
};

const offsetMs = (zone: string | undefined): number => {
    if (zone === undefined || !/^[+-]/.test(zone)) return 0;
    const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
    return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

const fromIso = (match: RegExpExecArray): number => {
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
    const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
    const at = civil(
        { year: Number(year), month: Number(month) - 1, day: Number(day) },
        { hour: Number(hour), minute: Number(minute), second: Number(second), ms },
    );
    return at - offsetMs(match[8]);
};

const FIRST_LETTER = 0x41;

/** Digits of milliseconds from September 2001 to 2286, which nearly all events have. Also read without a pattern. */
const USUAL_DIGITS = 13;

const fromText = (value: string): number | undefined => {
    if (value === '') return undefined;
    if (value.charCodeAt(0) >= FIRST_LETTER) {
        if (isUsualDate(value)) return inRange(fromUsualDate(value));
        const java = JAVA_DATE.exec(value);
        return java === null ? undefined : inRange(fromJavaDate(java));
    }
    const usual = value.length === USUAL_DIGITS ? digits(value, 0, USUAL_DIGITS) : NaN;
    if (!Number.isNaN(usual)) return fromNumber(usual);
    if (NUMBER.test(value)) return fromNumber(Number(value));
    const iso = ISO.exec(value);
    return iso === null ? undefined : inRange(fromIso(iso));
};

/**
 * Epoch milliseconds of a time as Cognito may write it: a number or string of milliseconds or seconds since 1970, a
 * Java date (`Wed Jul 17 17:25:55 UTC 2024`) or ISO 8601 (UTC if it has no zone). Undefined for anything else; never
 * throws. `Date.parse` is not used: it reads UTC but not CEST, and turns `1e20` into a date that throws when it is
 * written.
 */
export const instantOf = (value: unknown): number | undefined => {
    if (typeof value === 'number') return Number.isFinite(value) ? fromNumber(value) : undefined;
    return typeof value === 'string' ? fromText(value.trim()) : undefined;
};
