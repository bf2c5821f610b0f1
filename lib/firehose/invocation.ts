/** One invocation of the transform: its event, and the check of its result. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/count-batch.ts';
import { UserError } from '../basics/user-error.ts';
import type { QueuedRecord } from './record-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type TransformInvocation } from './call-transform.ts';
import { checkReply, FUNCTION_ERROR, TIMED_OUT, type BatchFailure, type CheckedReplyRecord } from './check-reply.ts';
import { NO_INVOCATION_FAULTS } from './faults.ts';
import type { ThreadDeath } from './isolated-thread.ts';

/** The records of one batch, and its number in sending order, from 0. */
export type FirehoseBatch = {
    readonly table: TableName;
    readonly number: number;
    readonly records: readonly QueuedRecord[];
};

/** The reply records and counts of an invocation, or why it failed. */
export type InvocationResult =
    | { readonly records: readonly CheckedReplyRecord[]; readonly counts: BatchCounts }
    | { readonly failure: BatchFailure };

const BATCH_DIGITS = 12;
const ATTEMPT_DIGITS = 8;

/** The event of an invocation. A retry has the same record ids and bytes, but an invocation id of its own. */
export const invocationEvent = ({ table, number, records }: FirehoseBatch, attempt: number): object => ({
    invocationId:
        `${String(attempt).padStart(ATTEMPT_DIGITS, '0')}-0000-4000-8000-` + String(number).padStart(BATCH_DIGITS, '0'),
    deliveryStreamArn: `arn:aws:firehose:us-east-1:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
    region: 'us-east-1',
    records: records.map(({ recordId, arrivedAt, data }) => ({
        recordId,
        approximateArrivalTimestamp: arrivedAt,
        data,
    })),
});

const functionError = (cause: string): BatchFailure => ({
    ...FUNCTION_ERROR,
    message: `${FUNCTION_ERROR.message} ${cause}`,
});

const DEATHS: Readonly<Record<ThreadDeath, BatchFailure>> = {
    out_of_memory: functionError('It ran out of memory.'),
    timed_out: TIMED_OUT,
    exited: functionError('Its thread ended.'),
};

/** What Firehose sees of an invocation. */
export const checkInvocation = ({ outcome }: TransformInvocation, sent: readonly QueuedRecord[]): InvocationResult => {
    if ('failedAt' in outcome) return { failure: functionError(`It came from ${outcome.failedAt}.`) };
    if ('diedOf' in outcome) return { failure: DEATHS[outcome.diedOf] };
    const check = checkReply(outcome.reply, sent);
    return 'failure' in check ? check : { records: check.records, counts: outcome.counts };
};

/** A record that every transform accepts. */
const PLAIN_RECORD: QueuedRecord = {
    recordId: '0',
    arrivedAt: Date.UTC(2026, 0, 1),
    data: Buffer.from(
        JSON.stringify({
            eventTimestamp: '1767225600000',
            eventSource: 'USER_ACTIVITY',
            logSourceId: { userPoolId: 'us-east-1_EXAMPLE' },
            message: { eventId: '00000000-0000-4000-8000-000000000000', eventType: 'SignIn', eventResponse: 'Pass' },
        }),
    ).toString('base64'),
    position: null,
};

/** Throws a UserError if the transform fails on a plain record too: then no record is to blame, and none is isolated. */
export const checkTransform = async (call: CallTransform): Promise<void> => {
    const batch: FirehoseBatch = { table: 'user_activity', number: 0, records: [PLAIN_RECORD] };
    const result = checkInvocation(await call(invocationEvent(batch, 0), NO_INVOCATION_FAULTS), batch.records);
    if (!('failure' in result)) return;
    throw new UserError(
        `The transform fails on every record, even on a plain event. ${result.failure.message} ` +
            'Build it again with npm run build, or install the package again.',
    );
};
