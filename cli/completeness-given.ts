/** What `completeness` is given on the command line, checked. */
import { readDay } from '../lib/operate/compact/closed-days.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import { daysOfResults, type MetricResult } from '../lib/watch/metrics/daily-counts.ts';
import { dayOf, lastDays, type Days } from '../lib/watch/metrics/days.ts';
import { printable } from '../lib/terminal/printable.ts';

export type Given = {
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

export const USUAL_DAYS = 7;
export const USUAL_MIN_SHARE = 0.95;

/** A share as given with --min-share. */
export const shareOf = (text: string): number => {
    const share = Number(text);
    if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
    throw new Complaint(`--min-share is a share from 0 to 1, such as 0.99, not ${printable(text)}`, 2);
};

const refuseMixedAthena = ({ lake, pool, metrics, athena, workgroup, database }: Given): void => {
    if (!athena && (workgroup ?? database) !== undefined)
        throw new Complaint('--workgroup and --database are for --athena', 2);
    if (athena && lake !== undefined) throw new Complaint('give --lake or --athena, not both', 2);
    if (athena && pool === undefined && metrics === undefined)
        throw new Complaint('--athena needs --pool ID, or --metrics FILE', 2);
};

/** Throws a Complaint for options that don't go together. */
export const refuseMixed = (given: Given): void => {
    const { lake, pool, metrics, saveMetrics: save, export: isExport, minShare, athena } = given;
    refuseMixedAthena(given);
    if (metrics !== undefined && save !== undefined)
        throw new Complaint('give --metrics or --save-metrics, not both', 2);
    if (athena) return;
    if (lake === undefined && (save === undefined || pool === undefined))
        throw new Complaint('completeness needs --lake LAKE, --athena, or --pool ID and --save-metrics FILE', 2);
    if (lake === undefined && (isExport || minShare !== undefined))
        throw new Complaint('--export and --min-share need --lake LAKE', 2);
};

/** Of saved results all days, of CloudWatch the last ones that are over. */
export const daysOf = ({ firstDay, lastDay }: Given, saved: readonly MetricResult[] | null, nowMs: number): Days => {
    const usual = (saved === null ? null : daysOfResults(saved)) ?? lastDays(dayOf(nowMs), USUAL_DAYS);
    const first = firstDay === undefined ? null : readDay(firstDay, '--first-day');
    const last = lastDay === undefined ? usual.lastDay : readDay(lastDay, '--last-day');
    if (first !== null && first > last) throw new Complaint(`--first-day ${first} is after --last-day ${last}`, 2);
    return { firstDay: first ?? (usual.firstDay <= last ? usual.firstDay : last), lastDay: last };
};
