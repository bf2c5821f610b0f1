/** Tests of the counts of a batch. */
import { expect, test } from 'vitest';
import { batchCounts } from '../../../../lib/transform/reply/batch-counts.ts';

const partition = { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' };
const piece = { table: 'user_activity', bytes: Buffer.alloc(1) } as const;

test('every ending is counted, and events in are rows, refused and put back', () => {
    const counts = batchCounts([
        { how: 'kept', partition, data: '', eventCount: 3, unknownFields: 2 },
        { how: 'kept', partition, data: '', eventCount: 1, unknownFields: 0 },
        { how: 'kept', partition: { ...partition, user_pool_id: 'b_2' }, data: '', eventCount: 2, unknownFields: 1 },
        { how: 'set_aside' },
        { how: 'refused', refusals: ['not_json'] },
        { how: 'refused', refusals: ['put_back_failed', 'put_back_failed', 'not_json'] },
        { how: 'put_back', pieces: [piece, piece], eventCount: 5 },
    ]);

    expect(counts).toEqual({
        arrivals: 7,
        kept: 3,
        set_aside: 1,
        refused: 2,
        taken_apart: 1,
        events: 15,
        rows: 6,
        refused_events: 4,
        put_back_events: 5,
        put_back_pieces: 2,
        unknown_fields: 3,
        rows_by_pool: { a_1: 4, b_2: 2 },
        refused_by_reason: { not_json: 2, put_back_failed: 2 },
    });
});

test('of an empty batch all are zero', () => {
    expect(batchCounts([])).toEqual({
        arrivals: 0,
        kept: 0,
        set_aside: 0,
        refused: 0,
        taken_apart: 0,
        events: 0,
        rows: 0,
        refused_events: 0,
        put_back_events: 0,
        put_back_pieces: 0,
        unknown_fields: 0,
        rows_by_pool: {},
        refused_by_reason: {},
    });
});
