/** The tests on a real Trino: `npm run test:trino` starts the servers that they need. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/trino/**/*.trino.ts'],
        pool: 'forks',
        // One after the other: Trino has the processors, and the cases of a file already come four at a time.
        fileParallelism: false,
        maxConcurrency: 4,
        testTimeout: 120_000,
        hookTimeout: 120_000,
    },
});
