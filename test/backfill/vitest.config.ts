/** The proof that a backfill of many users ends well: `npm run test:backfill`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/backfill/**/*.backfill.ts'],
        pool: 'forks',
        hookTimeout: 60_000,
    },
});
