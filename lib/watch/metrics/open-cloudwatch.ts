/** The two CloudWatch calls that read metrics, with readable errors. */
import type * as Sdk from '@aws-sdk/client-cloudwatch';
import { createClient } from '../../aws/create-client.ts';
import { toServiceError, type ServiceErrors } from '../../aws/to-service-error.ts';
import { StoreError } from '../../aws/store-error.ts';
import { DAY_MS, addDays, startOfDayMs, type DayRange } from '../../basics/days.ts';
import { isDimensionValue, labelOf } from './metric-label.ts';
import type { MetricResult } from './daily-counts.ts';
import { isMetricName, METRICS, NAMESPACE, type MetricSeries, type Statistic } from './metric-series.ts';

export type CloudWatch = {
    /** The series of a pool with points in the last two weeks, of the metrics in METRICS. */
    readonly listSeries: (userPoolId: string) => Promise<readonly MetricSeries[]>;
    /** The results of at most MAX_QUERIES_PER_CALL queries, one point per day. */
    readonly getCounts: (queries: readonly SeriesQuery[], days: DayRange) => Promise<readonly MetricResult[]>;
    readonly close: () => void;
};

export type SeriesQuery = { readonly series: MetricSeries; readonly statistic: Statistic };

/** docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_QUERIES_PER_CALL = 500;
/** The account’s quota of calls is shared with other tools. */
const MAX_TRIES = 8;

const ACCESS_DENIED = {
    kind: 'denied',
    why: 'access is denied',
    next: 'Grant cloudwatch:ListMetrics and cloudwatch:GetMetricData: see docs/permissions.md.',
} as const;
const CLOUDWATCH_ERRORS: ServiceErrors = new Map([
    ['AccessDenied', ACCESS_DENIED],
    ['AccessDeniedException', ACCESS_DENIED],
    ['UnauthorizedOperation', ACCESS_DENIED],
]);

const toKnownSeries = ({ MetricName = '', Dimensions = [] }: Sdk.Metric): readonly MetricSeries[] => {
    if (!isMetricName(MetricName)) return [];
    const required = METRICS[MetricName].dimensions;
    const dimensions = new Map(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
    // CloudWatch counts the same requests under fewer dimensions too.
    return required.length === dimensions.size &&
        required.every((name) => dimensions.has(name)) &&
        [...dimensions.values()].every(isDimensionValue)
        ? [{ metric: MetricName, dimensions }]
        : [];
};

const toMetricDataQuery = ({ series, statistic }: SeriesQuery, index: number): Sdk.MetricDataQuery => ({
    Id: `m${index}`,
    Label: labelOf(series, statistic),
    MetricStat: {
        Metric: {
            Namespace: NAMESPACE,
            MetricName: series.metric,
            Dimensions: [...series.dimensions].map(([Name, Value]) => ({ Name, Value })),
        },
        Period: DAY_MS / 1000,
        Stat: statistic,
    },
});

const toMetricResult = ({ Label = '', Timestamps = [], Values = [] }: Sdk.MetricDataResult): MetricResult => ({
    label: Label,
    points: Timestamps.map((at, index) => ({ atMs: at.getTime(), value: Values[index] ?? 0 })),
});

/** PartialData precedes a page with the rest; any other status but Complete is an error. */
const assertComplete = (results: readonly Sdk.MetricDataResult[], target: string): void => {
    const last = new Map(results.map(({ Id, StatusCode }) => [Id, StatusCode]));
    const incomplete = [...last.values()].filter((status) => status !== 'Complete');
    if (incomplete.length === 0) return;
    throw new StoreError('rejected', target, {
        why: `the result is incomplete (${incomplete[0] ?? 'no status'})`,
        next: 'Run the command again, or for fewer days.',
    });
};

/** Opens CloudWatch in a region; undefined is the configured one. Loads the SDK on the first call. */
export const openCloudWatch = async (region: string | undefined): Promise<CloudWatch> => {
    const { CloudWatchClient, paginateGetMetricData, paginateListMetrics } = await import('@aws-sdk/client-cloudwatch');
    const client = createClient(CloudWatchClient, { region, maxAttempts: MAX_TRIES }, {});
    const target = `CloudWatch${region === undefined ? '' : ` in ${region}`}`;
    const rethrow = (error: unknown): never => {
        throw toServiceError(error, target, CLOUDWATCH_ERRORS);
    };
    const listBy = async (dimension: string, userPoolId: string): Promise<readonly MetricSeries[]> => {
        const series: MetricSeries[] = [];
        for await (const { Metrics = [] } of paginateListMetrics(
            { client },
            { Namespace: NAMESPACE, Dimensions: [{ Name: dimension, Value: userPoolId }] },
        ))
            series.push(...Metrics.flatMap(toKnownSeries));
        return series;
    };
    const counts = async (
        queries: readonly SeriesQuery[],
        { firstDay, lastDay }: DayRange,
    ): Promise<readonly MetricResult[]> => {
        const input = {
            MetricDataQueries: queries.map(toMetricDataQuery),
            StartTime: new Date(startOfDayMs(firstDay)),
            EndTime: new Date(startOfDayMs(addDays(lastDay, 1))),
            ScanBy: 'TimestampAscending',
        } as const;
        const results: Sdk.MetricDataResult[] = [];
        for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input))
            results.push(...MetricDataResults);
        assertComplete(results, target);
        return results.map(toMetricResult);
    };
    return {
        listSeries: async (userPoolId) => [
            ...(await listBy('UserPool', userPoolId).catch(rethrow)),
            ...(await listBy('UserPoolId', userPoolId).catch(rethrow)),
        ],
        getCounts: async (queries, days) => counts(queries, days).catch(rethrow),
        close: () => client.destroy(),
    };
};
