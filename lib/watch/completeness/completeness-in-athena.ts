/** Measures how much has arrived in the deployed lake: the counts are put into it, and the question is asked in Athena. */
import { COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import { dailyCounts, type MetricResult } from '../metrics/daily-counts.ts';
import { fetchMetrics, type Watched } from '../metrics/fetch-metrics.ts';
import { exportMetrics } from '../metrics/metric-lines.ts';
import { storeAbove } from '../../query/athena/estimate.ts';
import { executionResult } from '../../query/athena/execution-result.ts';
import { openAthena } from '../../query/athena/open-athena.ts';
import { runExecution } from '../../query/athena/run-execution.ts';
import { renderQuery } from '../../query/render.ts';
import type { Result } from '../../query/result.ts';
import { rowOf, type Row } from './compare.ts';
import { questionOf, savedCounts, type Asked, type Completeness } from './completeness.ts';

export type AthenaOrder = Asked & { readonly workGroup: string; readonly database: string };

const rowsOf = async ({ columns, batches }: Result): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    for await (const batch of batches)
        rows.push(
            ...batch.map((cells) => rowOf(Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]])))),
        );
    return rows;
};

/** Of clients that were silent for two weeks nothing is asked: nobody here knows their names. */
const counted = async (
    { userPoolId, days, saved }: AthenaOrder,
    watched: Watched,
): Promise<Pick<Completeness, 'results' | 'counts'>> => {
    if (saved !== null) return savedCounts(saved, { userPoolId, days });
    const results: readonly MetricResult[] =
        userPoolId === null ? [] : await fetchMetrics([{ userPoolId, clientIds: [] }], days, watched);
    return { results, counts: dailyCounts(results, days) };
};

/**
 * As `completeness`, of the lake that a workgroup and a database stand for.
 *
 * @throws AthenaError for what Athena refuses
 */
export const completenessInAthena = async (
    order: AthenaOrder,
    watched: Watched,
): Promise<Completeness & { readonly scannedBytes: number }> => {
    const { query, values } = questionOf(order, watched.nowMs);
    const found = await counted(order, watched);
    const athena = await openAthena(order);
    await exportMetrics(await storeAbove(athena, COGNITO_METRICS), found.counts);
    const { id, scannedBytes } = await runExecution(athena, renderQuery(query, values), { signal: watched.signal });
    return { ...found, scannedBytes, rows: await rowsOf(await executionResult(athena, id, watched.signal)) };
};
