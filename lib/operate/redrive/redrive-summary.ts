/** The summary of a redrive: the content of the error objects, and the outcome of each event. */
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import type { ErrorGroup } from './error-table.ts';
import type { UnusableInput } from '../../inputs/to-input-records.ts';

/** Selected events by outcome; the outcomes add up to `events`. */
export type RedriveCounts = {
    events: number;
    sent: number;
    /** In the ledger from the same line: sent by an earlier run. */
    sent_before: number;
    /** In the ledger from another line: it failed again after an earlier run sent it, or it was delivered twice. */
    sent_from_other_line: number;
    /** In another line of this run too. */
    duplicates: number;
    /** The transform would reject them again: not sent. */
    still_rejected: number;
    still_rejected_by_reason: Partial<Record<RejectionReason, number>>;
    /** Records that the function fails on, one event each: not sent. */
    function_fails: number;
    /** Events of the other table than the stream's. */
    other_table: number;
    /** The stream did not accept them, or the transform failed: another run tries again. */
    failed: number;
};

export type RedriveSummary = {
    files: number;
    lines: number;
    groups: readonly ErrorGroup[];
    /** Null if nothing was to be sent. */
    destination: string | null;
    counts: RedriveCounts;
    unusable: UnusableInput[];
    unusable_count: number;
    /** Whether the outcomes add up to the events. */
    adds_up: boolean;
    seconds: number;
};

const newRedriveCounts = (): RedriveCounts => ({
    events: 0,
    sent: 0,
    sent_before: 0,
    sent_from_other_line: 0,
    duplicates: 0,
    still_rejected: 0,
    still_rejected_by_reason: {},
    function_fails: 0,
    other_table: 0,
    failed: 0,
});

export const newRedriveSummary = (files: number, destination: string | null): RedriveSummary => ({
    files,
    lines: 0,
    groups: [],
    destination,
    counts: newRedriveCounts(),
    unusable: [],
    unusable_count: 0,
    adds_up: true,
    seconds: 0,
});

export const addStillRejected = (counts: RedriveCounts, reason: RejectionReason): void => {
    counts.still_rejected += 1;
    counts.still_rejected_by_reason[reason] = (counts.still_rejected_by_reason[reason] ?? 0) + 1;
};

/** Whether every event has one outcome. Without a destination, usable events have none. */
export const addsUp = ({ destination, counts }: RedriveSummary): boolean => {
    const { events, sent, sent_before, sent_from_other_line, duplicates, still_rejected, ...others } = counts;
    const { function_fails, other_table, failed } = others;
    const sum =
        sent + sent_before + sent_from_other_line + duplicates + still_rejected + function_fails + other_table + failed;
    return destination === null ? sum <= events : sum === events;
};
