/** Measures how much of what Cognito counted has arrived in a lake. */
import { openLake, type Lake } from '../../lake/open-lake.ts';
import { dailyCounts, daysOfResults, type DailyCount, type MetricResult } from '../metrics/daily-counts.ts';
import type { Days } from '../metrics/days.ts';
import { fetchMetrics, type AskedPool, type Watched } from '../metrics/fetch-metrics.ts';
import { factsOf } from '../metrics/series.ts';
import { isDimensionValue, readLabel } from '../metrics/metric-label.ts';
import { findQuery, readCatalogue, type Query } from '../../query/catalogue.ts';
import { engineComplaint } from '../../query/engine-complaint.ts';
import { reachOf } from '../../query/reach.ts';
import { settleValues, type Values } from '../../query/render.ts';
import { compare, type Row } from './compare.ts';

/** What is asked, of whatever lake. */
export type Asked = {
    /** null: every pool that is known. */
    readonly userPoolId: string | null;
    readonly days: Days;
    /** Results that were saved; null: CloudWatch is asked. */
    readonly saved: readonly MetricResult[] | null;
};

export type CompletenessOrder = Asked & { readonly lake: string };

export type Completeness = {
    readonly rows: readonly Row[];
    readonly results: readonly MetricResult[];
    readonly counts: readonly DailyCount[];
};

const QUERY = 'completeness';

const CLIENTS = `select user_pool_id, list(distinct client_id) filter (where client_id is not null) as client_ids from user_activity group by user_pool_id`;

/** The clients that have rows in the lake these days: CloudWatch does not list one that has been silent for two weeks. */
const poolsOf = async ({ connection, extents }: Lake, userPoolId: string | null): Promise<readonly AskedPool[]> => {
    const found = (await connection.runAndReadAll(CLIENTS)).getRowObjectsJson();
    const clientsOf = (pool: string): readonly string[] => {
        const ids = found.find((row) => row['user_pool_id'] === pool)?.['client_ids'];
        return Array.isArray(ids) ? ids.map(String).filter(isDimensionValue) : [];
    };
    const pools =
        userPoolId === null
            ? extents.filter(({ table }) => table === 'user_activity').flatMap(({ userPoolIds }) => userPoolIds)
            : [userPoolId];
    return pools.map((pool) => ({ userPoolId: pool, clientIds: clientsOf(pool) }));
};

/** The days of saved results are those that they tell of: of others nothing was asked. */
const within = (asked: Days, found: Days | null): Days =>
    found === null
        ? asked
        : {
              firstDay: found.firstDay > asked.firstDay ? found.firstDay : asked.firstDay,
              lastDay: found.lastDay < asked.lastDay ? found.lastDay : asked.lastDay,
          };

const ofPool = (results: readonly MetricResult[], userPoolId: string | null): readonly MetricResult[] =>
    results.filter(({ label }) => {
        const labelled = readLabel(label);
        return userPoolId === null || (labelled !== null && factsOf(labelled.series).userPoolId === userPoolId);
    });

type Counted = Pick<Completeness, 'results' | 'counts'>;

/** The counts of saved results, of one pool or of all. */
export const savedCounts = (
    saved: readonly MetricResult[],
    { userPoolId, days }: Pick<Asked, 'userPoolId' | 'days'>,
): Counted => {
    const results = ofPool(saved, userPoolId);
    return { results, counts: dailyCounts(results, within(days, daysOfResults(results))) };
};

/** The question with its values, checked. */
export const questionOf = (
    { userPoolId, days }: Asked,
    nowMs: number,
): { readonly query: Query; readonly values: Values } => {
    const query = findQuery(readCatalogue(), QUERY);
    const pool: readonly (readonly [string, readonly string[]])[] =
        userPoolId === null ? [] : [['user_pool_id', [userPoolId]]];
    return {
        query,
        values: settleValues(
            query,
            new Map([['first_day', [days.firstDay]], ['last_day', [days.lastDay]], ...pool]),
            nowMs,
        ),
    };
};

const countedFor = async (lake: Lake, order: CompletenessOrder, watched: Watched): Promise<Counted> => {
    if (order.saved !== null) return savedCounts(order.saved, order);
    const results = await fetchMetrics(await poolsOf(lake, order.userPoolId), order.days, watched);
    return { results, counts: dailyCounts(results, order.days) };
};

/**
 * Compares the lake with CloudWatch, or with results that were saved, by the question `completeness`.
 *
 * @throws Complaint for what is no lake or no such days, StoreError for what AWS refuses
 */
export const completeness = async (order: CompletenessOrder, watched: Watched): Promise<Completeness> => {
    const { query, values } = questionOf(order, watched.nowMs);
    const lake = await openLake(order.lake, reachOf(query, values));
    try {
        const counted = await countedFor(lake, order, watched);
        return { ...counted, rows: await compare(lake, { query, values }, counted.counts) };
    } catch (error) {
        throw engineComplaint(error);
    } finally {
        lake.close();
    }
};
