/** The tests that mutants are tried on: those that stryker.config.mjs names for the group of rooms at hand. */
import { defineConfig } from 'vitest/config';

const names = (process.env['MUTATE_TESTS'] ?? '').split(',');

export default defineConfig({
    test: {
        include: names.map((name) => `test/${name}.test.ts`),
        setupFiles: ['test/mutation/setup.ts'],
        testTimeout: 120_000,
        // One thread for all: the rooms and zod are loaded once a mutant, not once a file.
        pool: 'threads',
        isolate: false,
    },
});
