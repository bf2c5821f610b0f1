/** Runs a query of the catalogue in Athena: the same SQL, rendered with the same values, as on DuckDB. */
import { UserError } from '../../basics/user-error.ts';
import { readPrices, billedScanTb } from '../../aws/prices.ts';
import { StoreError } from '../../aws/store-error.ts';
import { formatBytes } from '../../terminal/format-bytes.ts';
import type { Query } from '../catalogue.ts';
import type { ResultFormat } from '../format/formats.ts';
import { renderQuery, resolveValues, type ParameterValues, assertDayOrder } from '../render-query.ts';
import { noRowsText, notifyIfEmpty } from '../run-query.ts';
import { AthenaError } from './athena-error.ts';
import { totalBytes, estimateScans, estimateResult, type ScanSize } from './estimate-scans.ts';
import { readExecutionResult } from './read-execution-result.ts';
import { openAthena, type Athena, type AthenaExecution } from './open-athena.ts';
import { runExecution } from './run-execution.ts';
import { explainScans } from './explain-scans.ts';

export type AthenaQueryOptions = {
    readonly workGroup: string;
    readonly database: string;
    /** Only estimate how much the query scans. */
    readonly isDryRun: boolean;
    readonly format: ResultFormat;
    readonly width: number | null;
    readonly nowMs: number;
    readonly signal: AbortSignal;
    /** Prints one line beside the result: the cost, a warning. */
    readonly printNote: (line: string) => void;
    /** Shows the state of the query; called after every poll. */
    readonly showProgress: (line: string) => void;
    /** Called before a query that may scan more than the workgroup's limit; false cancels it. */
    readonly confirm: (prompt: string) => Promise<boolean>;
};

const formatScanCost = (bytes: number): string => {
    const { costOf, description } = readPrices();
    return `${costOf('athena_tb_scanned', billedScanTb(bytes)).toFixed(4)} USD (${description})`;
};

const formatScanSummary = (sizes: readonly ScanSize[], cutOff: number | null): string => {
    const objects = sizes.reduce((sum, size) => sum + size.objects, 0);
    const bytes = totalBytes(sizes);
    const scan = `${formatBytes(bytes)} in ${objects.toLocaleString('en-US')} objects: ${formatScanCost(bytes)}`;
    const limit =
        cutOff === null ? 'The workgroup has no limit.' : `The workgroup’s limit is ${formatBytes(cutOff)} per query.`;
    return `The query scans at most ${scan}. ${limit}`;
};

type ScanEstimate = { readonly sizes: readonly ScanSize[]; readonly cutOff: number | null };

const estimateQuery = async (athena: Athena, sql: string, { signal }: AthenaQueryOptions): Promise<ScanEstimate> => {
    const scans = await explainScans(athena, sql, { signal });
    return { sizes: await estimateScans(athena, scans, signal), cutOff: await athena.cutOffBytes() };
};

const ESTIMATE_ERROR_KINDS: ReadonlySet<string> = new Set(['denied', 'failed', 'unknown']);

/** Errors that don't keep the query from running: the workgroup has a limit, and the run reports its own errors. */
const isEstimateError = (error: unknown): error is UserError =>
    (error instanceof AthenaError || error instanceof StoreError) && ESTIMATE_ERROR_KINDS.has(error.kind);

const confirmLargeQuery = async (athena: Athena, sql: string, options: AthenaQueryOptions): Promise<void> => {
    const estimate = await estimateQuery(athena, sql, options).catch((error: unknown) => {
        if (!isEstimateError(error)) throw error;
        options.printNote(`Cannot estimate how much the query scans. ${error.message}`);
        return null;
    });
    if (estimate === null || estimate.cutOff === null || totalBytes(estimate.sizes) <= estimate.cutOff) return;
    const summary = formatScanSummary(estimate.sizes, estimate.cutOff);
    if (await options.confirm(`${summary} Run it?`)) return;
    throw new UserError(
        `Not run. ${summary}\n` +
            'Query fewer days or one user pool (--first-day, --last-day, --user-pool-id), or pass --yes.',
    );
};

async function* formatDryRun(athena: Athena, sql: string, options: AthenaQueryOptions): AsyncIterable<string> {
    const { sizes, cutOff } = await estimateQuery(athena, sql, options);
    yield* options.format(estimateResult(sizes), options.width);
    options.printNote(formatScanSummary(sizes, cutOff));
}

async function* formatQuery(
    athena: Athena,
    sql: string,
    { format, width, signal, printNote, showProgress }: AthenaQueryOptions,
    onEmpty: () => void,
): AsyncIterable<string> {
    const onPoll = ({ state, scannedBytes }: AthenaExecution): void =>
        showProgress(`Athena: ${state.toLowerCase()}, ${formatBytes(scannedBytes)} scanned`);
    const { id, scannedBytes } = await runExecution(athena, sql, { signal, onPoll });
    printNote(`Athena scanned ${formatBytes(scannedBytes)}: ${formatScanCost(scannedBytes)}.`);
    yield* format(notifyIfEmpty(await readExecutionResult(athena, id, signal), onEmpty), width);
}

/**
 * Runs a query with these values, and its defaults at `options.nowMs` for the rest; yields the formatted result.
 * Throws a UserError for an invalid value or an error of Athena. Aborting `signal` stops the query in Athena too.
 */
export async function* runAthenaQuery(
    query: Query,
    overrides: ParameterValues,
    options: AthenaQueryOptions,
): AsyncIterable<string> {
    const values = resolveValues(query, overrides, options.nowMs);
    const sql = renderQuery(query, values);
    assertDayOrder(values);
    const athena = await openAthena(options);
    if (options.isDryRun) {
        yield* formatDryRun(athena, sql, options);
        return;
    }
    await confirmLargeQuery(athena, sql, options);
    yield* formatQuery(athena, sql, options, () => options.printNote(noRowsText(query, values)));
}
