/** Tests of settling split records: whole records in waves, within a budget of time. */
import { describe, expect, test } from 'vitest';
import type { DecidedRecord, Decision } from '../../../../lib/transform/reply/decide.ts';
import type { Streams } from '../../../../lib/transform/reply/reingest.ts';
import { reingestFailed, settle } from '../../../../lib/transform/reply/settle.ts';
import type { TableName } from '../../../../schemas/columns.ts';

const splitInto = (count: number, table: TableName = 'user_activity'): DecidedRecord => ({
    record: { recordId: '1', arrivedAt: 0, data: '' },
    decision: {
        result: 'split',
        pieces: Array.from({ length: count }, () => ({ table, bytes: Buffer.alloc(1) })),
        eventCount: count + 1,
        reasons: [],
    },
});
const ok: DecidedRecord = {
    record: { recordId: '1', arrivedAt: 0, data: '' },
    decision: {
        result: 'ok',
        partition: { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' },
        data: '',
        eventCount: 1,
        unknownFields: 0,
    },
};

/** Streams on which each call takes `callMs` of `totalMs`, and the sizes of their calls. */
const streamsWith = (
    totalMs: number,
    callMs: number,
    options: Partial<Streams> = {},
): Streams & { readonly calls: number[] } => {
    const calls: number[] = [];
    return {
        calls,
        has: () => true,
        put: async (_, records) => {
            calls.push(records.length);
            return records.map(() => true);
        },
        leftMs: () => totalMs - calls.length * callMs,
        wait: async () => undefined,
        random: () => 0,
        ...options,
    };
};

const resultsOf = (decided: readonly DecidedRecord[]): readonly string[] =>
    decided.map(({ decision }) => decision.result);

describe('waves', () => {
    test('whole records are put together in calls of at most 500 pieces', async () => {
        const streams = streamsWith(60_000, 0);

        const settled = await settle(
            [splitInto(300), ok, splitInto(200), splitInto(1), splitInto(1100)],
            streams,
            60_000,
        );

        expect(streams.calls).toEqual([500, 1, 500, 500, 100]);
        expect(resultsOf(settled)).toEqual(['split', 'ok', 'split', 'split', 'split']);
    });

    test('nothing is put without split records', async () => {
        const streams = streamsWith(60_000, 0);

        expect([await settle([ok], streams, 60_000), streams.calls]).toEqual([[ok], []]);
    });

    test('no piece of a record is put if one has no stream', async () => {
        const streams = streamsWith(60_000, 0, { has: (table) => table === 'user_activity' });

        const settled = await settle([splitInto(3, 'user_notification'), splitInto(2)], streams, 60_000);

        expect([resultsOf(settled), streams.calls]).toEqual([['rejected', 'split'], [2]]);
    });
});

describe('time', () => {
    test.each([
        [20_000, ['split', 'split', 'split', 'rejected']],
        [20_001, ['split', 'split', 'rejected', 'rejected']],
        [90_000, ['split', 'rejected', 'rejected', 'rejected']],
    ])('no record is begun with less than a third of the time left: calls of %d ms', async (callMs, expected) => {
        const streams = streamsWith(60_000, callMs);

        const settled = await settle(
            Array.from({ length: 4 }, () => splitInto(500)),
            streams,
            60_000,
        );

        expect(resultsOf(settled)).toEqual(expected);
    });
});

test('a record that could not be re-ingested keeps the reasons of its rejected events', () => {
    const decision: Decision = { result: 'split', pieces: [], eventCount: 2, reasons: ['not_json'] };

    expect([reingestFailed(decision), reingestFailed(ok.decision)]).toEqual([
        { result: 'rejected', reasons: ['not_json', 'reingest_failed', 'reingest_failed'] },
        { result: 'rejected', reasons: ['reingest_failed'] },
    ]);
});
