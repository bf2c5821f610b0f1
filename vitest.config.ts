/** The tests, in processes of their own, because some load native engines and some catch the standard output. */
import { resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

const isCovered = process.argv.includes('--coverage');
if (isCovered) process.env['CHILD_COVERAGE'] = resolve('coverage', 'children');

/** What tries thousands of cases, or measures time, memory and bundles: it reaches no line that the tests of the rooms and commands don't. */
const NOT_COUNTED = [
    'test/{build,fuzz,law,positions,properties}/**',
    'test/athena/{cases,sql}.test.ts',
    '**/*.time.test.ts',
    '**/memory.test.ts',
];

/** The commands of an operator, against servers of the tests: they wait for paces and time-outs, and have a run of their own. */
export const OPERATE = [
    'test/lib/deploy/{apply,doctor}/**/*.test.ts',
    'test/lib/operate/{backfill,compact,erase,feedback,rebuild,redrive}/**/*.test.ts',
    'test/lib/lake/write/exchange-tables.test.ts',
    'test/lib/watch/report/**/*.test.ts',
    'test/cli/{apply,compact,completeness,cost,doctor,plan,query-athena,rebuild,redrive,report}.test.ts',
    'test/functions/{import,report}.test.ts',
    'test/lib/watch/completeness/in-athena.test.ts',
    'test/lib/watch/metrics/fetch-metrics.test.ts',
    'test/lib/query/athena/**/*.test.ts',
];

/** Counting slows a command down that a test starts. */
const COVERED_TIMEOUT = 180_000;

export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        exclude: [...configDefaults.exclude, ...(isCovered ? NOT_COUNTED : OPERATE)],
        pool: 'forks',
        // vitest leaves a processor free for its watcher: of two, half.
        maxWorkers: '100%',
        testTimeout: isCovered ? COVERED_TIMEOUT : 60_000,
        hookTimeout: isCovered ? COVERED_TIMEOUT : 60_000,
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
