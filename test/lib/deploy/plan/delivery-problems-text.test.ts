/** Tests of the text for problems of a log delivery. */
import { expect, test } from 'vitest';
import type { DeliveryProblem } from '../../../../lib/deploy/delivery/delivery-problem.ts';
import { deliveryProblemsText } from '../../../../lib/deploy/plan/delivery-problems-text.ts';

const makeProblem = (more: Partial<DeliveryProblem>): DeliveryProblem => ({
    severity: 'warning',
    user_pool_id: 'us-west-2_EXAMPLE',
    location: 'userPoolId',
    exception: null,
    aws_message: null,
    fix: 'Do it.',
    ...more,
});

test('the message of AWS is shown with its exception if it has one, and omitted if it is unknown', () => {
    const text = deliveryProblemsText(
        [
            makeProblem({}),
            makeProblem({ aws_message: 'No.', location: 'logConfigurations' }),
            makeProblem({ aws_message: 'No.', exception: 'InvalidParameterException' }),
            makeProblem({ severity: 'error' }),
        ],
        'warning',
        'But',
        null,
    );

    expect(text).toBe(`
But
  us-west-2_EXAMPLE
    Fix:      Do it.
  us-west-2_EXAMPLE, logConfigurations
    AWS says: No.
    Fix:      Do it.
  us-west-2_EXAMPLE
    AWS says: InvalidParameterException: No.
    Fix:      Do it.
`);
    expect(deliveryProblemsText([], 'error', 'Errors', null)).toBe('');
});
