/** Faults that the local Firehose injects, as plain data. */

/** The outcome of one PutRecordBatch call. `response_lost`: the records are accepted, but the caller gets an error. */
export type PutOutcome = 'accepted' | 'rejected' | 'partial' | 'throws' | 'response_lost';

/** Faults injected into one invocation of the function. */
export type InvocationFaults = {
    /** The outcomes of its PutRecordBatch calls, in order; further calls are accepted. */
    readonly putOutcomes: readonly PutOutcome[];
    /** The remaining time that the function sees, for its retries. */
    readonly remainingMs: number;
    readonly end: 'replies' | 'crashes' | 'times_out';
    /** Without a reply: how many PutRecordBatch calls took place before the end. */
    readonly putsBeforeEnd: number;
};

/** Faults injected into one batch. */
export type BatchFaults = {
    /** The faults of its invocations, in order; further invocations have none. */
    readonly invocations: readonly InvocationFaults[];
    /** Whether the batch is delivered a second time: Firehose delivers at least once. */
    readonly isDeliveredTwice: boolean;
    /** The index of the batch in flight that completes in this one's turn, from 0. */
    readonly overtakenBy: number;
};

/** The faults and limits of a simulated Firehose. */
export type Faults = {
    /** The faults of the batches, in sending order; further batches have none. */
    readonly batches: readonly BatchFaults[];
    readonly maxBatchRecords: number;
    /** Firehose allows 500 per stream, and frees one when its buffer is delivered. Here none is freed. */
    readonly maxActivePartitions: number;
};

export const NO_INVOCATION_FAULTS: InvocationFaults = {
    putOutcomes: [],
    remainingMs: Infinity,
    end: 'replies',
    putsBeforeEnd: 0,
};
export const NO_BATCH_FAULTS: BatchFaults = { invocations: [], isDeliveredTwice: false, overtakenBy: 0 };

/**
 * No faults. A replay has no limit of active partitions: two years of a pool have thousands, and a local lake gains
 * nothing if their rows become errors.
 */
export const NO_FAULTS: Faults = { batches: [], maxBatchRecords: 500, maxActivePartitions: Infinity };
