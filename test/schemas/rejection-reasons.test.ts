/** Tests of the rejection reasons: they are a contract, so users notice a change. */
import { expect, test } from 'vitest';
import { REJECTION_REASONS } from '../../schemas/rejection-reasons.ts';

test('the rejection reasons are those of the design', () => {
    expect(Object.keys(REJECTION_REASONS)).toEqual([
        'not_base64',
        'not_gzip',
        'bad_parcel',
        'bad_row',
        'too_large_inflated',
        'too_deep',
        'too_many_values',
        'too_many_events',
        'not_json',
        'not_an_object',
        'unknown_event_source',
        'no_user_pool_id',
        'bad_user_pool_id',
        'too_large',
        'reingest_failed',
    ]);
});
