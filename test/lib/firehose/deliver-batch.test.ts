/** Tests of delivering a batch: retries with the same records, and a final failure with Firehose's code. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CallTransform, TransformInvocation } from '../../../lib/firehose/call-transform.ts';
import { deliverBatch } from '../../../lib/firehose/deliver-batch.ts';
import { NO_BATCH_FAULTS, NO_INVOCATION_FAULTS, type InvocationFaults } from '../../../lib/firehose/faults.ts';
import { countBatch } from '../../../lib/transform/reply/count-batch.ts';

const sent = ['7', '8'].map((recordId) => ({ recordId, arrivedAt: 5, data: 'e30=', position: null }));
const batch = { table: 'user_activity', number: 3, records: sent } as const;
const counts = countBatch([]);
const records = sent.map(({ recordId }) => ({ recordId, result: 'Dropped', data: '' }));
const good: TransformInvocation = {
    outcome: { reply: { records }, counts },
    putCalls: [{ stream: 'local-user-activity', records: ['e30='] }],
};
const event = z.object({ invocationId: z.string(), records: z.unknown() });

/** A transform with scripted results, which records its events. */
const scripted = (
    ...invocations: readonly TransformInvocation[]
): { call: CallTransform; events: z.infer<typeof event>[] } => {
    const events: z.infer<typeof event>[] = [];
    const call: CallTransform = async (each) => {
        events.push(event.parse(each));
        return invocations[events.length - 1] ?? good;
    };
    return { call, events };
};

const broken = (reply: unknown): TransformInvocation => ({ outcome: { reply, counts }, putCalls: [] });
const threw: TransformInvocation = { outcome: { failedAt: 'TypeError at x' }, putCalls: [] };

test('a valid reply needs one attempt', async () => {
    const { call, events } = scripted();

    expect(await deliverBatch(batch, call, NO_BATCH_FAULTS)).toEqual({
        attempts: 1,
        putCalls: good.putCalls,
        result: { records, counts },
    });
    expect(events).toHaveLength(1);
});

test('a retry has a new invocation id, and the same record ids and bytes', async () => {
    const { call, events } = scripted(threw, broken({}), good);

    const { attempts, result } = await deliverBatch(batch, call, NO_BATCH_FAULTS);

    expect([attempts, 'records' in result]).toEqual([3, true]);
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(3);
    expect(new Set(events.map((each) => JSON.stringify(each.records))).size).toBe(1);
    expect(events[0]?.records).toEqual(
        sent.map(({ recordId, data }) => ({ recordId, approximateArrivalTimestamp: 5, data })),
    );
});

test('invocation ids of different batches are different', async () => {
    const { call, events } = scripted(threw, threw, threw, threw);

    await deliverBatch(batch, call, NO_BATCH_FAULTS);
    await deliverBatch({ ...batch, number: 4 }, call, NO_BATCH_FAULTS);

    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(5);
});

describe('a batch whose attempts all fail', () => {
    test.each<[string, TransformInvocation, string]>([
        ['throws', threw, 'Lambda.FunctionError'],
        ['omits an id', broken({ records: records.slice(1) }), 'Lambda.MissingRecordId'],
        ['returns an id twice', broken({ records: [...records, ...records] }), 'Lambda.DuplicatedRecordId'],
        ['returns nothing', broken(undefined), 'Lambda.InvalidReturnFormat'],
    ])('the batch fails after four attempts if the function %s', async (_, invocation, code) => {
        const { call, events } = scripted(...Array.from({ length: 9 }, () => invocation));

        const delivery = await deliverBatch(batch, call, NO_BATCH_FAULTS);

        expect([delivery.attempts, events.length, delivery.result]).toEqual([
            4,
            4,
            { failure: { code, message: expect.any(String) } },
        ]);
    });

    test('the failure message has the location of the error that was thrown', async () => {
        const { result } = await deliverBatch(batch, scripted(threw, threw, threw, threw).call, NO_BATCH_FAULTS);

        expect('failure' in result && result.failure.message).toMatch(
            /returned an error result\. It came from TypeError at x\.$/,
        );
    });
});

describe('a function that crashes or times out', () => {
    const withFaults = (faults: Partial<InvocationFaults>): InvocationFaults => ({
        ...NO_INVOCATION_FAULTS,
        ...faults,
    });
    const twoPuts: TransformInvocation = {
        ...good,
        putCalls: [
            { stream: 'a', records: ['1'] },
            { stream: 'a', records: ['2'] },
        ],
    };

    test('a function that crashes before its first put re-ingests nothing', async () => {
        const { putCalls, attempts } = await deliverBatch(batch, scripted(twoPuts, broken({ records })).call, {
            ...NO_BATCH_FAULTS,
            invocations: [withFaults({ end: 'crashes' })],
        });

        expect([attempts, putCalls]).toEqual([2, []]);
    });

    test('a function that crashes after one put has made that put, and repeats it on retry', async () => {
        const { putCalls } = await deliverBatch(batch, scripted(twoPuts, twoPuts).call, {
            ...NO_BATCH_FAULTS,
            invocations: [withFaults({ end: 'crashes', putsBeforeEnd: 1 })],
        });

        expect(putCalls.flatMap((call) => call.records)).toEqual(['1', '1', '2']);
    });

    test('a function that times out four times fails with the timeout code', async () => {
        const { result } = await deliverBatch(batch, scripted().call, {
            ...NO_BATCH_FAULTS,
            invocations: Array.from({ length: 4 }, () => withFaults({ end: 'times_out' })),
        });

        expect(result).toMatchObject({ failure: { code: 'Lambda.FunctionTimedOut' } });
    });
});
