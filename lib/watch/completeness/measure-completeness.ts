/** Measures the completeness of a lake: the share of Cognito’s CloudWatch counts that arrived. */
import { dailyCounts, daysOfResults, type DailyCount, type MetricResult } from '../metrics/daily-counts.ts';
import type { DayRange } from '../../basics/days.ts';
import { fetchMetrics, type PoolClients, type FetchMetricsOptions } from '../metrics/fetch-metrics.ts';
import { seriesKeyOf } from '../metrics/metric-series.ts';
import { isDimensionValue, parseLabel } from '../metrics/metric-label.ts';
import { findQuery, readCatalogue, type Query } from '../../query/catalogue.ts';
import { LakeReader } from '../../query/lake-reader.ts';
import { partitionFilterOf } from '../../query/partition-filter.ts';
import { resolveValues, type ParameterValues } from '../../query/render-query.ts';
import { compareCounts, type CompletenessRow } from './compare-counts.ts';

/** The pools and days to compare, for a lake anywhere. */
export type CompletenessScope = {
    /** null for every known pool. */
    readonly userPoolId: string | null;
    readonly days: DayRange;
    /** Results of an earlier run; null fetches them from CloudWatch. */
    readonly savedResults: readonly MetricResult[] | null;
};

export type LakeCompletenessOptions = CompletenessScope & { readonly lake: string };

export type Completeness = {
    readonly rows: readonly CompletenessRow[];
    readonly results: readonly MetricResult[];
    readonly counts: readonly DailyCount[];
};

const QUERY = 'completeness';

const CLIENTS_SQL = `select user_pool_id, list(distinct client_id) filter (where client_id is not null) as client_ids
    from user_activity group by user_pool_id`;

/** The pools with their clients in the lake: CloudWatch does not list a client without points for two weeks. */
const poolsOf = async (lake: LakeReader, userPoolId: string | null): Promise<readonly PoolClients[]> => {
    const rows = await lake.ask(async (connection) =>
        (await connection.runAndReadAll(CLIENTS_SQL)).getRowObjectsJson(),
    );
    const clientsOf = (pool: string): readonly string[] => {
        const ids = rows.find((row) => row['user_pool_id'] === pool)?.['client_ids'];
        return Array.isArray(ids) ? ids.map(String).filter(isDimensionValue) : [];
    };
    const pools =
        userPoolId === null
            ? lake.extents.filter(({ table }) => table === 'user_activity').flatMap(({ userPoolIds }) => userPoolIds)
            : [userPoolId];
    return pools.map((pool) => ({ userPoolId: pool, clientIds: clientsOf(pool) }));
};

/** Limits the requested days to those of the saved results. */
const clampDays = (requested: DayRange, saved: DayRange | null): DayRange =>
    saved === null
        ? requested
        : {
              firstDay: saved.firstDay > requested.firstDay ? saved.firstDay : requested.firstDay,
              lastDay: saved.lastDay < requested.lastDay ? saved.lastDay : requested.lastDay,
          };

const filterByPool = (results: readonly MetricResult[], userPoolId: string | null): readonly MetricResult[] =>
    results.filter(({ label }) => {
        const labelled = parseLabel(label);
        return userPoolId === null || (labelled !== null && seriesKeyOf(labelled.series).userPoolId === userPoolId);
    });

type CompletenessCounts = Pick<Completeness, 'results' | 'counts'>;

/** The counts of saved results, of one pool or all pools. */
export const savedCounts = (
    saved: readonly MetricResult[],
    { userPoolId, days }: Pick<CompletenessScope, 'userPoolId' | 'days'>,
): CompletenessCounts => {
    const results = filterByPool(saved, userPoolId);
    return { results, counts: dailyCounts(results, clampDays(days, daysOfResults(results))) };
};

/** The query `completeness` with validated parameter values. */
export const completenessQuery = (
    { userPoolId, days }: CompletenessScope,
    nowMs: number,
): { readonly query: Query; readonly values: ParameterValues } => {
    const query = findQuery(readCatalogue(), QUERY);
    const pool: readonly (readonly [string, readonly string[]])[] =
        userPoolId === null ? [] : [['user_pool_id', [userPoolId]]];
    return {
        query,
        values: resolveValues(
            query,
            new Map([['first_day', [days.firstDay]], ['last_day', [days.lastDay]], ...pool]),
            nowMs,
        ),
    };
};

const loadCounts = async (
    lake: LakeReader,
    options: LakeCompletenessOptions,
    fetchOptions: FetchMetricsOptions,
): Promise<CompletenessCounts> => {
    if (options.savedResults !== null) return savedCounts(options.savedResults, options);
    const results = await fetchMetrics(await poolsOf(lake, options.userPoolId), options.days, fetchOptions);
    return { results, counts: dailyCounts(results, options.days) };
};

/**
 * Compares a lake with CloudWatch, or with saved results, by the query `completeness`.
 *
 * @throws UserError if there is no lake or the days are invalid, StoreError if an AWS call fails
 */
export const measureCompleteness = async (
    options: LakeCompletenessOptions,
    fetchOptions: FetchMetricsOptions,
): Promise<Completeness> => {
    const { query, values } = completenessQuery(options, fetchOptions.nowMs);
    const lake = await LakeReader.open(options.lake, partitionFilterOf(query, values));
    try {
        const loaded = await loadCounts(lake, options, fetchOptions);
        const rows = await lake.ask(async (connection) => compareCounts(connection, { query, values }, loaded.counts));
        return { ...loaded, rows };
    } finally {
        lake.close();
    }
};
