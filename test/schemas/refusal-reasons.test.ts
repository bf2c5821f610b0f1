/** Tests of the reasons: public, a change is one that a user notices. */
import { expect, test } from 'vitest';
import { REFUSAL_REASONS } from '../../schemas/refusal-reasons.ts';

test('the reasons are those of the design', () => {
    expect(Object.keys(REFUSAL_REASONS)).toEqual([
        'not_base64',
        'not_gzip',
        'bad_parcel',
        'bad_row',
        'too_large_inflated',
        'not_json',
        'not_an_object',
        'unknown_event_source',
        'no_user_pool_id',
        'bad_user_pool_id',
        'too_large',
        'put_back_failed',
    ]);
});
