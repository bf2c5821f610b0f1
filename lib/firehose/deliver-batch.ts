/** Delivers a batch to the transform as Firehose does, and isolates the records that the transform fails on. */
import type { QueuedRecord } from './record-queue.ts';
import type { CallTransform, PutCall } from './call-transform.ts';
import { FUNCTION_ERROR, TIMED_OUT } from './check-reply.ts';
import { NO_INVOCATION_FAULTS, type BatchFaults, type InvocationFaults } from './faults.ts';
import {
    checkInvocation,
    checkTransform,
    invocationEvent,
    type FirehoseBatch,
    type InvocationResult,
} from './invocation.ts';
import { isolateFailures } from './isolate-failures.ts';

/** Consecutive records of a batch with a common result, and the number of attempts for just these. */
export type DeliveredPart = {
    readonly records: readonly QueuedRecord[];
    readonly attempts: number;
    readonly result: InvocationResult;
};

/** A batch after its attempts: one part, or several if it had to be halved; and the puts that took place. */
export type BatchDelivery = { readonly parts: readonly DeliveredPart[]; readonly putCalls: readonly PutCall[] };

/** 3 retries by default: docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
const MAX_ATTEMPTS = 4;

/** Invocations whose end is injected: Firehose sees no reply, but the puts made before. It repeats the whole batch. */
const endInvocations = async (
    batch: FirehoseBatch,
    call: CallTransform,
    ends: readonly InvocationFaults[],
): Promise<readonly PutCall[]> => {
    const putCalls: PutCall[] = [];
    for (const [index, faults] of ends.entries()) {
        const invocation = await call(invocationEvent(batch, index + 1), faults);
        putCalls.push(...invocation.putCalls.slice(0, faults.putsBeforeEnd));
    }
    return putCalls;
};

/** The faults of the first call, the attempts that ended without a reply, and where the puts go. */
type RepliedDelivery = {
    readonly faults: InvocationFaults;
    readonly attemptsBefore: number;
    readonly putCalls: PutCall[];
};

/**
 * Delivers a batch. If the transform itself fails, the batch is halved until the records that it fails on are alone.
 * Unlike Firehose this never fails the other records: here nobody would redrive them.
 *
 * @param putCalls gets the puts of the invocations that replied. Those of a failed one did not take place: its records
 *   are delivered again, or go to the errors whole
 */
const deliverReplied = async (
    batch: FirehoseBatch,
    call: CallTransform,
    { faults, attemptsBefore, putCalls }: RepliedDelivery,
): Promise<readonly DeliveredPart[]> => {
    let calls = 0;
    let isChecked = false;
    const parts = await isolateFailures(batch.records, async (records, number) => {
        calls += 1;
        const event = invocationEvent({ ...batch, records }, attemptsBefore + calls);
        const invocation = await call(event, calls === 1 ? faults : NO_INVOCATION_FAULTS);
        const result = checkInvocation(invocation, records);
        if (!('failure' in result)) putCalls.push(...invocation.putCalls);
        else if (!isChecked) await checkTransform(call);
        isChecked ||= 'failure' in result;
        return { result: { attempts: attemptsBefore + number, result }, isFailed: 'failure' in result };
    });
    return parts.map(({ items, result }) => ({ records: items, ...result }));
};

/**
 * Delivers a batch, with the given faults injected.
 *
 * @throws UserError if the transform cannot be started, or fails on every record
 */
export const deliverBatch = async (
    batch: FirehoseBatch,
    call: CallTransform,
    { invocations }: BatchFaults,
): Promise<BatchDelivery> => {
    const firstReply = invocations.findIndex(({ end }) => end === 'replies');
    const ends = invocations.slice(0, firstReply < 0 ? MAX_ATTEMPTS : Math.min(firstReply, MAX_ATTEMPTS));
    const putCalls = [...(await endInvocations(batch, call, ends))];
    const lastEnd = ends.at(-1)?.end;
    if (lastEnd !== undefined && ends.length === MAX_ATTEMPTS) {
        const failure = lastEnd === 'crashes' ? FUNCTION_ERROR : TIMED_OUT;
        return { parts: [{ records: batch.records, attempts: MAX_ATTEMPTS, result: { failure } }], putCalls };
    }
    const faults = invocations[ends.length] ?? NO_INVOCATION_FAULTS;
    const parts = await deliverReplied(batch, call, { faults, attemptsBefore: ends.length, putCalls });
    return { parts, putCalls };
};
