/** The tests of the commands of an operator: `npm run test:operate`. */
import { defineConfig } from 'vitest/config';
import { OPERATE } from '../vitest.config.ts';

export default defineConfig({
    test: {
        include: OPERATE,
        pool: 'forks',
        maxWorkers: '100%',
        testTimeout: 60_000,
        hookTimeout: 60_000,
    },
});
