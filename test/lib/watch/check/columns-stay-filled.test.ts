import { expect, test } from 'vitest';
import { columnsStayFilled } from '../../../../lib/watch/check/columns-stay-filled.ts';

test('the SQL is the file in athena/checks; `npx vitest run test/check -u` writes it anew', async () => {
    await expect(columnsStayFilled()).toMatchFileSnapshot('../../../../athena/checks/columns_stay_filled.sql');
});
