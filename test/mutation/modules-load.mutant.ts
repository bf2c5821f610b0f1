/** Tests that the mutated modules can be loaded. */
// It runs last. If a mutant breaks the loading, no other test runs, and Stryker would count the mutant as a survivor.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

test.each((process.env['MUTATE_MODULES'] ?? '').split(','))('the module %s can be loaded', async (module) => {
    await expect(import(resolve(`${module}.ts`))).resolves.toBeTypeOf('object');
});
