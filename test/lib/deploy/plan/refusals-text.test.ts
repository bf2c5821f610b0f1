import { expect, test } from 'vitest';
import type { Refusal } from '../../../../lib/deploy/delivery/refusal.ts';
import { refusalsText } from '../../../../lib/deploy/plan/refusals-text.ts';

const given = (more: Partial<Refusal>): Refusal => ({
    severity: 'doubtful',
    user_pool_id: 'us-west-2_EXAMPLE',
    at: 'userPoolId',
    error: null,
    says: null,
    next: 'Do it.',
    ...more,
});

test('what AWS says is told with its exception, without one, or not at all where it is not known', () => {
    const text = refusalsText(
        [
            given({}),
            given({ says: 'No.', at: 'logConfigurations' }),
            given({ says: 'No.', error: 'InvalidParameterException' }),
            given({ severity: 'refused' }),
        ],
        'doubtful',
        'But',
        null,
    );

    expect(text).toBe(`
But
  us-west-2_EXAMPLE
    Do:       Do it.
  us-west-2_EXAMPLE, logConfigurations
    AWS says: No.
    Do:       Do it.
  us-west-2_EXAMPLE
    AWS says: InvalidParameterException: No.
    Do:       Do it.
`);
    expect(refusalsText([], 'refused', 'AWS would refuse', null)).toBe('');
});
