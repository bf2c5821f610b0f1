/** What can be asked of the generator: the options, their defaults, and what is allowed. */
import { Complaint } from '../basics/complaint.ts';
import { dayText } from '../transform/row/timestamp-text.ts';

export type GenerateOptions = {
    /** How many events in all: activity, notifications and bad ones. */
    readonly events: number;
    readonly seed: number;
    readonly pools: number;
    /** Users of all pools together. */
    readonly users: number;
    /** App clients of each pool. */
    readonly clients: number;
    /** UTC day, `2026-01-01`. */
    readonly firstDay: string;
    readonly days: number;
    /** Share of the good events that are written in one of the forms that a reader must also accept. */
    readonly variationRate: number;
    /** Share of all events that can't be used. */
    readonly badRate: number;
    /** Whether attacks are mixed in: their events come on top of `events`. */
    readonly attacks: boolean;
};

/** The first day is fixed, not the clock's: the same command gives the same bytes on any day. */
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

type Range = { readonly least: number; readonly most: number; readonly isWhole: boolean };

const whole = (least: number, most: number): Range => ({ least, most, isWhole: true });
const share: Range = { least: 0, most: 1, isWhole: false };

export const NUMBER_RANGES: Readonly<Record<NumberOption, Range>> = {
    events: whole(0, 1_000_000_000),
    seed: whole(0, 4_294_967_295),
    /** An object of each pool is open at a time: the bound keeps memory flat. */
    pools: whole(1, 20),
    users: whole(1, 10_000_000),
    clients: whole(1, 100),
    days: whole(1, 3660),
    variationRate: share,
    badRate: share,
};

const NUMBER = /^\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** A time before 2020 is not believed by the lake. */
const EARLIEST_DAY = '2020-01-01';
const LATEST_DAY = '2100-01-01';

/** The number that a text says, or a complaint that names what is allowed. */
export const numberOption = (name: NumberOption, flag: string, text: string): number => {
    const { least, most, isWhole } = NUMBER_RANGES[name];
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most && (!isWhole || Number.isSafeInteger(value))) return value;
    throw new Complaint(
        `${flag} takes a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most}, not ${JSON.stringify(text)}.`,
        2,
    );
};

/** Epoch ms of the start of a day that was checked. */
export const startOfDayMs = (day: string): number =>
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)));

/** The day that a text says, or a complaint that names what is allowed. */
export const dayOption = (flag: string, text: string): string => {
    const isDay = DAY.test(text) && text >= EARLIEST_DAY && text < LATEST_DAY && dayText(startOfDayMs(text)) === text;
    if (isDay) return text;
    throw new Complaint(
        `${flag} takes a day such as 2026-01-31, from ${EARLIEST_DAY} to before ${LATEST_DAY}, not ${JSON.stringify(text)}.`,
        2,
    );
};
