/** Turns CloudWatch results into daily counts per series. */
import { DAY_MS, dayOf, daysIn, startOfDayMs, type DayRange } from '../../basics/days.ts';
import { parseLabel } from './metric-label.ts';
import { seriesKeyOf, type SeriesKey } from './metric-series.ts';

/** One series and statistic, as CloudWatch returns it; times in epoch ms. */
export type MetricResult = {
    readonly label: string;
    readonly points: readonly { readonly atMs: number; readonly value: number }[];
};

/** One day of a series; null for a statistic that was not requested. */
export type DailyCount = SeriesKey & {
    readonly day: string;
    readonly sampleCount: number | null;
    readonly sum: number | null;
};

type SeriesPoints = { readonly key: SeriesKey; readonly statistics: Set<string>; readonly values: Map<string, number> };

/** Pages of one response may repeat a result; of two values for a day the greater one is the newer. */
const groupBySeries = (results: readonly MetricResult[]): readonly SeriesPoints[] => {
    const all = new Map<string, SeriesPoints>();
    for (const { label, points } of results) {
        const labelled = parseLabel(label);
        if (labelled === null) throw new Error(`unexpected label: ${label}`);
        const { series: labelledSeries, statistic } = labelled;
        const id = label.replace(` ${statistic} `, ' ');
        const series = all.get(id) ?? { key: seriesKeyOf(labelledSeries), statistics: new Set(), values: new Map() };
        all.set(id, series);
        series.statistics.add(statistic);
        for (const { atMs, value } of points) {
            const valueKey = `${statistic} ${dayOf(atMs)}`;
            series.values.set(valueKey, Math.max(value, series.values.get(valueKey) ?? 0));
        }
    }
    return [...all.values()];
};

/** Adds up series that are one in the lake's words, such as those of a client's identity providers. */
const mergeByKey = (all: readonly SeriesPoints[]): readonly SeriesPoints[] => {
    const merged = new Map<string, SeriesPoints>();
    for (const { key, statistics, values } of all) {
        const id = Object.values(key).join(' ');
        const series = merged.get(id) ?? { key, statistics: new Set(), values: new Map() };
        merged.set(id, series);
        for (const statistic of statistics) series.statistics.add(statistic);
        for (const [valueKey, value] of values) series.values.set(valueKey, value + (series.values.get(valueKey) ?? 0));
    }
    return [...merged.values()];
};

/** The days of the results, from the first point to the last; null without points. */
export const daysOfResults = (results: readonly MetricResult[]): DayRange | null => {
    const times = results.flatMap(({ points }) => points.map(({ atMs }) => atMs)).toSorted((a, b) => a - b);
    const [first, last] = [times[0], times.at(-1)];
    return first === undefined || last === undefined ? null : { firstDay: dayOf(first), lastDay: dayOf(last) };
};

/** Whether a time is midnight UTC. */
export const isMidnight = (ms: number): boolean => ms === startOfDayMs(dayOf(ms)) && ms % DAY_MS === 0;

/** The counts of each day. A day without a point counts 0, if the series has a point on another day. */
export const dailyCounts = (results: readonly MetricResult[], days: DayRange): readonly DailyCount[] => {
    const allDays = daysIn(days);
    return mergeByKey(groupBySeries(results)).flatMap(({ key, statistics, values }) => {
        const valueOf = (statistic: string, day: string): number | null =>
            statistics.has(statistic) ? (values.get(`${statistic} ${day}`) ?? 0) : null;
        if (!allDays.some((day) => values.has(`SampleCount ${day}`) || values.has(`Sum ${day}`))) return [];
        return allDays.map((day) => ({
            ...key,
            day,
            sampleCount: valueOf('SampleCount', day),
            sum: valueOf('Sum', day),
        }));
    });
};
