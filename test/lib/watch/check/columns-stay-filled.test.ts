/** Tests of the generated SQL of the check columns_stay_filled. */
import { expect, test } from 'vitest';
import { columnsStayFilled } from '../../../../lib/watch/check/columns-stay-filled.ts';

// To regenerate the file: npx vitest run test/lib/watch/check -u
test('the generated SQL is the file in athena/checks', async () => {
    await expect(columnsStayFilled()).toMatchFileSnapshot('../../../../athena/checks/columns_stay_filled.sql');
});
