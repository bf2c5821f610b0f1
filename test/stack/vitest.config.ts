/** The checks of the stack: `npm run check:stack` and `npm run check:mistakes`. They install cfn-lint and checkov. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/stack/check/*.check.ts'],
        pool: 'forks',
        // Each packages through the same dist/.
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 600_000,
    },
});
