/** The tests: all of test/, in processes of their own, because some load native engines and some catch the standard output. */
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const isCovered = process.argv.includes('--coverage');
if (isCovered) process.env['CHILD_COVERAGE'] = resolve('coverage', 'children');

export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        pool: 'forks',
        // vitest leaves a processor free for its watcher: of two, half.
        maxWorkers: '100%',
        testTimeout: 60_000,
        hookTimeout: 60_000,
        setupFiles: isCovered ? ['test/gate/children.ts'] : [],
        coverage: {
            provider: 'custom',
            customProviderModule: './test/gate/provider.mjs',
            include: ['lib/**/*.ts', 'schemas/**/*.ts'],
            exclude: ['test/**'],
            reporter: ['text-summary', 'json-summary', 'json'],
            // The gate of `npm run coverage`, over lib/ as a whole.
            thresholds: { 'lib/**/*.ts': { lines: 98, branches: 98 } },
        },
    },
});
