/** Fetches what CloudWatch counted of user pools, in few calls. */
import { Complaint } from '../../basics/complaint.ts';
import { MOST_QUERIES, openCloudWatch, type AskedSeries, type CloudWatch } from './cloudwatch.ts';
import { DAY_MS, dayOf, type Days } from './days.ts';
import { labelOf } from './metric-label.ts';
import type { MetricResult } from './daily-counts.ts';
import { METRICS, possibleSeries, type Series } from './series.ts';

/** A pool and the clients that are known of it besides those that CloudWatch lists. */
export type AskedPool = { readonly userPoolId: string; readonly clientIds: readonly string[] };

export type Watched = {
    readonly nowMs: number;
    readonly signal: AbortSignal;
    /** Told how many of the series have been asked for. */
    readonly onAsked: (done: number, all: number) => void;
};

/** Daily points are kept for 15 months: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html. */
const KEPT_DAYS = 455;

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** The region of a pool is in its id. */
const regionOf = ({ userPoolId }: AskedPool): string => {
    const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'));
    return REGION.test(region) ? region : '';
};

const refuseTooOld = ({ firstDay }: Days, nowMs: number): void => {
    const oldest = dayOf(nowMs - KEPT_DAYS * DAY_MS);
    if (firstDay < oldest)
        throw new Complaint(
            `CloudWatch keeps daily counts for ${KEPT_DAYS} days: there are none before ${oldest}. Begin later with --first-day`,
            2,
        );
};

const refuseStopped = (signal: AbortSignal): void => {
    if (signal.aborted) throw new Complaint('Stopped.');
};

/** Every statistic of a series once, whether it is listed, possible or both. */
const askedOf = (series: readonly Series[]): readonly AskedSeries[] => {
    const all = series.flatMap((one) =>
        METRICS[one.metric].statistics.map((statistic) => ({ series: one, statistic })),
    );
    return [...new Map(all.map((asked) => [labelOf(asked.series, asked.statistic), asked])).values()];
};

const seriesOf = async (cloudWatch: CloudWatch, { userPoolId, clientIds }: AskedPool): Promise<readonly Series[]> => [
    ...possibleSeries(userPoolId, clientIds),
    ...(await cloudWatch.list(userPoolId)),
];

const inRegion = async (
    pools: readonly AskedPool[],
    region: string,
): Promise<{ readonly cloudWatch: CloudWatch; readonly asked: readonly AskedSeries[] }> => {
    const cloudWatch = await openCloudWatch(region === '' ? undefined : region);
    const series: Series[] = [];
    for (const pool of pools) series.push(...(await seriesOf(cloudWatch, pool)));
    return { cloudWatch, asked: askedOf(series) };
};

/**
 * The results for the pools and days.
 *
 * @throws Complaint for days that CloudWatch has forgotten, StoreError for what it refuses
 */
export const fetchMetrics = async (
    pools: readonly AskedPool[],
    days: Days,
    { nowMs, signal, onAsked }: Watched,
): Promise<readonly MetricResult[]> => {
    refuseTooOld(days, nowMs);
    const results: MetricResult[] = [];
    for (const region of new Set(pools.map(regionOf))) {
        const { cloudWatch, asked } = await inRegion(
            pools.filter((pool) => regionOf(pool) === region),
            region,
        );
        for (let from = 0; from < asked.length; from += MOST_QUERIES) {
            refuseStopped(signal);
            onAsked(from, asked.length);
            results.push(...(await cloudWatch.counts(asked.slice(from, from + MOST_QUERIES), days)));
        }
        cloudWatch.close();
    }
    return results;
};
