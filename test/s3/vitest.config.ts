/** The tests on a real S3 server: `npm run test:s3` starts it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/s3/**/*.s3.ts'],
        pool: 'forks',
        // The 100 MB object's test measures memory: nothing beside it.
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
    },
});
