/** The options of the command `completeness`, their defaults and their validation. */
import { UserError } from '../../basics/user-error.ts';
import { type DayRange, dayOf, lastDays, parseDay } from '../../basics/days.ts';
import { printable } from '../../terminal/printable.ts';
import { type MetricResult, daysOfResults } from '../metrics/daily-counts.ts';

export type CompletenessCommandOptions = {
    readonly lake?: string;
    readonly pool?: string;
    readonly firstDay?: string;
    readonly lastDay?: string;
    readonly minShare?: number;
    readonly athena: boolean;
    readonly workgroup?: string;
    readonly database?: string;
    readonly metrics?: string;
    readonly saveMetrics?: string;
    readonly export: boolean;
    readonly json: boolean;
};

export const DEFAULT_DAYS = 7;
export const DEFAULT_MIN_SHARE = 0.95;

/** Parses the value of --min-share. */
export const parseShare = (text: string): number => {
    const share = Number(text);
    if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
    throw new UserError(`--min-share must be a number from 0 to 1, such as 0.99, not ${printable(text)}`, 2);
};

const rejectAthenaConflicts = ({
    lake,
    pool,
    metrics,
    athena,
    workgroup,
    database,
}: CompletenessCommandOptions): void => {
    if (!athena && (workgroup ?? database) !== undefined)
        throw new UserError('--workgroup and --database require --athena', 2);
    if (athena && lake !== undefined) throw new UserError('Cannot combine --lake with --athena. Use one of them.', 2);
    if (athena && pool === undefined && metrics === undefined)
        throw new UserError('--athena requires --pool ID or --metrics FILE', 2);
};

/** Throws a UserError for options that cannot be combined. */
export const rejectConflictingOptions = (options: CompletenessCommandOptions): void => {
    const { lake, pool, metrics, saveMetrics: save, export: isExport, minShare, athena } = options;
    rejectAthenaConflicts(options);
    if (metrics !== undefined && save !== undefined)
        throw new UserError('Cannot combine --metrics with --save-metrics. Use one of them.', 2);
    if (athena) return;
    if (lake === undefined && (save === undefined || pool === undefined))
        throw new UserError('completeness requires --lake LAKE, --athena, or --pool ID with --save-metrics FILE', 2);
    if (lake === undefined && (isExport || minShare !== undefined))
        throw new UserError('--export and --min-share require --lake LAKE', 2);
};

/** By default all days of saved results, or the last complete days in CloudWatch. */
export const daysToCompare = (
    { firstDay, lastDay }: CompletenessCommandOptions,
    saved: readonly MetricResult[] | null,
    nowMs: number,
): DayRange => {
    const defaults = (saved === null ? null : daysOfResults(saved)) ?? lastDays(dayOf(nowMs), DEFAULT_DAYS);
    const first = firstDay === undefined ? null : parseDay(firstDay, '--first-day');
    const last = lastDay === undefined ? defaults.lastDay : parseDay(lastDay, '--last-day');
    if (first !== null && first > last) throw new UserError(`--first-day ${first} is after --last-day ${last}`, 2);
    return { firstDay: first ?? (defaults.firstDay <= last ? defaults.firstDay : last), lastDay: last };
};
