/** Runs a query of the catalogue in Athena: the very text that DuckDB runs on a lake of files, with the same values put in. */
import { Complaint } from '../../basics/complaint.ts';
import { readPrices, scannedTb } from '../../aws/prices.ts';
import { StoreError } from '../../aws/store-error.ts';
import { bytesText } from '../../terminal/bytes-text.ts';
import type { Query } from '../catalogue.ts';
import type { Format } from '../format/formats.ts';
import { renderQuery, settleValues, type Values, refuseReversed } from '../render.ts';
import { emptyText, watched } from '../run-query.ts';
import { AthenaError } from './athena-error.ts';
import { bytesOf, estimate, estimateResult, type ScanSize } from './estimate.ts';
import { executionResult } from './execution-result.ts';
import { openAthena, type Athena, type Execution } from './open-athena.ts';
import { runExecution } from './run-execution.ts';
import { scansOf } from './scans.ts';

export type Asking = {
    readonly workGroup: string;
    readonly database: string;
    /** Only tell what the query would read. */
    readonly isDryRun: boolean;
    readonly format: Format;
    readonly width: number | null;
    readonly nowMs: number;
    readonly signal: AbortSignal;
    /** Told, in one line each, what is worth knowing beside the answer. */
    readonly tell: (line: string) => void;
    /** Told how far it is, many times. */
    readonly show: (line: string) => void;
    /** Asked before a query that may read more than the workgroup lets one read. */
    readonly confirm: (question: string) => Promise<boolean>;
};

const costText = (bytes: number): string => {
    const { costOf, told } = readPrices();
    return `${costOf('athena_tb_scanned', scannedTb(bytes)).toFixed(4)} USD (${told})`;
};

const sumText = (sizes: readonly ScanSize[], cutOff: number | null): string => {
    const objects = sizes.reduce((sum, size) => sum + size.objects, 0);
    const limit =
        cutOff === null ? 'the workgroup sets no limit' : `the workgroup stops a query at ${bytesText(cutOff)}`;
    return `It reads at most ${bytesText(bytesOf(sizes))} in ${objects.toLocaleString('en-US')} objects, ${costText(bytesOf(sizes))}; ${limit}.`;
};

type Measured = { readonly sizes: readonly ScanSize[]; readonly cutOff: number | null };

const measured = async (athena: Athena, sql: string, { signal }: Asking): Promise<Measured> => {
    const scans = await scansOf(athena, sql, { signal });
    return { sizes: await estimate(athena, scans, signal), cutOff: await athena.cutOffBytes() };
};

const UNMEASURED: ReadonlySet<string> = new Set(['denied', 'failed', 'unknown']);

/** Who can't have it measured asks all the same: the workgroup has its limit, and what is wrong with the query is told when it runs. */
const isOnlyMeasuring = (error: unknown): error is Complaint =>
    (error instanceof AthenaError || error instanceof StoreError) && UNMEASURED.has(error.kind);

const refuseLarge = async (athena: Athena, sql: string, asking: Asking): Promise<void> => {
    const found = await measured(athena, sql, asking).catch((error: unknown) => {
        if (!isOnlyMeasuring(error)) throw error;
        asking.tell(`How much it reads can’t be told beforehand. ${error.message}`);
        return null;
    });
    if (found === null || found.cutOff === null || bytesOf(found.sizes) <= found.cutOff) return;
    if (await asking.confirm(`${sumText(found.sizes, found.cutOff)} Run it?`)) return;
    throw new Complaint(
        `Not run. ${sumText(found.sizes, found.cutOff)}\nAsk for fewer days or one pool (--first-day, --last-day, --user-pool-id), or say --yes.`,
    );
};

async function* dryRun(athena: Athena, sql: string, asking: Asking): AsyncIterable<string> {
    const { sizes, cutOff } = await measured(athena, sql, asking);
    yield* asking.format(estimateResult(sizes), asking.width);
    asking.tell(sumText(sizes, cutOff));
}

async function* answer(
    athena: Athena,
    sql: string,
    { format, width, signal, tell, show }: Asking,
    onEmpty: () => void,
): AsyncIterable<string> {
    const onLook = ({ state, scannedBytes }: Execution): void =>
        show(`Athena: ${state.toLowerCase()}, ${bytesText(scannedBytes)} scanned`);
    const { id, scannedBytes } = await runExecution(athena, sql, { signal, onLook });
    tell(`Athena scanned ${bytesText(scannedBytes)}: ${costText(scannedBytes)}.`);
    yield* format(watched(await executionResult(athena, id, signal), onEmpty), width);
}

/**
 * The answer as pieces of text. A wrong value, and whatever Athena refuses, are Complaints; when `signal` is aborted the query is stopped
 * in Athena too.
 */
export async function* askAthena(query: Query, given: Values, asking: Asking): AsyncIterable<string> {
    const values = settleValues(query, given, asking.nowMs);
    const sql = renderQuery(query, values);
    refuseReversed(values);
    const athena = await openAthena(asking);
    if (asking.isDryRun) {
        yield* dryRun(athena, sql, asking);
        return;
    }
    await refuseLarge(athena, sql, asking);
    yield* answer(athena, sql, asking, () => asking.tell(emptyText(query, values)));
}
