/** Measures the completeness of the deployed lake: exports the counts to it and runs the query in Athena. */
import { COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import { dailyCounts, type MetricResult } from '../metrics/daily-counts.ts';
import { fetchMetrics, type FetchMetricsOptions } from '../metrics/fetch-metrics.ts';
import { exportMetrics } from '../metrics/export-metrics.ts';
import { openLakeStore } from '../../query/athena/estimate-scans.ts';
import { readExecutionResult } from '../../query/athena/read-execution-result.ts';
import { openAthena } from '../../query/athena/open-athena.ts';
import { runExecution } from '../../query/athena/run-execution.ts';
import { renderQuery } from '../../query/render-query.ts';
import type { QueryResult } from '../../query/query-result.ts';
import { toCompletenessRow, type CompletenessRow } from './compare-counts.ts';
import { completenessQuery, savedCounts, type CompletenessScope, type Completeness } from './measure-completeness.ts';

export type AthenaCompletenessOptions = CompletenessScope & { readonly workGroup: string; readonly database: string };

const readRows = async ({ columns, batches }: QueryResult): Promise<readonly CompletenessRow[]> => {
    const rows: CompletenessRow[] = [];
    for await (const batch of batches)
        rows.push(
            ...batch.map((cells) =>
                toCompletenessRow(Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]))),
            ),
        );
    return rows;
};

/** Fetches only the clients that CloudWatch lists: others without points for two weeks are unknown here. */
const loadCounts = async (
    { userPoolId, days, savedResults }: AthenaCompletenessOptions,
    fetchOptions: FetchMetricsOptions,
): Promise<Pick<Completeness, 'results' | 'counts'>> => {
    if (savedResults !== null) return savedCounts(savedResults, { userPoolId, days });
    const results: readonly MetricResult[] =
        userPoolId === null ? [] : await fetchMetrics([{ userPoolId, clientIds: [] }], days, fetchOptions);
    return { results, counts: dailyCounts(results, days) };
};

/**
 * Like `measureCompleteness`, for the lake of a workgroup and database.
 *
 * @throws AthenaError if Athena fails, StoreError if CloudWatch or S3 fails
 */
export const measureCompletenessInAthena = async (
    options: AthenaCompletenessOptions,
    fetchOptions: FetchMetricsOptions,
): Promise<Completeness & { readonly scannedBytes: number }> => {
    const { query, values } = completenessQuery(options, fetchOptions.nowMs);
    const loaded = await loadCounts(options, fetchOptions);
    const athena = await openAthena(options);
    await exportMetrics(await openLakeStore(athena, COGNITO_METRICS), loaded.counts);
    const { signal } = fetchOptions;
    const { id, scannedBytes } = await runExecution(athena, renderQuery(query, values), { signal });
    return { ...loaded, scannedBytes, rows: await readRows(await readExecutionResult(athena, id, signal)) };
};
