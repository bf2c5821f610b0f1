/** Sums up a redrive: what the error objects hold, and what became of each event. */
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import type { ErrorGroup } from './error-table.ts';
import type { Unusable } from '../../inputs/found-in.ts';

/** What became of the events that were picked; they add up to `events`. */
export type Fates = {
    events: number;
    sent: number;
    /** In the ledger, from the same line: sent by another run. */
    sent_before: number;
    /** In the ledger, from another line: it was sent and has failed once more, or had been delivered twice. */
    came_back: number;
    /** In two lines of this run. */
    twice: number;
    /** Would be refused as before: they stay where they are. */
    still_bad: number;
    still_bad_by_reason: Partial<Record<RefusalReason, number>>;
    /** Of the table that the stream named is not for. */
    of_other_table: number;
    /** The stream did not take them, or the transform failed: another run tries again. */
    not_taken: number;
};

export type RedriveSummary = {
    files: number;
    lines: number;
    groups: readonly ErrorGroup[];
    /** Null when nothing was to be sent. */
    destination: string | null;
    fates: Fates;
    unusable: Unusable[];
    unusable_count: number;
    /** Whether the events add up. */
    adds_up: boolean;
    seconds: number;
};

const newFates = (): Fates => ({
    events: 0,
    sent: 0,
    sent_before: 0,
    came_back: 0,
    twice: 0,
    still_bad: 0,
    still_bad_by_reason: {},
    of_other_table: 0,
    not_taken: 0,
});

export const newRedriveSummary = (files: number, destination: string | null): RedriveSummary => ({
    files,
    lines: 0,
    groups: [],
    destination,
    fates: newFates(),
    unusable: [],
    unusable_count: 0,
    adds_up: true,
    seconds: 0,
});

export const addStillBad = (fates: Fates, reason: RefusalReason): void => {
    fates.still_bad += 1;
    fates.still_bad_by_reason[reason] = (fates.still_bad_by_reason[reason] ?? 0) + 1;
};

/** Whether every event has one fate. Where nothing was to be sent, good events have none. */
export const addsUp = ({ destination, fates }: RedriveSummary): boolean => {
    const { events, sent, sent_before, came_back, twice, still_bad, of_other_table, not_taken } = fates;
    const sum = sent + sent_before + came_back + twice + still_bad + of_other_table + not_taken;
    return destination === null ? sum <= events : sum === events;
};
