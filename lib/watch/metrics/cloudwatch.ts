/** The two calls of CloudWatch that metrics take, and its errors in people's words. */
import type * as Sdk from '@aws-sdk/client-cloudwatch';
import { s3Error } from '../../aws/s3-error.ts';
import { silenceSdk } from '../../aws/s3-client.ts';
import { StoreError } from '../../aws/store-error.ts';
import { DAY_MS, dayAfter, msOf, type Days } from './days.ts';
import { isDimensionValue, labelOf } from './metric-label.ts';
import type { MetricResult } from './daily-counts.ts';
import { isMetricName, METRICS, NAMESPACE, type Series, type Statistic } from './series.ts';

export type CloudWatch = {
    /** The series of a pool that had points within two weeks, of the metrics that we know. */
    readonly list: (userPoolId: string) => Promise<readonly Series[]>;
    /** The results of at most MOST_QUERIES statistics of series, a day a point. */
    readonly counts: (asked: readonly AskedSeries[], days: Days) => Promise<readonly MetricResult[]>;
    readonly close: () => void;
};

export type AskedSeries = { readonly series: Series; readonly statistic: Statistic };

/** docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MOST_QUERIES = 500;
const SILENT_AFTER_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;
/** The quota of calls is the account's: other tools ask too. */
const MAX_TRIES = 8;
const patience = (): object => (process.env['AWS_MAX_ATTEMPTS'] === undefined ? { maxAttempts: MAX_TRIES } : {});

const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const DENIED_TOLD = {
    why: 'access is denied',
    next: 'It takes cloudwatch:ListMetrics and cloudwatch:GetMetricData: see the README’s table of permissions.',
};

/** The StoreError of what the SDK threw. */
const cloudWatchError = (error: unknown, place: string): unknown =>
    error instanceof Error && DENIED.has(error.name)
        ? new StoreError('denied', place, DENIED_TOLD)
        : s3Error(error, place);

const seriesOf = ({ MetricName = '', Dimensions = [] }: Sdk.Metric): readonly Series[] => {
    if (!isMetricName(MetricName)) return [];
    const wanted = METRICS[MetricName].dimensions;
    const dimensions = new Map(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
    // The same requests are counted under fewer dimensions too.
    return wanted.length === dimensions.size &&
        wanted.every((name) => dimensions.has(name)) &&
        [...dimensions.values()].every(isDimensionValue)
        ? [{ metric: MetricName, dimensions }]
        : [];
};

const queryOf = ({ series, statistic }: AskedSeries, index: number): Sdk.MetricDataQuery => ({
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

const resultOf = ({ Label = '', Timestamps = [], Values = [] }: Sdk.MetricDataResult): MetricResult => ({
    label: Label,
    points: Timestamps.map((at, index) => ({ atMs: at.getTime(), value: Values[index] ?? 0 })),
});

/** PartialData is followed by a page with the rest; any other status but Complete is a refusal. */
const refuseIncomplete = (results: readonly Sdk.MetricDataResult[], place: string): void => {
    const last = new Map(results.map(({ Id, StatusCode }) => [Id, StatusCode]));
    const open = [...last.values()].filter((status) => status !== 'Complete');
    if (open.length === 0) return;
    throw new StoreError('refused', place, {
        why: `it gave a part of what it counted (${open[0] ?? 'no status'})`,
        next: 'Run the command again, or for fewer days.',
    });
};

/** The calls in one region; undefined is the one that is set. The SDK is loaded here and not before. */
export const openCloudWatch = async (region: string | undefined): Promise<CloudWatch> => {
    silenceSdk();
    const { CloudWatchClient, paginateGetMetricData, paginateListMetrics } = await import('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient({
        ...(region === undefined ? {} : { region }),
        ...patience(),
        requestHandler: { requestTimeout: SILENT_AFTER_MS, connectionTimeout: CONNECT_WITHIN_MS },
    });
    const place = `CloudWatch${region === undefined ? '' : ` in ${region}`}`;
    const told = (error: unknown): never => {
        throw cloudWatchError(error, place);
    };
    const listBy = async (dimension: string, userPoolId: string): Promise<readonly Series[]> => {
        const found: Series[] = [];
        for await (const { Metrics = [] } of paginateListMetrics(
            { client },
            { Namespace: NAMESPACE, Dimensions: [{ Name: dimension, Value: userPoolId }] },
        ))
            found.push(...Metrics.flatMap(seriesOf));
        return found;
    };
    const counts = async (
        asked: readonly AskedSeries[],
        { firstDay, lastDay }: Days,
    ): Promise<readonly MetricResult[]> => {
        const input = {
            MetricDataQueries: asked.map(queryOf),
            StartTime: new Date(msOf(firstDay)),
            EndTime: new Date(msOf(dayAfter(lastDay, 1))),
            ScanBy: 'TimestampAscending',
        } as const;
        const results: Sdk.MetricDataResult[] = [];
        for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input))
            results.push(...MetricDataResults);
        refuseIncomplete(results, place);
        return results.map(resultOf);
    };
    return {
        list: async (userPoolId) => [
            ...(await listBy('UserPool', userPoolId).catch(told)),
            ...(await listBy('UserPoolId', userPoolId).catch(told)),
        ],
        counts: async (asked, days) => counts(asked, days).catch(told),
        close: () => client.destroy(),
    };
};
