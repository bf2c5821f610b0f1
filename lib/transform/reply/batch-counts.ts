/** Counts what became of a batch. The identity: events in = rows + refused + put back. */
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import type { Ending } from './ending.ts';

export type BatchCounts = {
    readonly arrivals: number;
    readonly kept: number;
    readonly set_aside: number;
    readonly refused: number;
    readonly taken_apart: number;
    readonly events: number;
    readonly rows: number;
    readonly refused_events: number;
    readonly put_back_events: number;
    readonly put_back_pieces: number;
    /** Fields of the rows that schemas/ does not know. */
    readonly unknown_fields: number;
    readonly rows_by_pool: Readonly<Record<string, number>>;
    /** Refused events by reason; reasons without any are left out. */
    readonly refused_by_reason: Readonly<Partial<Record<RefusalReason, number>>>;
};

/** Events of an arrival that ended so. */
export const eventsIn = (ending: Ending): number => {
    if (ending.how === 'set_aside') return 0;
    return ending.how === 'refused' ? ending.refusals.length : ending.eventCount;
};

const total = (endings: readonly Ending[], count: (ending: Ending) => number): number =>
    endings.reduce((sum, ending) => sum + count(ending), 0);

const byReason = (endings: readonly Ending[]): Partial<Record<RefusalReason, number>> => {
    const counts: Partial<Record<RefusalReason, number>> = {};
    for (const ending of endings) {
        for (const reason of ending.how === 'refused' ? ending.refusals : [])
            counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
};

const byPool = (endings: readonly Ending[]): Record<string, number> => {
    const counts = new Map<string, number>();
    for (const ending of endings) {
        if (ending.how === 'kept')
            counts.set(
                ending.partition.user_pool_id,
                (counts.get(ending.partition.user_pool_id) ?? 0) + ending.eventCount,
            );
    }
    return Object.fromEntries(counts);
};

/** The counts of a batch whose arrivals ended so. */
export const batchCounts = (endings: readonly Ending[]): BatchCounts => {
    const how = (wanted: Ending['how']): number => endings.filter((ending) => ending.how === wanted).length;
    return {
        arrivals: endings.length,
        kept: how('kept'),
        set_aside: how('set_aside'),
        refused: how('refused'),
        taken_apart: how('put_back'),
        events: total(endings, eventsIn),
        rows: total(endings, (ending) => (ending.how === 'kept' ? ending.eventCount : 0)),
        refused_events: total(endings, (ending) => (ending.how === 'refused' ? ending.refusals.length : 0)),
        put_back_events: total(endings, (ending) => (ending.how === 'put_back' ? ending.eventCount : 0)),
        put_back_pieces: total(endings, (ending) => (ending.how === 'put_back' ? ending.pieces.length : 0)),
        unknown_fields: total(endings, (ending) => (ending.how === 'kept' ? ending.unknownFields : 0)),
        rows_by_pool: byPool(endings),
        refused_by_reason: byReason(endings),
    };
};
