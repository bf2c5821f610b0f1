/** Fetches the metrics of user pools from CloudWatch, in few calls. */
import { UserError } from '../../basics/user-error.ts';
import { MAX_QUERIES_PER_CALL, openCloudWatch, type SeriesQuery, type CloudWatch } from './open-cloudwatch.ts';
import { DAY_MS, dayOf, type DayRange } from '../../basics/days.ts';
import { labelOf } from './metric-label.ts';
import type { MetricResult } from './daily-counts.ts';
import { METRICS, possibleSeries, type MetricSeries } from './metric-series.ts';

/** A pool, and its known clients besides those that CloudWatch lists. */
export type PoolClients = { readonly userPoolId: string; readonly clientIds: readonly string[] };

export type FetchMetricsOptions = {
    readonly nowMs: number;
    readonly signal: AbortSignal;
    /** Receives the number of series requested so far, and of all series. */
    readonly onProgress: (done: number, all: number) => void;
};

/**
 * CloudWatch keeps daily points for 15 months:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html.
 */
const RETENTION_DAYS = 455;

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** The id of a pool contains its region. */
const regionOf = ({ userPoolId }: PoolClients): string => {
    const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'));
    return REGION.test(region) ? region : '';
};

const assertWithinRetention = ({ firstDay }: DayRange, nowMs: number): void => {
    const oldest = dayOf(nowMs - RETENTION_DAYS * DAY_MS);
    if (firstDay < oldest)
        throw new UserError(
            `--first-day ${firstDay} is too early: CloudWatch keeps daily counts for ${RETENTION_DAYS} days. ` +
                `Use ${oldest} or later.`,
            2,
        );
};

const assertNotStopped = (signal: AbortSignal): void => {
    if (signal.aborted) throw new UserError('Stopped.');
};

/** Each statistic of a series once, whether the series is listed, possible or both. */
const toSeriesQueries = (series: readonly MetricSeries[]): readonly SeriesQuery[] => {
    const all = series.flatMap((each) =>
        METRICS[each.metric].statistics.map((statistic) => ({ series: each, statistic })),
    );
    return [...new Map(all.map((query) => [labelOf(query.series, query.statistic), query])).values()];
};

const listPoolSeries = async (
    cloudWatch: CloudWatch,
    { userPoolId, clientIds }: PoolClients,
): Promise<readonly MetricSeries[]> => [
    ...possibleSeries(userPoolId, clientIds),
    ...(await cloudWatch.listSeries(userPoolId)),
];

const openRegion = async (
    pools: readonly PoolClients[],
    region: string,
): Promise<{ readonly cloudWatch: CloudWatch; readonly queries: readonly SeriesQuery[] }> => {
    const cloudWatch = await openCloudWatch(region === '' ? undefined : region);
    const series: MetricSeries[] = [];
    for (const pool of pools) series.push(...(await listPoolSeries(cloudWatch, pool)));
    return { cloudWatch, queries: toSeriesQueries(series) };
};

/**
 * Fetches the results for the pools and days.
 *
 * @throws UserError for days beyond CloudWatch’s retention, StoreError if a call fails
 */
export const fetchMetrics = async (
    pools: readonly PoolClients[],
    days: DayRange,
    { nowMs, signal, onProgress }: FetchMetricsOptions,
): Promise<readonly MetricResult[]> => {
    assertWithinRetention(days, nowMs);
    const results: MetricResult[] = [];
    for (const region of new Set(pools.map(regionOf))) {
        const { cloudWatch, queries } = await openRegion(
            pools.filter((pool) => regionOf(pool) === region),
            region,
        );
        for (let from = 0; from < queries.length; from += MAX_QUERIES_PER_CALL) {
            assertNotStopped(signal);
            onProgress(from, queries.length);
            results.push(...(await cloudWatch.getCounts(queries.slice(from, from + MAX_QUERIES_PER_CALL), days)));
        }
        cloudWatch.close();
    }
    return results;
};
