/** Sums up a replay: what came in, what became of it, and whether the counts agree. */
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { BatchCounts } from '../../transform/reply/batch-counts.ts';
import type { RecordFailure } from '../../firehose/error-objects.ts';
import type { Unusable } from '../../inputs/found-in.ts';

export type Summary = {
    files: number;
    arrivals: number;
    events: number;
    rows: Record<TableName, number>;
    set_aside: number;
    refused: number;
    refused_by_reason: Partial<Record<RefusalReason, number>>;
    /** Events that the function could not answer, or of which the answer could not be used: by the code of the error. */
    failed: number;
    failed_by_code: Record<string, number>;
    /** Events that came back on a stream in a parcel. */
    put_back: number;
    unusable: Unusable[];
    unusable_count: number;
    /** Whether events in = rows + refused + failed. */
    adds_up: boolean;
    seconds: number;
    events_per_second: number;
};

/** Named ones are for a reader: the first few show what is wrong, the count says how much. */
const MAX_NAMED = 10;

export const newSummary = (): Summary => ({
    files: 0,
    arrivals: 0,
    events: 0,
    rows: { user_activity: 0, user_notification: 0 },
    set_aside: 0,
    refused: 0,
    refused_by_reason: {},
    failed: 0,
    failed_by_code: {},
    put_back: 0,
    unusable: [],
    unusable_count: 0,
    adds_up: true,
    seconds: 0,
    events_per_second: 0,
});

/** Adds the counts of a batch. */
export const addCounts = (summary: Summary, counts: BatchCounts): void => {
    summary.set_aside += counts.set_aside + counts.taken_apart;
    summary.refused += counts.refused_events;
    summary.put_back += counts.put_back_events;
    for (const [reason, count] of Object.entries(counts.refused_by_reason)) {
        const known: Partial<Record<string, number>> = summary.refused_by_reason;
        known[reason] = (known[reason] ?? 0) + count;
    }
};

/** Adds the events of a record that failed; those of a batch that came in and was never answered have not been counted yet. */
export const addFailed = (
    summary: Summary,
    { code, type }: RecordFailure,
    { events, isNew }: { readonly events: number; readonly isNew: boolean },
): void => {
    summary.failed += events;
    summary.failed_by_code[code] = (summary.failed_by_code[code] ?? 0) + events;
    if (type === 'processing-failed' && isNew) summary.events += events;
};

/** Adds what could not be used. Why is found out only for what is named. */
export const addUnusable = (
    summary: Pick<Summary, 'unusable' | 'unusable_count'>,
    where: string,
    why: () => string,
): void => {
    summary.unusable_count += 1;
    if (summary.unusable.length < MAX_NAMED) summary.unusable.push({ where, why: why() });
};

/** Closes the sum: the identity, counted over what went in and what is in the lake, and the speed. */
export const closeSummary = (summary: Summary, seconds: number): Summary => ({
    ...summary,
    adds_up:
        summary.events ===
        summary.rows.user_activity + summary.rows.user_notification + summary.refused + summary.failed,
    seconds,
    events_per_second: Math.round(summary.events / Math.max(seconds, 0.001)),
});
