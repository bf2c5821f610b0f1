/** Tests of the counts of a batch. */
import { expect, test } from 'vitest';
import type { Decision } from '../../../../lib/transform/reply/decide.ts';
import { countBatch } from '../../../../lib/transform/reply/count-batch.ts';

const partition = { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' };
const piece = { table: 'user_activity', bytes: Buffer.alloc(1) } as const;

test('countBatch counts every result, and events = rows + rejected events + re-ingested events', () => {
    const decisions: readonly Decision[] = [
        { result: 'ok', partition, data: '', eventCount: 3, unknownFields: 2 },
        { result: 'ok', partition, data: '', eventCount: 1, unknownFields: 0 },
        { result: 'ok', partition: { ...partition, user_pool_id: 'b_2' }, data: '', eventCount: 2, unknownFields: 1 },
        { result: 'dropped' },
        { result: 'rejected', reasons: ['not_json'] },
        { result: 'rejected', reasons: ['reingest_failed', 'reingest_failed', 'not_json'] },
        { result: 'split', pieces: [piece, piece], eventCount: 5, reasons: [] },
        { result: 'split', pieces: [piece], eventCount: 7, reasons: ['not_json', 'bad_row'] },
    ];

    const counts = countBatch(decisions.map((decision) => ({ decision })));

    expect(counts).toEqual({
        records: 8,
        ok: 3,
        dropped: 1,
        rejected: 3,
        split: 1,
        events: 24,
        rows: 6,
        rejected_events: 6,
        reingested_events: 12,
        reingested_pieces: 3,
        unknown_fields: 3,
        rows_by_pool: { a_1: 4, b_2: 2 },
        rejected_by_reason: { not_json: 3, bad_row: 1, reingest_failed: 2 },
    });
});

test('all counts of an empty batch are zero', () => {
    expect(countBatch([])).toEqual({
        records: 0,
        ok: 0,
        dropped: 0,
        rejected: 0,
        split: 0,
        events: 0,
        rows: 0,
        rejected_events: 0,
        reingested_events: 0,
        reingested_pieces: 0,
        unknown_fields: 0,
        rows_by_pool: {},
        rejected_by_reason: {},
    });
});
