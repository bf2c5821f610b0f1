/** Puts the results of CloudWatch in order: what each series counted on each day. */
import { DAY_MS, dayOf, everyDay, msOf, type Days } from './days.ts';
import { readLabel } from './metric-label.ts';
import { factsOf, type SeriesFacts } from './series.ts';

/** One series and statistic, as CloudWatch answers it; times in epoch ms. */
export type MetricResult = {
    readonly label: string;
    readonly points: readonly { readonly atMs: number; readonly value: number }[];
};

/** A day of a series; null where a statistic was not asked for. */
export type DailyCount = SeriesFacts & {
    readonly day: string;
    readonly sampleCount: number | null;
    readonly sum: number | null;
};

type Gathered = { readonly facts: SeriesFacts; readonly asked: Set<string>; readonly values: Map<string, number> };

/** Pages of one answer may have the same result; of two values for a day the greater one is the later. */
const gather = (results: readonly MetricResult[]): readonly Gathered[] => {
    const all = new Map<string, Gathered>();
    for (const { label, points } of results) {
        const labelled = readLabel(label);
        if (labelled === null) throw new Error(`no label of ours: ${label}`);
        const facts = factsOf(labelled.series);
        const key = Object.values(facts).join(' ');
        const gathered = all.get(key) ?? { facts, asked: new Set(), values: new Map() };
        all.set(key, gathered);
        gathered.asked.add(labelled.statistic);
        for (const { atMs, value } of points) {
            const of = `${labelled.statistic} ${dayOf(atMs)}`;
            gathered.values.set(of, Math.max(value, gathered.values.get(of) ?? 0));
        }
    }
    return [...all.values()];
};

/** The days that results tell of, from their first point to their last; null without points. */
export const daysOfResults = (results: readonly MetricResult[]): Days | null => {
    const times = results.flatMap(({ points }) => points.map(({ atMs }) => atMs)).toSorted((one, other) => one - other);
    const [first, last] = [times[0], times.at(-1)];
    return first === undefined || last === undefined ? null : { firstDay: dayOf(first), lastDay: dayOf(last) };
};

/** Whether a time is the midnight at which a day of UTC begins. */
export const isMidnight = (ms: number): boolean => ms === msOf(dayOf(ms)) && ms % DAY_MS === 0;

/** The counts of each day: a series that counted anything in this time counted nothing on the days without a point. */
export const dailyCounts = (results: readonly MetricResult[], days: Days): readonly DailyCount[] => {
    const each = everyDay(days);
    return gather(results).flatMap(({ facts, asked, values }) => {
        const valueOf = (statistic: string, day: string): number | null =>
            asked.has(statistic) ? (values.get(`${statistic} ${day}`) ?? 0) : null;
        if (!each.some((day) => values.has(`SampleCount ${day}`) || values.has(`Sum ${day}`))) return [];
        return each.map((day) => ({
            ...facts,
            day,
            sampleCount: valueOf('SampleCount', day),
            sum: valueOf('Sum', day),
        }));
    });
};
