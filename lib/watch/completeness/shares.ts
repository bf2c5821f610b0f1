/** Sums the rows of the comparison up: by pool and day, by pool, and by client. */
import type { Row } from './compare.ts';

type Key = Pick<Row, 'user_pool_id' | 'event_type' | 'measure'>;

/** What all clients of a pool come to on a day. */
export type PoolDay = Key & {
    readonly dt: string;
    readonly lake_count: number;
    readonly backfilled_count: number;
    readonly metric_count: number;
    readonly share: number | null;
};

/** What days come to; NULL for a client that one side can't tell. What a day has too many of does not make up for what another one lacks. */
export type Total = Key & {
    readonly client_id: string | null;
    readonly lake_count: number | null;
    readonly backfilled_count: number;
    readonly metric_count: number | null;
    readonly missing_count: number | null;
    /** What of the metric is not missing. */
    readonly share: number | null;
};

/** The measure that days are judged by: a success is counted once on both sides, whatever steps it took. */
export const JUDGED = 'successes';

const grouped = <Item>(
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

/** The days of pools, in the order of the rows. */
export const poolDays = (rows: readonly Row[]): readonly PoolDay[] =>
    grouped(rows, ({ dt, user_pool_id, event_type, measure }) => [dt, user_pool_id, event_type, measure]).flatMap(
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

type Part = Omit<Total, 'missing_count' | 'share'>;

const totalOf = (parts: readonly Part[]): Total[] =>
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

/** By pool, event type and measure, of all days. */
export const poolTotals = (days: readonly PoolDay[]): readonly Total[] =>
    grouped(
        days.map((day) => ({ ...day, client_id: null })),
        ({ user_pool_id, event_type, measure }) => [user_pool_id, event_type, measure],
    ).flatMap(totalOf);

/** The successes by client, of all days. Those without a client are in the pool's alone. */
export const clientTotals = (rows: readonly Row[]): readonly Total[] =>
    grouped(
        rows.filter(({ measure, client_id }) => measure === JUDGED && client_id !== null),
        ({ user_pool_id, event_type, client_id }) => [user_pool_id, event_type, client_id],
    ).flatMap(totalOf);

/** The days that can be judged: those on which Cognito counted a success. */
export const judgedDays = (days: readonly PoolDay[]): readonly PoolDay[] =>
    days.filter(({ measure, metric_count }) => measure === JUDGED && metric_count > 0);

/** Those of which less than a share arrived. Compared by the counts: a share is rounded. */
export const daysBelow = (days: readonly PoolDay[], minShare: number): readonly PoolDay[] =>
    judgedDays(days).filter(({ lake_count, metric_count }) => lake_count < minShare * metric_count);
