/** Tests of the local Firehose in front of the bundle that is deployed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { CALM_BATCH, CALM_FATE, NO_FAULTS, type Faults } from '../../../lib/firehose/faults.ts';
import { LocalFirehose } from '../../../lib/firehose/local-firehose.ts';
import type { RecordFailure } from '../../../lib/firehose/error-objects.ts';
import { transformHere, type CallTransform } from '../../../lib/firehose/call-transform.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';
import { buildAll } from '../../support/given-replay.ts';

beforeAll(buildAll);

const ARRIVED_AT = 1767225605000;
const nextDay = usualText.replace('Thu Jan 01', 'Fri Jan 02').replace('1767225604000', '1767312004000');

type Batch = { readonly stream: string; readonly count: number; readonly bytes: number };

const delivered = async (datas: readonly string[], wrong?: CallTransform, faults?: Faults) => {
    const [batches, kept, refused, failures]: [Batch[], string[], unknown[], RecordFailure[]] = [[], [], [], []];
    let eventsIn = 0;
    const here = transformHere();
    const call: CallTransform = async (event, fate) => {
        const { deliveryStreamArn, records } = event as { deliveryStreamArn: string; records: { data: string }[] };
        batches.push({
            stream: deliveryStreamArn.split('/')[1]!,
            count: records.length,
            bytes: records.reduce((sum, { data }) => sum + Buffer.from(data, 'base64').length, 0),
        });
        return (wrong ?? here)(event, fate);
    };
    const firehose = new LocalFirehose(
        call,
        {
            keep: (table, keys) => kept.push(`${table} ${keys['dt']}`),
            refuse: async (table, record, origin) => {
                failures.push(record.failure);
                refused.push([table, Buffer.from(record.data, 'base64').toString(), origin]);
            },
            count: (_, events) => (eventsIn += events),
            settle: async () => undefined,
        },
        faults,
    );
    for (const [line, data] of datas.entries()) {
        await firehose.put({
            table: 'user_activity',
            arrivedAt: ARRIVED_AT,
            data: Buffer.from(data).toString('base64'),
            origin: { name: 'a', line },
        });
    }
    await firehose.drain();
    return { batches, kept, refused, failures, eventsIn };
};

test('what is put back comes again until nothing is left, and is counted once', async () => {
    const { batches, kept, refused, eventsIn } = await delivered([
        `${usualText}\n${nextDay}\n${notificationText}\nnonsense`,
    ]);

    expect(kept).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-02', 'user_notification 2026-01-01']);
    expect(refused).toEqual([['user_activity', expect.stringContaining('"text":"nonsense"'), null]]);
    expect(eventsIn).toBe(4);
    expect(batches.map(({ stream, count }) => [stream, count])).toEqual([
        ['local-user-activity', 1],
        ['local-user-activity', 3],
        ['local-user-notification', 1],
    ]);
});

test('a refused arrival is given with where it came from', async () => {
    expect((await delivered([usualText, 'nonsense'])).refused).toEqual([
        ['user_activity', 'nonsense', { name: 'a', line: 1 }],
    ]);
});

test('a batch has at most 500 arrivals', async () => {
    const { batches } = await delivered(Array.from({ length: 1201 }, () => usualText));

    expect(batches.map(({ count }) => count)).toEqual([500, 500, 201]);
});

test('a batch has at most 3 MB', async () => {
    const large = usualText.replace('"ana"', `"${'a'.repeat(900_000)}"`);

    const { batches, kept } = await delivered(Array.from({ length: 10 }, () => large));

    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(3_000_000);
    expect(kept).toHaveLength(10);
});

test('what can’t be delivered goes to the errors, every arrival of the batch with its bytes, its origin, the code and four attempts', async () => {
    const { batches, kept, refused, failures } = await delivered([usualText, 'nonsense'], async () => ({
        outcome: { failedAt: 'x' },
        putBack: [],
    }));

    expect([batches.length, kept, refused]).toEqual([
        4,
        [],
        [
            ['user_activity', usualText, { name: 'a', line: 0 }],
            ['user_activity', 'nonsense', { name: 'a', line: 1 }],
        ],
    ]);
    expect(failures).toEqual(
        [1, 2].map(() => ({
            type: 'processing-failed',
            code: 'Lambda.FunctionError',
            message: expect.any(String),
            attempts: 4,
        })),
    );
});

test('a call that can’t be made ends the run', async () => {
    await expect(delivered([usualText], async () => Promise.reject(new Error('The thread is gone.')))).rejects.toThrow(
        'The thread is gone.',
    );
});

describe('on a bad day', () => {
    test('a batch that is delivered twice is kept twice, and counted once', async () => {
        const { kept, eventsIn } = await delivered([usualText], undefined, {
            ...NO_FAULTS,
            batches: [{ ...CALM_BATCH, isTwice: true }],
        });

        expect([kept.length, eventsIn]).toEqual([2, 1]);
    });

    test('a batch is overtaken by those that are on their way behind it', async () => {
        const { kept } = await delivered([usualText, nextDay], undefined, {
            ...NO_FAULTS,
            batchArrivals: 1,
            batches: [{ ...CALM_BATCH, overtakenBy: 1 }],
        });

        expect(kept).toEqual(['user_activity 2026-01-02', 'user_activity 2026-01-01']);
    });

    test('more partitions than may be active go to the errors as the rows that the function made', async () => {
        const { kept, refused, failures } = await delivered([usualText, nextDay, usualText], undefined, {
            ...NO_FAULTS,
            activePartitions: 1,
        });

        expect(kept).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-01']);
        expect(refused).toEqual([
            ['user_activity', expect.stringMatching(/^\{"record_id":.*"dt":"2026-01-02"\}\n$/), { name: 'a', line: 1 }],
        ]);
        expect(failures).toEqual([expect.objectContaining({ type: 'activePartitionExceeded' })]);
    });

    test('what was put back before the function died is on its stream', async () => {
        const dies = { ...CALM_FATE, end: 'dies', putsBeforeEnd: 1 } as const;

        const { kept, refused } = await delivered([`${usualText}\n${nextDay}`], undefined, {
            ...NO_FAULTS,
            batches: [{ ...CALM_BATCH, fates: [dies, dies, dies, dies] }],
        });

        expect(kept).toHaveLength(8);
        expect(refused).toEqual([['user_activity', `${usualText}\n${nextDay}`, { name: 'a', line: 0 }]]);
    });
});
