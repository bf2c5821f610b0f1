/** Reads the spellings of time that Cognito writes, as epoch milliseconds. */

/** First and last instants that are read: a timestamp column holds years of four digits. */
const FIRST_MS = 0;
export const LAST_MS = 253_402_300_799_999;

/** A number of this size or more counts milliseconds, a smaller one seconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
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

/** An instant that a column holds; undefined for one beyond, and for NaN. */
const inRange = (ms: number): number | undefined => (ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined);

const fromNumber = (value: number): number | undefined =>
    inRange(Math.floor(value < FIRST_MILLISECONDS ? value * 1000 : value));

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

type Day = { readonly year: number; readonly month: number; readonly day: number };
type Time = { readonly hour: number; readonly minute: number; readonly second: number; readonly ms: number };

const FIRST_YEAR = 1970;

/** Epoch ms of a civil time, or NaN where no calendar has it (31 February, 25 o'clock). Months count from 0; Date.UTC takes the year 99 for 1999. */
const civil = ({ year, month, day }: Day, { hour, minute, second, ms }: Time): number => {
    const days = month === 1 && !isLeapYear(year) ? 28 : (DAYS_IN_MONTH[month] ?? 0);
    const isDay = year >= FIRST_YEAR && day >= 1 && day <= days;
    return isDay && hour < 24 && minute < 60 && second < 60
        ? Date.UTC(year, month, day, hour, minute, second, ms)
        : NaN;
};

/** The number of a month, from 0; -1, which no calendar has, for what is none. Its usual spelling needs no folding. */
const monthOf = (name: string): number => MONTHS.get(name) ?? MONTHS.get(name.toLowerCase()) ?? -1;

const fromJavaDate = (match: RegExpExecArray): number =>
    civil(
        { year: Number(match[6]), month: monthOf(String(match[1])), day: Number(match[2]) },
        { hour: Number(match[3]), minute: Number(match[4]), second: Number(match[5]), ms: 0 },
    );

const ZERO = 0x30;

/** The number that digits make; NaN where one is none. */
const digits = (text: string, from: number, count: number): number => {
    let value = 0;
    for (let at = from; at < from + count; at += 1) {
        const digit = text.charCodeAt(at) - ZERO;
        value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
    }
    return value;
};

/** Length and places of `Wed Jul 17 17:25:55 UTC 2024`, as all real records have it: read without a pattern, the costliest of a record's. */
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

/** Digits of milliseconds from September 2001 to 2286, which nearly all records have: read without a pattern too. */
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
 * Epoch milliseconds of a time as Cognito may write it: a number or text of milliseconds or seconds since 1970, a Java date
 * (`Wed Jul 17 17:25:55 UTC 2024`) or ISO 8601 (without a zone it is UTC). Undefined for everything else, never an exception:
 * `Date.parse` reads UTC but not CEST, and of `1e20` makes a date that throws when it is written.
 */
export const instantOf = (value: unknown): number | undefined => {
    if (typeof value === 'number') return Number.isFinite(value) ? fromNumber(value) : undefined;
    return typeof value === 'string' ? fromText(value.trim()) : undefined;
};
