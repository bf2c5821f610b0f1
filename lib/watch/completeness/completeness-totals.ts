/** Sums the rows of the comparison by pool and day, by pool, and by client. */
import type { CompletenessRow } from './compare-counts.ts';

type MeasureKey = Pick<CompletenessRow, 'user_pool_id' | 'event_type' | 'measure'>;

/** The sum of all clients of a pool on one day. */
export type PoolDay = MeasureKey & {
    readonly dt: string;
    readonly lake_count: number;
    readonly backfilled_count: number;
    readonly metric_count: number;
    readonly share: number | null;
};

/**
 * The sum of several days; null for a client that one side does not have.
 * A surplus on one day does not offset what another day lacks.
 */
export type CompletenessTotal = MeasureKey & {
    readonly client_id: string | null;
    readonly lake_count: number | null;
    readonly backfilled_count: number;
    readonly metric_count: number | null;
    readonly missing_count: number | null;
    /** The part of metric_count that is not missing. */
    readonly share: number | null;
};

/** The measure that days are compared by: both sides count a success once, regardless of its steps. */
export const COMPARED_MEASURE = 'successes';

const groupBy = <Item>(
    items: readonly Item[],
    keyOf: (item: Item) => readonly unknown[],
): readonly (readonly Item[])[] => {
    const groups = new Map<string, Item[]>();
    for (const item of items) {
        const key = JSON.stringify(keyOf(item));
        const group = groups.get(key) ?? [];
        groups.set(key, group);
        group.push(item);
    }
    return [...groups.values()];
};

const sumOf = <Item>(items: readonly Item[], valueOf: (item: Item) => number | null): number =>
    items.reduce((sum, item) => sum + (valueOf(item) ?? 0), 0);

const sumOrNull = <Item>(items: readonly Item[], valueOf: (item: Item) => number | null): number | null =>
    items.some((item) => valueOf(item) !== null) ? sumOf(items, valueOf) : null;

/** Days by pool, event type and measure, in the order of the rows. */
export const poolDays = (rows: readonly CompletenessRow[]): readonly PoolDay[] =>
    groupBy(rows, ({ dt, user_pool_id, event_type, measure }) => [dt, user_pool_id, event_type, measure]).flatMap(
        (group) =>
            group
                .slice(0, 1)
                .map(({ dt, user_pool_id, event_type, measure, pool_lake_count, pool_metric_count, pool_share }) => ({
                    dt,
                    user_pool_id,
                    event_type,
                    measure,
                    lake_count: pool_lake_count,
                    backfilled_count: sumOf(group, (row) => row.backfilled_count),
                    metric_count: pool_metric_count,
                    share: pool_share,
                })),
    );

type CountPart = Omit<CompletenessTotal, 'missing_count' | 'share'>;

const totalOf = (parts: readonly CountPart[]): CompletenessTotal[] =>
    parts.slice(0, 1).map(({ user_pool_id, event_type, measure, client_id }) => {
        const lake = sumOrNull(parts, (part) => part.lake_count);
        const metric = sumOrNull(parts, (part) => part.metric_count);
        const missing =
            lake !== null && metric !== null
                ? sumOf(parts, (part) => Math.max(0, (part.metric_count ?? 0) - (part.lake_count ?? 0)))
                : null;
        return {
            user_pool_id,
            event_type,
            measure,
            client_id,
            lake_count: lake,
            backfilled_count: sumOf(parts, (part) => part.backfilled_count),
            metric_count: metric,
            missing_count: missing,
            share: missing === null || metric === null || metric === 0 ? null : 1 - missing / metric,
        };
    });

/** Totals over all days, by pool, event type and measure. */
export const poolTotals = (days: readonly PoolDay[]): readonly CompletenessTotal[] =>
    groupBy(
        days.map((day) => ({ ...day, client_id: null })),
        ({ user_pool_id, event_type, measure }) => [user_pool_id, event_type, measure],
    ).flatMap(totalOf);

/** Successes over all days, by client. Those without a client are only in the pool totals. */
export const clientTotals = (rows: readonly CompletenessRow[]): readonly CompletenessTotal[] =>
    groupBy(
        rows.filter(({ measure, client_id }) => measure === COMPARED_MEASURE && client_id !== null),
        ({ user_pool_id, event_type, client_id }) => [user_pool_id, event_type, client_id],
    ).flatMap(totalOf);

/** The days that can be compared: those with a success in CloudWatch. */
export const comparableDays = (days: readonly PoolDay[]): readonly PoolDay[] =>
    days.filter(({ measure, metric_count }) => measure === COMPARED_MEASURE && metric_count > 0);

/** The comparable days below a minimum share. Compares the counts, because the share is rounded. */
export const daysBelow = (days: readonly PoolDay[], minShare: number): readonly PoolDay[] =>
    comparableDays(days).filter(({ lake_count, metric_count }) => lake_count < minShare * metric_count);
