/** Runs checks over a lake, one after the other. */
import { openLake, type Extent, type Lake } from '../../lake/open-lake.ts';
import type { Reach } from '../../lake/partitions/partition-files.ts';
import { engineComplaint } from '../../query/engine-complaint.ts';
import type { Values } from '../../query/render.ts';
import { readResult, type Result, type Row } from '../../query/result.ts';
import type { Check } from './read-checks.ts';
import { dayOf, daysOfLake, hasDays, reachOfChecks, settleChecks, type Settled } from './settle-checks.ts';
import { extentText } from '../../query/run-query.ts';

/** A check that has been run: the days that it is about, whether the lake has any of them, and the rows that break it. */
export type Checked = {
    readonly check: Check;
    readonly firstDay: string;
    readonly lastDay: string;
    readonly hasData: boolean;
    readonly result: Result;
};

/** Where to run, and when; `isAllDays` takes the lake's own days. `tell` is told in one line when there is nothing to check, `onBroken` of each broken promise. */
export type CheckPlace = {
    readonly lake: string;
    readonly isAllDays: boolean;
    readonly nowMs: number;
    readonly tell: (line: string) => void;
    readonly onBroken: (check: Check) => void;
};

const opened = async (folder: string, reach: Reach): Promise<Lake> => {
    try {
        return await openLake(folder, reach);
    } catch (error) {
        throw engineComplaint(error);
    }
};

const watched = ({ columns, batches }: Result, onRow: () => void): Result => {
    async function* seen(): AsyncIterable<readonly Row[]> {
        let isTold = false;
        try {
            for await (const rows of batches) {
                if (!isTold && rows.length > 0) onRow();
                isTold ||= rows.length > 0;
                yield rows;
            }
        } catch (error) {
            throw engineComplaint(error);
        }
    }
    return { columns, batches: seen() };
};

const emptyHint = ([first]: readonly Settled[], extents: readonly Extent[], isAllDays: boolean): string => {
    const days =
        first === undefined || isAllDays ? '' : ` from ${dayOf(first, 'first_day')} to ${dayOf(first, 'last_day')}`;
    return `Nothing to check${days}. ${extentText(extents)}${isAllDays ? '' : ' All of its days are checked with --all-days.'}`;
};

async function* each(
    lake: Lake,
    settled: readonly Settled[],
    onBroken: CheckPlace['onBroken'],
): AsyncIterable<Checked> {
    const hasData = hasDays(settled, lake.extents);
    for (const one of settled) {
        const result = watched(await readResult(lake.connection, one.sql), () => onBroken(one.check));
        yield { check: one.check, firstDay: dayOf(one, 'first_day'), lastDay: dayOf(one, 'last_day'), hasData, result };
    }
}

/** Of all days, those of one pool at most: which days there are is known when the lake is open. */
const reachFor = (settled: readonly Settled[], { isAllDays }: CheckPlace): Reach => {
    const { userPoolId, ...days } = reachOfChecks(settled);
    return { ...(isAllDays ? {} : days), ...(userPoolId === undefined ? {} : { userPoolId }) };
};

/**
 * Runs each check with the values given that it takes, and its defaults for the rest. The rows of one are to be read before the next is asked for.
 * A wrong value, a folder that is no lake and an engine's error are Complaints.
 */
export async function* runChecks(checks: readonly Check[], given: Values, place: CheckPlace): AsyncIterable<Checked> {
    const asked = settleChecks(checks, given, place.nowMs);
    const lake = await opened(place.lake, reachFor(asked, place));
    try {
        const days: Values = place.isAllDays ? daysOfLake(lake.extents) : new Map();
        const settled = settleChecks(checks, new Map([...given, ...days]), place.nowMs);
        if (!hasDays(settled, lake.extents)) place.tell(emptyHint(settled, lake.extents, place.isAllDays));
        yield* each(lake, settled, place.onBroken);
    } catch (error) {
        throw engineComplaint(error);
    } finally {
        lake.close();
    }
}
