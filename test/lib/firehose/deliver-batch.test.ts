/** Tests of delivering a batch: retries with the same records, halves, and a final failure with Firehose's code. */
import fc from 'fast-check';
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
const threw: TransformInvocation = { outcome: { failedAt: 'TypeError at x' }, putCalls: good.putCalls };

/** A transform that fails in its own way on records with certain ids, and drops the others. */
const failingOn = (
    ids: readonly string[],
    failure: TransformInvocation = threw,
): { call: CallTransform; sizes: readonly number[]; events: readonly z.infer<typeof event>[] } => {
    const events: z.infer<typeof event>[] = [];
    const sizes: number[] = [];
    const call: CallTransform = async (each) => {
        const { records: given } = z.object({ records: z.array(z.object({ recordId: z.string() })) }).parse(each);
        events.push(event.parse(each));
        sizes.push(given.length);
        if (given.some(({ recordId }) => ids.includes(recordId))) return failure;
        return broken({ records: given.map(({ recordId }) => ({ recordId, result: 'Dropped', data: '' })) });
    };
    return { call, sizes, events };
};

const batchOf = (count: number) => ({
    ...batch,
    records: Array.from({ length: count }, (_, index) => ({ ...sent[0]!, recordId: String(index + 1) })),
});

test('a valid reply needs one attempt', async () => {
    const { call, events } = scripted();

    expect(await deliverBatch(batch, call, NO_BATCH_FAULTS)).toEqual({
        parts: [{ records: sent, attempts: 1, result: { records, counts } }],
        putCalls: good.putCalls,
    });
    expect(events).toHaveLength(1);
});

test('a retry has a new invocation id, and the same record ids and bytes', async () => {
    const { call, events } = scripted();
    const crash: InvocationFaults = { ...NO_INVOCATION_FAULTS, end: 'crashes' };

    const { parts } = await deliverBatch(batch, call, { ...NO_BATCH_FAULTS, invocations: [crash, crash] });

    expect(parts).toMatchObject([{ attempts: 3, result: { records } }]);
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(3);
    expect(new Set(events.map((each) => JSON.stringify(each.records))).size).toBe(1);
    expect(events[0]?.records).toEqual(
        sent.map(({ recordId, data }) => ({ recordId, approximateArrivalTimestamp: 5, data })),
    );
});

test('invocation ids of different batches and halves are different', async () => {
    const one = failingOn(['1']);
    const other = failingOn(['1']);

    await deliverBatch(batchOf(4), one.call, NO_BATCH_FAULTS);
    await deliverBatch({ ...batchOf(4), number: 4 }, other.call, NO_BATCH_FAULTS);

    const ids = [...one.events, ...other.events]
        .filter((each) => !JSON.stringify(each.records).includes('"recordId":"0"'))
        .map(({ invocationId }) => invocationId);
    expect(new Set(ids).size).toBe(ids.length);
});

describe('a batch that the function fails on', () => {
    test('is halved until the record is alone, which is tried twice; the others are delivered in their order', async () => {
        const { call, sizes } = failingOn(['3']);

        const { parts, putCalls } = await deliverBatch(batchOf(8), call, NO_BATCH_FAULTS);

        expect(parts.map((part) => [part.records.map(({ recordId }) => recordId), part.attempts])).toEqual([
            [['1', '2'], 1],
            [['3'], 2],
            [['4'], 1],
            [['5', '6', '7', '8'], 1],
        ]);
        expect(parts.map(({ result }) => 'failure' in result)).toEqual([false, true, false, false]);
        // The second call is the plain record that shows that the transform works.
        expect(sizes).toEqual([8, 1, 4, 2, 2, 1, 1, 1, 4]);
        expect(putCalls).toEqual([]);
    });

    test('has every record delivered or failed, whichever fail', async () => {
        await fc.assert(
            fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), async (bad) => {
                const { parts } = await deliverBatch(batchOf(40), failingOn(bad.map(String)).call, NO_BATCH_FAULTS);

                expect(parts.flatMap((part) => part.records)).toEqual(batchOf(40).records);
                const failed = parts.filter(({ result }) => 'failure' in result).flatMap((part) => part.records);
                expect(failed.map(({ recordId }) => Number(recordId))).toEqual(bad.toSorted((a, b) => a - b));
            }),
            { numRuns: 50 },
        );
    });

    test.each<[string, TransformInvocation, string]>([
        ['throws', threw, 'Lambda.FunctionError'],
        ['runs out of memory', { outcome: { diedOf: 'out_of_memory' }, putCalls: [] }, 'Lambda.FunctionError'],
        ['takes too long', { outcome: { diedOf: 'timed_out' }, putCalls: [] }, 'Lambda.FunctionTimedOut'],
        ['ends its thread', { outcome: { diedOf: 'exited' }, putCalls: [] }, 'Lambda.FunctionError'],
        ['omits an id', broken({ records: [] }), 'Lambda.MissingRecordId'],
        ['returns an id twice', broken({ records: [...records, ...records] }), 'Lambda.DuplicatedRecordId'],
        ['returns nothing', broken(undefined), 'Lambda.InvalidReturnFormat'],
    ])('the record fails with its own code if the function %s', async (_, invocation, code) => {
        const { parts } = await deliverBatch(batchOf(2), failingOn(['2'], invocation).call, NO_BATCH_FAULTS);

        expect(parts).toMatchObject([
            { result: { counts } },
            { attempts: 2, result: { failure: { code, message: expect.any(String) } } },
        ]);
    });

    test('the failure message has the location of the error that was thrown', async () => {
        const { parts } = await deliverBatch(batchOf(1), failingOn(['1']).call, NO_BATCH_FAULTS);

        expect(parts).toMatchObject([
            {
                result: {
                    failure: { message: expect.stringMatching(/an error result\. It came from TypeError at x\.$/) },
                },
            },
        ]);
    });

    test('is an error of the run if the function fails on a plain record too: no record is to blame', async () => {
        const { call, events } = scripted(...Array.from({ length: 9 }, () => threw));

        await expect(deliverBatch(batch, call, NO_BATCH_FAULTS)).rejects.toThrow(
            /^The transform fails on every record, even on a plain event\. .* from TypeError at x\. Build it again /,
        );
        expect(events).toHaveLength(2);
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
        const { putCalls, parts } = await deliverBatch(batch, scripted(twoPuts, broken({ records })).call, {
            ...NO_BATCH_FAULTS,
            invocations: [withFaults({ end: 'crashes' })],
        });

        expect([parts[0]?.attempts, putCalls]).toEqual([2, []]);
    });

    test('a function that crashes after one put has made that put, and repeats it on retry', async () => {
        const { putCalls } = await deliverBatch(batch, scripted(twoPuts, twoPuts).call, {
            ...NO_BATCH_FAULTS,
            invocations: [withFaults({ end: 'crashes', putsBeforeEnd: 1 })],
        });

        expect(putCalls.flatMap((call) => call.records)).toEqual(['1', '1', '2']);
    });

    test('a function that times out four times fails with the timeout code', async () => {
        const { parts } = await deliverBatch(batch, scripted().call, {
            ...NO_BATCH_FAULTS,
            invocations: Array.from({ length: 4 }, () => withFaults({ end: 'times_out' })),
        });

        expect(parts).toMatchObject([
            { records: sent, attempts: 4, result: { failure: { code: 'Lambda.FunctionTimedOut' } } },
        ]);
    });
});
