/** The deployment to an emulator: `npm run test:deploy` starts it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/deploy/**/*.deploy.ts'],
        pool: 'forks',
        // One life of one stack, step by step.
        fileParallelism: false,
        bail: 1,
        testTimeout: 300_000,
        hookTimeout: 300_000,
    },
});
