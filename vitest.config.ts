/** The tests: all of test/, in processes of their own, because some load native engines and some catch the standard output. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        pool: 'forks',
        // vitest leaves a processor free for its watcher: of two, half.
        maxWorkers: '100%',
        testTimeout: 60_000,
        hookTimeout: 60_000,
        coverage: {
            provider: 'v8',
            include: ['lib/**/*.ts', 'schemas/**/*.ts'],
            exclude: ['test/**'],
            reporter: ['text', 'json-summary'],
            // The gate of `npm run coverage`, over lib/ as a whole.
            thresholds: { 'lib/**/*.ts': { lines: 98, branches: 98 } },
        },
    },
});
