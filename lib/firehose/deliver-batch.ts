/** Delivers a batch to the transform as Firehose does: checks the reply and retries failures. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/count-batch.ts';
import type { QueuedRecord } from './record-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type TransformInvocation, type PutCall } from './call-transform.ts';
import { checkReply, FUNCTION_ERROR, TIMED_OUT, type BatchFailure, type CheckedReplyRecord } from './check-reply.ts';
import { NO_INVOCATION_FAULTS, type BatchFaults, type InvocationFaults } from './faults.ts';

/** The records of one batch, and its number in sending order, from 0. */
export type FirehoseBatch = {
    readonly table: TableName;
    readonly number: number;
    readonly records: readonly QueuedRecord[];
};

/** The result of a batch after its attempts, and the puts of all of them. */
export type BatchDelivery = {
    readonly attempts: number;
    readonly putCalls: readonly PutCall[];
    readonly result:
        | { readonly records: readonly CheckedReplyRecord[]; readonly counts: BatchCounts }
        | { readonly failure: BatchFailure };
};

/** 3 retries by default: docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
const MAX_ATTEMPTS = 4;

const NUMBER_DIGITS = 12;

/** A retry has the same record ids and bytes, but an invocation id of its own. */
const eventOf = ({ table, number, records }: FirehoseBatch, attempt: number): object => ({
    invocationId: `00000000-0000-4000-8000-${String(number * MAX_ATTEMPTS + attempt).padStart(NUMBER_DIGITS, '0')}`,
    deliveryStreamArn: `arn:aws:firehose:us-east-1:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
    region: 'us-east-1',
    records: records.map(({ recordId, arrivedAt, data }) => ({
        recordId,
        approximateArrivalTimestamp: arrivedAt,
        data,
    })),
});

const checkInvocation = ({ outcome }: TransformInvocation, sent: readonly QueuedRecord[]): BatchDelivery['result'] => {
    if ('failedAt' in outcome)
        return {
            failure: { ...FUNCTION_ERROR, message: `${FUNCTION_ERROR.message} It came from ${outcome.failedAt}.` },
        };
    const check = checkReply(outcome.reply, sent);
    return 'failure' in check ? check : { records: check.records, counts: outcome.counts };
};

/** What Firehose sees of an invocation: without a reply after a crash or timeout, but with the puts made before. */
const observeInvocation = (
    invocation: TransformInvocation,
    { end, putsBeforeEnd }: InvocationFaults,
    sent: readonly QueuedRecord[],
): Omit<BatchDelivery, 'attempts'> => {
    if (end === 'replies') return { putCalls: invocation.putCalls, result: checkInvocation(invocation, sent) };
    return {
        putCalls: invocation.putCalls.slice(0, putsBeforeEnd),
        result: { failure: end === 'crashes' ? FUNCTION_ERROR : TIMED_OUT },
    };
};

/** Delivers a batch, with the given faults injected. Rejects only if `call` itself cannot be made. */
export const deliverBatch = async (
    batch: FirehoseBatch,
    call: CallTransform,
    { invocations }: BatchFaults,
): Promise<BatchDelivery> => {
    const putCalls: PutCall[] = [];
    for (let attempt = 1; ; attempt += 1) {
        const faults = invocations[attempt - 1] ?? NO_INVOCATION_FAULTS;
        const invocation = await call(eventOf(batch, attempt), faults);
        const { putCalls: attemptCalls, result } = observeInvocation(invocation, faults, batch.records);
        putCalls.push(...attemptCalls);
        if (!('failure' in result) || attempt === MAX_ATTEMPTS) return { attempts: attempt, putCalls, result };
    }
};
