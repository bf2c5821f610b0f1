/** Tests of the generated SQL of the check deliveries_agree. test/lib/lake/differing-deliveries.test.ts has its cases. */
import { expect, test } from 'vitest';
import { deliveriesAgree } from '../../../../lib/watch/check/deliveries-agree.ts';

// To regenerate the file: npx vitest run test/lib/watch/check -u
test('the generated SQL is the file in athena/checks', async () => {
    await expect(deliveriesAgree()).toMatchFileSnapshot('../../../../athena/checks/deliveries_agree.sql');
});
