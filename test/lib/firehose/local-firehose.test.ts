/** Tests of the local Firehose with the deployed bundle. */
import { beforeAll, describe, expect, test } from 'vitest';
import { NO_BATCH_FAULTS, NO_INVOCATION_FAULTS, NO_FAULTS, type Faults } from '../../../lib/firehose/faults.ts';
import { LocalFirehose } from '../../../lib/firehose/local-firehose.ts';
import type { RecordFailure } from '../../../lib/firehose/error-objects.ts';
import { loadTransform, type CallTransform } from '../../../lib/firehose/call-transform.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';
import { buildAll } from '../../support/run-replay.ts';

beforeAll(buildAll);

const ARRIVED_AT = 1767225605000;
const nextDay = usualText.replace('Thu Jan 01', 'Fri Jan 02').replace('1767225604000', '1767312004000');

type Batch = { readonly stream: string; readonly count: number; readonly bytes: number };

const deliver = async (datas: readonly string[], wrong?: CallTransform, faults?: Faults) => {
    const [batches, ok, rejected, failures]: [Batch[], string[], unknown[], RecordFailure[]] = [[], [], [], []];
    let eventsIn = 0;
    const transform = loadTransform();
    const call: CallTransform = async (event, invocationFaults) => {
        const { deliveryStreamArn, records } = event as { deliveryStreamArn: string; records: { data: string }[] };
        batches.push({
            stream: deliveryStreamArn.split('/')[1]!,
            count: records.length,
            bytes: records.reduce((sum, { data }) => sum + Buffer.from(data, 'base64').length, 0),
        });
        return (wrong ?? transform)(event, invocationFaults);
    };
    const firehose = new LocalFirehose(
        call,
        {
            write: (table, keys) => ok.push(`${table} ${keys['dt']}`),
            reject: async (table, record, position) => {
                failures.push(record.failure);
                rejected.push([table, Buffer.from(record.data, 'base64').toString(), position]);
            },
            count: (_, events) => (eventsIn += events),
            catchUp: async () => undefined,
        },
        faults,
    );
    for (const [line, data] of datas.entries()) {
        await firehose.put({
            table: 'user_activity',
            arrivedAt: ARRIVED_AT,
            data: Buffer.from(data).toString('base64'),
            position: { name: 'a', line },
        });
    }
    await firehose.drain();
    return { batches, ok, rejected, failures, eventsIn };
};

test('re-ingested records are delivered until none is left, and their events are counted once', async () => {
    const { batches, ok, rejected, eventsIn } = await deliver([
        `${usualText}\n${nextDay}\n${notificationText}\nnonsense`,
    ]);

    expect(ok).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-02', 'user_notification 2026-01-01']);
    expect(rejected).toEqual([['user_activity', expect.stringContaining('"text":"nonsense"'), null]]);
    expect(eventsIn).toBe(4);
    expect(batches.map(({ stream, count }) => [stream, count])).toEqual([
        ['local-user-activity', 1],
        ['local-user-activity', 3],
        ['local-user-notification', 1],
    ]);
});

test('a rejected record comes with its position in the input', async () => {
    expect((await deliver([usualText, 'nonsense'])).rejected).toEqual([
        ['user_activity', 'nonsense', { name: 'a', line: 1 }],
    ]);
});

test('a batch has at most 500 records', async () => {
    const { batches } = await deliver(Array.from({ length: 1201 }, () => usualText));

    expect(batches.map(({ count }) => count)).toEqual([500, 500, 201]);
});

test('a batch has at most 3 MB', async () => {
    const large = usualText.replace('"ana"', `"${'a'.repeat(900_000)}"`);

    const { batches, ok } = await deliver(Array.from({ length: 10 }, () => large));

    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(3_000_000);
    expect(ok).toHaveLength(10);
});

test('a record that the function fails on is rejected with its bytes, position and code, and the others are ok', async () => {
    const transform = loadTransform();
    const failing: CallTransform = async (event, faults) =>
        JSON.stringify(event).includes(Buffer.from('nonsense').toString('base64'))
            ? { outcome: { failedAt: 'x' }, putCalls: [{ stream: 'local-user-activity', records: ['e30='] }] }
            : transform(event, faults);

    const { ok, rejected, failures, eventsIn } = await deliver([usualText, 'nonsense', nextDay], failing);

    expect(ok).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-02']);
    expect(rejected).toEqual([['user_activity', 'nonsense', { name: 'a', line: 1 }]]);
    expect(failures).toEqual([
        { type: 'processing-failed', code: 'Lambda.FunctionError', message: expect.any(String), attempts: 2 },
    ]);
    expect(eventsIn).toBe(2);
});

test('each record of a batch whose invocations all crash is rejected with four attempts, as by Firehose', async () => {
    const crash = { ...NO_INVOCATION_FAULTS, end: 'crashes' } as const;

    const { ok, rejected, failures } = await deliver([usualText, 'nonsense'], undefined, {
        ...NO_FAULTS,
        batches: [{ ...NO_BATCH_FAULTS, invocations: [crash, crash, crash, crash] }],
    });

    expect([ok, rejected]).toEqual([
        [],
        [
            ['user_activity', usualText, { name: 'a', line: 0 }],
            ['user_activity', 'nonsense', { name: 'a', line: 1 }],
        ],
    ]);
    expect(failures.map(({ code, attempts }) => [code, attempts])).toEqual([
        ['Lambda.FunctionError', 4],
        ['Lambda.FunctionError', 4],
    ]);
});

test('an error of the call itself ends the run', async () => {
    await expect(deliver([usualText], async () => Promise.reject(new Error('The thread is gone.')))).rejects.toThrow(
        'The thread is gone.',
    );
});

describe('injected faults', () => {
    test('a batch that is delivered twice is written twice, and counted once', async () => {
        const { ok, eventsIn } = await deliver([usualText], undefined, {
            ...NO_FAULTS,
            batches: [{ ...NO_BATCH_FAULTS, isDeliveredTwice: true }],
        });

        expect([ok.length, eventsIn]).toEqual([2, 1]);
    });

    test('a batch is overtaken by a later batch in flight', async () => {
        const { ok } = await deliver([usualText, nextDay], undefined, {
            ...NO_FAULTS,
            maxBatchRecords: 1,
            batches: [{ ...NO_BATCH_FAULTS, overtakenBy: 1 }],
        });

        expect(ok).toEqual(['user_activity 2026-01-02', 'user_activity 2026-01-01']);
    });

    test('rows of partitions beyond the active limit are rejected as the function returned them', async () => {
        const { ok, rejected, failures } = await deliver([usualText, nextDay, usualText], undefined, {
            ...NO_FAULTS,
            maxActivePartitions: 1,
        });

        expect(ok).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-01']);
        expect(rejected).toEqual([
            ['user_activity', expect.stringMatching(/^\{"record_id":.*"dt":"2026-01-02"\}\n$/), { name: 'a', line: 1 }],
        ]);
        expect(failures).toEqual([expect.objectContaining({ type: 'activePartitionExceeded' })]);
    });

    test('records re-ingested before the function crashed are on their stream', async () => {
        const crash = { ...NO_INVOCATION_FAULTS, end: 'crashes', putsBeforeEnd: 1 } as const;

        const { ok, rejected } = await deliver([`${usualText}\n${nextDay}`], undefined, {
            ...NO_FAULTS,
            batches: [{ ...NO_BATCH_FAULTS, invocations: [crash, crash, crash, crash] }],
        });

        expect(ok).toHaveLength(8);
        expect(rejected).toEqual([['user_activity', `${usualText}\n${nextDay}`, { name: 'a', line: 0 }]]);
    });
});
