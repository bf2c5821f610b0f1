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
            reporter: ['text', 'json-summary'],
        },
    },
});
