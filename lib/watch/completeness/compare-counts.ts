/** Runs the query `completeness` on a lake against daily counts from CloudWatch. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import type { DailyCount } from '../metrics/daily-counts.ts';
import { metricCells } from '../metrics/export-metrics.ts';
import type { Query } from '../../query/catalogue.ts';
import { renderQuery, type ParameterValues } from '../../query/render-query.ts';

/** A row of athena/queries/quality/completeness.sql; null if there is nothing to count or to compare. */
export type CompletenessRow = {
    readonly dt: string;
    readonly user_pool_id: string;
    readonly event_type: string;
    readonly measure: string;
    readonly client_id: string | null;
    readonly lake_count: number | null;
    readonly backfilled_count: number;
    readonly metric_count: number | null;
    readonly share: number | null;
    readonly pool_lake_count: number;
    readonly pool_metric_count: number;
    readonly pool_share: number | null;
};

const textOf = (cell: unknown): string | null => (typeof cell === 'string' ? cell : null);
const numberOf = (cell: unknown): number | null => (cell === null ? null : Number(cell));

/** Converts a row of either engine, by column name. */
export const toCompletenessRow = (row: Readonly<Record<string, unknown>>): CompletenessRow => ({
    dt: String(row['dt']),
    user_pool_id: String(row['user_pool_id']),
    event_type: String(row['event_type']),
    measure: String(row['measure']),
    client_id: textOf(row['client_id']),
    lake_count: numberOf(row['lake_count']),
    backfilled_count: Number(row['backfilled_count']),
    metric_count: numberOf(row['metric_count']),
    share: numberOf(row['share']),
    pool_lake_count: Number(row['pool_lake_count']),
    pool_metric_count: Number(row['pool_metric_count']),
    pool_share: numberOf(row['pool_share']),
});

/** Replaces the counts of the open lake; its files stay as they are. */
const replaceCounts = async (connection: DuckDBConnection, counts: readonly DailyCount[]): Promise<void> => {
    await connection.run(`delete from ${COGNITO_METRICS}`);
    const appender = await connection.createAppender(COGNITO_METRICS);
    for (const count of counts) {
        for (const cell of metricCells(count)) appender.appendVarchar(cell);
        appender.endRow();
    }
    appender.closeSync();
};

/** The rows of the query, in its order. */
export const compareCounts = async (
    connection: DuckDBConnection,
    { query, values }: { readonly query: Query; readonly values: ParameterValues },
    counts: readonly DailyCount[],
): Promise<readonly CompletenessRow[]> => {
    await replaceCounts(connection, counts);
    const result = await connection.runAndReadAll(renderQuery(query, values));
    return result.getRowObjectsJson().map(toCompletenessRow);
};
