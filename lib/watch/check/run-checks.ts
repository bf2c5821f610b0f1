/** Runs checks on a lake, one after the other. */
import type { TableExtent } from '../../lake/open-lake.ts';
import type { PartitionFilter } from '../../lake/partitions/list-table-files.ts';
import { toEngineError } from '../../query/engine-error.ts';
import { LakeReader } from '../../query/lake-reader.ts';
import type { ParameterValues } from '../../query/render-query.ts';
import { type QueryResult, type ResultRow } from '../../query/query-result.ts';
import type { Check } from './read-checks.ts';
import {
    dayValueOf,
    daysOfLake,
    hasDays,
    partitionFilterOfChecks,
    prepareChecks,
    type PreparedCheck,
} from './prepare-checks.ts';
import { extentText } from '../../query/run-query.ts';
import { runStatement } from '../../query/run-statement.ts';

/** A check that has run: its days, whether the lake has rows on them, and the failing rows. */
export type CheckRun = {
    readonly check: Check;
    readonly firstDay: string;
    readonly lastDay: string;
    readonly hasData: boolean;
    readonly result: QueryResult;
};

/** Where and when to run. */
export type RunChecksOptions = {
    readonly lake: string;
    /** Checks every day of the lake. */
    readonly isAllDays: boolean;
    readonly nowMs: number;
    /** Receives one line if there is nothing to check. */
    readonly printNote: (line: string) => void;
    /** Called once for each failed check. */
    readonly onFailed: (check: Check) => void;
};

const watchRows = ({ columns, batches }: QueryResult, onRow: () => void): QueryResult => {
    async function* watched(): AsyncIterable<readonly ResultRow[]> {
        let isReported = false;
        try {
            for await (const rows of batches) {
                if (!isReported && rows.length > 0) onRow();
                isReported ||= rows.length > 0;
                yield rows;
            }
        } catch (error) {
            throw toEngineError(error);
        }
    }
    return { columns, batches: watched() };
};

const emptyHint = ([first]: readonly PreparedCheck[], extents: readonly TableExtent[], isAllDays: boolean): string => {
    const days =
        first === undefined || isAllDays
            ? ''
            : ` from ${dayValueOf(first, 'first_day')} to ${dayValueOf(first, 'last_day')}`;
    return `Nothing to check${days}. ${extentText(extents)}${isAllDays ? '' : ' Check all days: --all-days'}`;
};

async function* runEach(
    lake: LakeReader,
    checks: readonly PreparedCheck[],
    onFailed: RunChecksOptions['onFailed'],
): AsyncIterable<CheckRun> {
    const hasData = hasDays(checks, lake.extents);
    for (const prepared of checks) {
        const rows = await lake.ask(async (connection) => runStatement(connection, prepared.sql));
        const result = watchRows(rows, () => onFailed(prepared.check));
        yield {
            check: prepared.check,
            firstDay: dayValueOf(prepared, 'first_day'),
            lastDay: dayValueOf(prepared, 'last_day'),
            hasData,
            result,
        };
    }
}

/** With --all-days only the pool filters: the days are known only once the lake is open. */
const partitionFilterFor = (checks: readonly PreparedCheck[], { isAllDays }: RunChecksOptions): PartitionFilter => {
    const { userPoolId, ...days } = partitionFilterOfChecks(checks);
    return { ...(isAllDays ? {} : days), ...(userPoolId === undefined ? {} : { userPoolId }) };
};

/**
 * Runs each check with the `values` it takes, and its defaults for the rest.
 * Read the rows of one before requesting the next.
 * Throws a UserError for an invalid value, a folder that is not a lake, or an engine error.
 */
export async function* runChecks(
    checks: readonly Check[],
    values: ParameterValues,
    options: RunChecksOptions,
): AsyncIterable<CheckRun> {
    const { isAllDays, nowMs, printNote, onFailed } = options;
    const filter = partitionFilterFor(prepareChecks(checks, values, nowMs), options);
    const lake = await LakeReader.open(options.lake, filter);
    try {
        const days: ParameterValues = isAllDays ? daysOfLake(lake.extents) : new Map();
        const prepared = prepareChecks(checks, new Map([...values, ...days]), nowMs);
        if (!hasDays(prepared, lake.extents)) printNote(emptyHint(prepared, lake.extents, isAllDays));
        yield* runEach(lake, prepared, onFailed);
    } catch (error) {
        throw toEngineError(error);
    } finally {
        lake.close();
    }
}
