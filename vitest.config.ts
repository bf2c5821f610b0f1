/** One config for all suites. Each is a project: `npx vitest run --project NAME`. test/README.md describes them. */
import { resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

const isCovered = process.argv.includes('--coverage');
if (isCovered) process.env['CHILD_COVERAGE'] = resolve('coverage', 'children');

/**
 * Left out of `npm run coverage`, and the project `uncounted`: they try thousands of cases or measure time and memory, and
 * reach no new line.
 */
const NOT_COUNTED = [
    'test/{build,fuzz,law,positions,properties}/**/*.test.ts',
    'test/athena/{cases,sql}.test.ts',
    '**/*.time.test.ts',
    '**/{memory,poison}.test.ts',
];

/** Commands as processes, and operations against servers of the tests: they wait for rate limits and timeouts. */
const OPERATE = [
    'test/lib/deploy/{apply,doctor,preflight}/**/*.test.ts',
    'test/lib/operate/{backfill,compact,erase,feedback,rebuild,redrive}/**/*.test.ts',
    'test/lib/lake/write/exchange-tables.test.ts',
    'test/lib/watch/report/**/*.test.ts',
    'test/lib/watch/check/{check-queries,read-checks}.test.ts',
    'test/cli/{apply,call-aliases,check,compact,completeness,cost,doctor,few-files,lake-option,plan,query,query-athena,rebuild,redrive,replay,report,stop}.test.ts',
    'test/functions/{import,report}.test.ts',
    'test/lib/watch/completeness/in-athena.test.ts',
    'test/lib/watch/metrics/fetch-metrics.test.ts',
    'test/lib/query/athena/**/*.test.ts',
];

const TEMPORARY_FOLDER = 'test/support/temporary-folder.ts';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A process for each file: some load native engines, some catch the standard output. */
const project = (name: string, include: string[], options: object = {}) => ({
    test: {
        name,
        include,
        pool: 'forks' as const,
        // vitest leaves one processor free for its watcher: half of two.
        maxWorkers: '100%',
        // Counting slows down the commands that a test starts.
        testTimeout: isCovered ? 3 * MINUTE_MS : MINUTE_MS,
        hookTimeout: isCovered ? 3 * MINUTE_MS : MINUTE_MS,
        globalSetup: [TEMPORARY_FOLDER],
        setupFiles: isCovered ? ['test/gate/child-coverage.ts'] : [],
        exclude: [...configDefaults.exclude, ...(isCovered ? NOT_COUNTED : [])],
        ...options,
    },
});

/** A project whose files run one after the other, because they share a server or dist/. */
const serialProject = (name: string, include: string[], timeoutMs: number, options: object = {}) =>
    project(name, include, {
        fileParallelism: false,
        testTimeout: timeoutMs,
        hookTimeout: timeoutMs,
        ...options,
    });

/** A serial project with servers of its own, which test/NAME/global-setup.ts starts and stops. */
const serverProject = (name: string, timeoutMs: number, options: object = {}) =>
    serialProject(name, [`test/${name}/**/*.${name}.ts`], timeoutMs, {
        globalSetup: [TEMPORARY_FOLDER, `test/${name}/global-setup.ts`],
        ...options,
    });

export default defineConfig({
    test: {
        projects: [
            project('unit', ['test/**/*.test.ts'], {
                exclude: [...configDefaults.exclude, ...OPERATE, ...(isCovered ? NOT_COUNTED : [])],
            }),
            project('operate', OPERATE),
            // What `npm run coverage` leaves out of `unit`: the two together are all tests of `npm test`.
            project('uncounted', NOT_COUNTED),
            project('law', ['test/law/**/*.test.ts'], { env: { LAW_RUNS: '10000' }, testTimeout: 30 * MINUTE_MS }),
            project('backfill', ['test/backfill/**/*.backfill.ts']),
            serverProject('s3', 2 * MINUTE_MS),
            // Trino has the processors; the cases of a file come four at a time.
            serverProject('trino', 2 * MINUTE_MS, { maxConcurrency: 4 }),
            // The life of one stack, step by step: after a failed step the next ones mean nothing.
            serverProject('deploy', 5 * MINUTE_MS, { bail: 1 }),
            serialProject('stack', ['test/stack/check/{stack,serverless,largest}.check.ts'], 10 * MINUTE_MS),
            serialProject('mistakes', ['test/stack/check/mistakes.check.ts'], 10 * MINUTE_MS),
        ],
        coverage: {
            provider: 'custom',
            customProviderModule: './test/gate/coverage-provider.mjs',
            include: ['lib/**/*.ts', 'schemas/**/*.ts'],
            exclude: ['test/**'],
            reporter: ['text-summary', 'json-summary', 'json'],
            // The gate of `npm run coverage`, over lib/ as a whole.
            thresholds: { 'lib/**/*.ts': { lines: 98, branches: 98 } },
        },
    },
});
