/** What goes wrong on a bad day of Firehose, as plain data: a local one plays it when it is told to. */

/** What becomes of the records of one call of PutRecordBatch: `some` are taken; `lost` are taken, and the caller never hears of it. */
export type PutFate = 'taken' | 'refused' | 'some' | 'throws' | 'lost';

/** What befalls one invocation of the function. */
export type Fate = {
    /** Of its calls of PutRecordBatch, in order; what comes after these is taken. */
    readonly puts: readonly PutFate[];
    /** The time that it has for trying them again. */
    readonly leftMs: number;
    readonly end: 'answers' | 'dies' | 'times_out';
    /** Where it does not answer: how many of its calls were made before that. */
    readonly putsBeforeEnd: number;
};

/** What befalls one batch. */
export type BatchFaults = {
    /** Of its invocations, in order; those after these are calm. */
    readonly fates: readonly Fate[];
    /** Whether it is delivered once more, as Firehose may: at least once is not exactly once. */
    readonly isTwice: boolean;
    /** Which of the batches that are on their way arrives when it is this one's turn, from 0. */
    readonly overtakenBy: number;
};

export type Faults = {
    /** In the order in which batches are sent; those after these are calm. */
    readonly batches: readonly BatchFaults[];
    readonly batchArrivals: number;
    /** Firehose has 500 a stream, and drops one when its buffer is delivered; here none is dropped before the end. */
    readonly activePartitions: number;
};

export const CALM_FATE: Fate = { puts: [], leftMs: Infinity, end: 'answers', putsBeforeEnd: 0 };
export const CALM_BATCH: BatchFaults = { fates: [], isTwice: false, overtakenBy: 0 };

/**
 * Nothing goes wrong. A replay has no bound of active partitions: two years of a pool are thousands, and in a lake on this
 * machine nothing is the better for their rows being among the errors.
 */
export const NO_FAULTS: Faults = { batches: [], batchArrivals: 500, activePartitions: Infinity };
