/** Delivers a batch to the transform as Firehose does: checks the answer, and tries again what failed. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/batch-counts.ts';
import type { Waiting } from './arrival-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type Invoked, type PutBack } from './call-transform.ts';
import { checkAnswer, FUNCTION_ERROR, TIMED_OUT, type BatchFailure, type CheckedAnswer } from './check-answer.ts';
import { CALM_FATE, type BatchFaults, type Fate } from './faults.ts';

/** Arrivals that go together, and the number of the batch in the order of sending, from 0. */
export type Batch = { readonly table: TableName; readonly number: number; readonly arrivals: readonly Waiting[] };

/** What became of a batch, after so many attempts: what was put back by any of them is on its stream. */
export type Delivered = {
    readonly attempts: number;
    readonly putBack: readonly PutBack[];
    readonly result:
        | { readonly records: readonly CheckedAnswer[]; readonly counts: BatchCounts }
        | { readonly failure: BatchFailure };
};

/** NumberOfRetries is 3 by default; docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html. */
const MAX_ATTEMPTS = 4;

const NUMBER_DIGITS = 12;

/** A retry has the ids and the bytes of the records, and an invocation id of its own. */
const eventOf = ({ table, number, arrivals }: Batch, attempt: number): object => ({
    invocationId: `00000000-0000-4000-8000-${String(number * MAX_ATTEMPTS + attempt).padStart(NUMBER_DIGITS, '0')}`,
    deliveryStreamArn: `arn:aws:firehose:us-east-1:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
    region: 'us-east-1',
    records: arrivals.map(({ recordId, arrivedAt, data }) => ({
        recordId,
        approximateArrivalTimestamp: arrivedAt,
        data,
    })),
});

const checked = ({ outcome }: Invoked, arrivals: readonly Waiting[]): Delivered['result'] => {
    if ('failedAt' in outcome)
        return {
            failure: { ...FUNCTION_ERROR, message: `${FUNCTION_ERROR.message} It came from ${outcome.failedAt}.` },
        };
    const found = checkAnswer(outcome.answer, arrivals);
    return 'failure' in found ? found : { records: found.records, counts: outcome.counts };
};

/** What Firehose sees of an invocation: one that dies or takes too long gives no answer, whatever it has done by then. */
const seen = (
    invoked: Invoked,
    { end, putsBeforeEnd }: Fate,
    arrivals: readonly Waiting[],
): Omit<Delivered, 'attempts'> => {
    if (end === 'answers') return { putBack: invoked.putBack, result: checked(invoked, arrivals) };
    return {
        putBack: invoked.putBack.slice(0, putsBeforeEnd),
        result: { failure: end === 'dies' ? FUNCTION_ERROR : TIMED_OUT },
    };
};

/** Delivers a batch, and lets befall it what it is told. */
export const deliverBatch = async (batch: Batch, call: CallTransform, { fates }: BatchFaults): Promise<Delivered> => {
    const putBack: PutBack[] = [];
    for (let attempt = 1; ; attempt += 1) {
        const fate = fates[attempt - 1] ?? CALM_FATE;
        const { putBack: put, result } = seen(await call(eventOf(batch, attempt), fate), fate, batch.arrivals);
        putBack.push(...put);
        if (!('failure' in result) || attempt === MAX_ATTEMPTS) return { attempts: attempt, putBack, result };
    }
};
