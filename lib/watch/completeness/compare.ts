/** Asks the question `completeness` of a lake, about given counts or those that were exported into it. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import type { Lake } from '../../lake/open-lake.ts';
import type { DailyCount } from '../metrics/daily-counts.ts';
import { metricLine } from '../metrics/metric-lines.ts';
import type { Query } from '../../query/catalogue.ts';
import { renderQuery, type Values } from '../../query/render.ts';

/** A row of the question: athena/queries/quality/completeness.sql. NULL where there is nothing to count or to compare. */
export type Row = {
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

/** A row as an engine answers it, by the names of its columns. */
export const rowOf = (row: Readonly<Record<string, unknown>>): Row => ({
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

/** Puts the counts in the place of those that the lake has. */
const fill = async (connection: DuckDBConnection, counts: readonly DailyCount[]): Promise<void> => {
    await connection.run(`delete from ${COGNITO_METRICS}`);
    const appender = await connection.createAppender(COGNITO_METRICS);
    for (const count of counts) {
        for (const cell of metricLine(count)) appender.appendVarchar(cell);
        appender.endRow();
    }
    appender.closeSync();
};

/** The rows of the question, in its order. */
export const compare = async (
    { connection }: Lake,
    { query, values }: { readonly query: Query; readonly values: Values },
    counts: readonly DailyCount[],
): Promise<readonly Row[]> => {
    await fill(connection, counts);
    const found = await connection.runAndReadAll(renderQuery(query, values));
    return found.getRowObjectsJson().map(rowOf);
};
