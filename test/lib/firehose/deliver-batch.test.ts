/** Tests of delivering a batch: what fails is tried again with the same records, and then given up with the code of Firehose. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CallTransform, Invoked } from '../../../lib/firehose/call-transform.ts';
import { deliverBatch } from '../../../lib/firehose/deliver-batch.ts';
import { CALM_BATCH, CALM_FATE, type Fate } from '../../../lib/firehose/faults.ts';
import { batchCounts } from '../../../lib/transform/reply/batch-counts.ts';

const arrivals = ['7', '8'].map((recordId) => ({ recordId, arrivedAt: 5, data: 'e30=', origin: null }));
const batch = { table: 'user_activity', number: 3, arrivals } as const;
const counts = batchCounts([]);
const records = arrivals.map(({ recordId }) => ({ recordId, result: 'Dropped', data: '' }));
const good: Invoked = {
    outcome: { answer: { records }, counts },
    putBack: [{ stream: 'local-user-activity', records: ['e30='] }],
};
const event = z.object({ invocationId: z.string(), records: z.unknown() });

/** A transform that does in turn as told, and notes what it was given. */
const calling = (...invoked: readonly Invoked[]): { call: CallTransform; given: z.infer<typeof event>[] } => {
    const given: z.infer<typeof event>[] = [];
    const call: CallTransform = async (each) => {
        given.push(event.parse(each));
        return invoked[given.length - 1] ?? good;
    };
    return { call, given };
};

const broken = (answer: unknown): Invoked => ({ outcome: { answer, counts }, putBack: [] });
const threw: Invoked = { outcome: { failedAt: 'TypeError at x' }, putBack: [] };

test('a good answer is taken at once', async () => {
    const { call, given } = calling();

    expect(await deliverBatch(batch, call, CALM_BATCH)).toEqual({
        attempts: 1,
        putBack: good.putBack,
        result: { records, counts },
    });
    expect(given).toHaveLength(1);
});

test('what fails is tried again with a new invocation id, and the same ids and bytes', async () => {
    const { call, given } = calling(threw, broken({}), good);

    const { attempts, result } = await deliverBatch(batch, call, CALM_BATCH);

    expect([attempts, 'records' in result]).toEqual([3, true]);
    expect(new Set(given.map(({ invocationId }) => invocationId)).size).toBe(3);
    expect(new Set(given.map((each) => JSON.stringify(each.records))).size).toBe(1);
    expect(given[0]?.records).toEqual(
        arrivals.map(({ recordId, data }) => ({ recordId, approximateArrivalTimestamp: 5, data })),
    );
});

test('invocation ids of different batches are different', async () => {
    const { call, given } = calling(threw, threw, threw, threw);

    await deliverBatch(batch, call, CALM_BATCH);
    await deliverBatch({ ...batch, number: 4 }, call, CALM_BATCH);

    expect(new Set(given.map(({ invocationId }) => invocationId)).size).toBe(5);
});

describe('after four attempts a batch fails', () => {
    test.each<[string, Invoked, string]>([
        ['threw', threw, 'Lambda.FunctionError'],
        ['left out an id', broken({ records: records.slice(1) }), 'Lambda.MissingRecordId'],
        ['gave an id twice', broken({ records: [...records, ...records] }), 'Lambda.DuplicatedRecordId'],
        ['answered with nothing', broken(undefined), 'Lambda.InvalidReturnFormat'],
    ])('when the function %s', async (_, invoked, code) => {
        const { call, given } = calling(...Array.from({ length: 9 }, () => invoked));

        const delivered = await deliverBatch(batch, call, CALM_BATCH);

        expect([delivered.attempts, given.length, delivered.result]).toEqual([
            4,
            4,
            { failure: { code, message: expect.any(String) } },
        ]);
    });

    test('and where it threw is in the words of the error', async () => {
        const { result } = await deliverBatch(batch, calling(threw, threw, threw, threw).call, CALM_BATCH);

        expect('failure' in result && result.failure.message).toMatch(
            /returned an error result\. It came from TypeError at x\.$/,
        );
    });
});

describe('a function that', () => {
    const fate = (given: Partial<Fate>): Fate => ({ ...CALM_FATE, ...given });
    const twoPuts: Invoked = {
        ...good,
        putBack: [
            { stream: 'a', records: ['1'] },
            { stream: 'a', records: ['2'] },
        ],
    };

    test('dies before it puts anything back has put nothing', async () => {
        const { putBack, attempts } = await deliverBatch(batch, calling(twoPuts, broken({ records })).call, {
            ...CALM_BATCH,
            fates: [fate({ end: 'dies' })],
        });

        expect([attempts, putBack]).toEqual([2, []]);
    });

    test('dies after it has put one piece back has put that, and puts it again', async () => {
        const { putBack } = await deliverBatch(batch, calling(twoPuts, twoPuts).call, {
            ...CALM_BATCH,
            fates: [fate({ end: 'dies', putsBeforeEnd: 1 })],
        });

        expect(putBack.flatMap((call) => call.records)).toEqual(['1', '1', '2']);
    });

    test('is too slow four times fails with the code of that', async () => {
        const { result } = await deliverBatch(batch, calling().call, {
            ...CALM_BATCH,
            fates: Array.from({ length: 4 }, () => fate({ end: 'times_out' })),
        });

        expect(result).toMatchObject({ failure: { code: 'Lambda.FunctionTimedOut' } });
    });
});
