/** Counts how the records of a batch end. The identity: events = rows + rejected events + re-ingested events. */
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { reasonsOf, type DecidedRecord, type Decision } from './decide.ts';

export type BatchCounts = {
    readonly records: number;
    readonly ok: number;
    readonly dropped: number;
    readonly rejected: number;
    readonly split: number;
    readonly events: number;
    readonly rows: number;
    readonly rejected_events: number;
    readonly reingested_events: number;
    readonly reingested_pieces: number;
    /** Fields of the rows that schemas/ does not know. */
    readonly unknown_fields: number;
    readonly rows_by_pool: Readonly<Record<string, number>>;
    /** Rejected events by reason; reasons with no event are left out. */
    readonly rejected_by_reason: Readonly<Partial<Record<RejectionReason, number>>>;
};

/** Events in a record with this decision. */
export const eventsIn = (decision: Decision): number => {
    const kept = 'eventCount' in decision ? decision.eventCount : 0;
    return kept + reasonsOf(decision).length;
};

const total = (decisions: readonly Decision[], count: (decision: Decision) => number): number =>
    decisions.reduce((sum, decision) => sum + count(decision), 0);

const countByReason = (decisions: readonly Decision[]): Partial<Record<RejectionReason, number>> => {
    const counts: Partial<Record<RejectionReason, number>> = {};
    for (const decision of decisions) {
        for (const reason of reasonsOf(decision)) counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
};

const countByPool = (decisions: readonly Decision[]): Record<string, number> => {
    const counts = new Map<string, number>();
    for (const decision of decisions) {
        if (decision.result !== 'ok') continue;
        const { user_pool_id } = decision.partition;
        counts.set(user_pool_id, (counts.get(user_pool_id) ?? 0) + decision.eventCount);
    }
    return Object.fromEntries(counts);
};

/** A split record that keeps rejected events is answered as rejected. */
const resultOf = (decision: Decision): Decision['result'] =>
    reasonsOf(decision).length > 0 ? 'rejected' : decision.result;

/** The counts of a batch. They are metrics and fields of the log line, hence their snake_case names. */
export const countBatch = (batch: readonly Pick<DecidedRecord, 'decision'>[]): BatchCounts => {
    const decisions = batch.map(({ decision }) => decision);
    const countOf = (result: Decision['result']): number =>
        decisions.filter((decision) => resultOf(decision) === result).length;
    return {
        records: decisions.length,
        ok: countOf('ok'),
        dropped: countOf('dropped'),
        rejected: countOf('rejected'),
        split: countOf('split'),
        events: total(decisions, eventsIn),
        rows: total(decisions, (decision) => (decision.result === 'ok' ? decision.eventCount : 0)),
        rejected_events: total(decisions, (decision) => reasonsOf(decision).length),
        reingested_events: total(decisions, (decision) => (decision.result === 'split' ? decision.eventCount : 0)),
        reingested_pieces: total(decisions, (decision) => (decision.result === 'split' ? decision.pieces.length : 0)),
        unknown_fields: total(decisions, (decision) => (decision.result === 'ok' ? decision.unknownFields : 0)),
        rows_by_pool: countByPool(decisions),
        rejected_by_reason: countByReason(decisions),
    };
};
