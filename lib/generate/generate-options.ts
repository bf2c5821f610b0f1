/** Options of the generator, with their defaults and allowed ranges. */
import { UserError } from '../basics/user-error.ts';
import { isDay } from '../basics/days.ts';

export type GenerateOptions = {
    /** Number of events: activity, notifications and bad events together. */
    readonly events: number;
    readonly seed: number;
    readonly pools: number;
    /** Number of users of all pools together. */
    readonly users: number;
    /** Number of app clients of each pool. */
    readonly clients: number;
    /** UTC day, `2026-01-01`. */
    readonly firstDay: string;
    readonly days: number;
    /** Share of the good events that are written in an unusual form that the transform must also accept. */
    readonly variationRate: number;
    /** Share of all events that the transform must reject. */
    readonly badRate: number;
    /** Adds attacks; their events are not part of the number in `events`. */
    readonly attacks: boolean;
};

/** The first day is fixed and not read from the clock: the same command writes the same bytes on any day. */
export const GENERATE_DEFAULTS: GenerateOptions = {
    events: 10_000,
    seed: 1,
    pools: 2,
    users: 500,
    clients: 3,
    firstDay: '2026-01-01',
    days: 30,
    variationRate: 0.02,
    badRate: 0,
    attacks: false,
};

export type NumberOption = Exclude<keyof GenerateOptions, 'firstDay' | 'attacks'>;

type NumberRange = { readonly min: number; readonly max: number; readonly isWhole: boolean };

const whole = (min: number, max: number): NumberRange => ({ min, max, isWhole: true });
const share: NumberRange = { min: 0, max: 1, isWhole: false };

const NUMBER_RANGES: Readonly<Record<NumberOption, NumberRange>> = {
    events: whole(0, 1_000_000_000),
    seed: whole(0, 4_294_967_295),
    /** One object of each pool is open at a time, so this limit keeps memory flat. */
    pools: whole(1, 20),
    users: whole(1, 10_000_000),
    clients: whole(1, 100),
    days: whole(1, 3660),
    variationRate: share,
    badRate: share,
};

const NUMBER = /^\d+(\.\d+)?$/;
/** The transform ignores event times before 2020. */
const EARLIEST_DAY = '2020-01-01';
const LATEST_DAY = '2100-01-01';

/** Parses the number of an option. Throws a UserError with the allowed range. */
export const parseNumberOption = (name: NumberOption, flag: string, text: string): number => {
    const { min, max, isWhole } = NUMBER_RANGES[name];
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max && (!isWhole || Number.isSafeInteger(value))) return value;
    throw new UserError(
        `${flag} must be a ${isWhole ? 'whole number' : 'number'} from ${min} to ${max}, not ${JSON.stringify(text)}.`,
        2,
    );
};

/** Parses the day of an option (`2026-01-31`). Throws a UserError with the allowed range. */
export const parseDayOption = (flag: string, text: string): string => {
    if (isDay(text) && text >= EARLIEST_DAY && text < LATEST_DAY) return text;
    throw new UserError(
        `${flag} must be a day such as 2026-01-31, from ${EARLIEST_DAY} up to but not including ${LATEST_DAY}, ` +
            `not ${JSON.stringify(text)}.`,
        2,
    );
};
