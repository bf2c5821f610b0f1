/** The summary of a replay: records and events read, rows written, and whether the counts add up. */
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { BatchCounts } from '../../transform/reply/count-batch.ts';
import type { RecordFailure } from '../../firehose/error-objects.ts';
import type { UnusableInput } from '../../inputs/to-input-records.ts';

export type ReplaySummary = {
    files: number;
    records: number;
    events: number;
    rows: Record<TableName, number>;
    dropped: number;
    rejected: number;
    rejected_by_reason: Partial<Record<RejectionReason, number>>;
    /** Events of records that the function did not answer or that could not be delivered, by error code. */
    failed: number;
    failed_by_code: Record<string, number>;
    /** Events that were put on the stream again in parcels. */
    reingested: number;
    unusable: UnusableInput[];
    unusable_count: number;
    /** Whether events = rows + rejected + failed. */
    adds_up: boolean;
    seconds: number;
    events_per_second: number;
};

/** The first few show what is wrong; the count says how much. */
const MAX_NAMED = 10;

export const newReplaySummary = (): ReplaySummary => ({
    files: 0,
    records: 0,
    events: 0,
    rows: { user_activity: 0, user_notification: 0 },
    dropped: 0,
    rejected: 0,
    rejected_by_reason: {},
    failed: 0,
    failed_by_code: {},
    reingested: 0,
    unusable: [],
    unusable_count: 0,
    adds_up: true,
    seconds: 0,
    events_per_second: 0,
});

/** Adds the counts of a batch. */
export const addCounts = (summary: ReplaySummary, counts: BatchCounts): void => {
    summary.dropped += counts.dropped + counts.split;
    summary.rejected += counts.rejected_events;
    summary.reingested += counts.reingested_events;
    for (const [reason, count] of Object.entries(counts.rejected_by_reason)) {
        const sums: Partial<Record<string, number>> = summary.rejected_by_reason;
        sums[reason] = (sums[reason] ?? 0) + count;
    }
};

/** Adds the events of a failed record. New events of a batch without an answer are not in `summary.events` yet. */
export const addFailedEvents = (
    summary: ReplaySummary,
    { code, type }: RecordFailure,
    { events, isNew }: { readonly events: number; readonly isNew: boolean },
): void => {
    summary.failed += events;
    summary.failed_by_code[code] = (summary.failed_by_code[code] ?? 0) + events;
    if (type === 'processing-failed' && isNew) summary.events += events;
};

/** Adds an unusable part of an input. Calls `why` only for the first few, which are named. */
export const addUnusable = (
    summary: Pick<ReplaySummary, 'unusable' | 'unusable_count'>,
    where: string,
    why: () => string,
): void => {
    summary.unusable_count += 1;
    if (summary.unusable.length < MAX_NAMED) summary.unusable.push({ where, why: why() });
};

/** Completes the summary: whether the events read equal the events written, and the rate. */
export const closeSummary = (summary: ReplaySummary, seconds: number): ReplaySummary => ({
    ...summary,
    adds_up:
        summary.events ===
        summary.rows.user_activity + summary.rows.user_notification + summary.rejected + summary.failed,
    seconds,
    events_per_second: Math.round(summary.events / Math.max(seconds, 0.001)),
});
