/** Tests, behind all others, that the rooms under mutation can be loaded. Where a mutant breaks that, no other test runs, and Stryker would take it for one that lives. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

test.each((process.env['MUTATE_ROOMS'] ?? '').split(','))('%s can be loaded', async (room) => {
    await expect(import(resolve(`${room}.ts`))).resolves.toBeTypeOf('object');
});
