/** Tests of queries in Athena, over HTTP on a fake server with DuckDB as its engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../../lib/basics/user-error.ts';
import { toAthenaError } from '../../../../lib/query/athena/athena-error.ts';
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import { renderQuery } from '../../../../lib/query/render-query.ts';
import { caseValues } from '../../../athena/case/case-values.ts';
import { DuckdbLake } from '../../../athena/case/duckdb-lake.ts';
import { readCases, type QueryCase } from '../../../athena/case/read-cases.ts';
import { makeQuery } from '../../../support/make-query.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';
import { withFakeS3 } from '../../../support/fake-s3.ts';
import { runFakeAthenaQuery } from '../../../support/run-athena-query.ts';
import { withFakeAthena, type SqlEngine, type FakeAthena } from '../../../support/fake-athena.ts';

const catalogue = readCatalogue();
let lake: DuckdbLake;
beforeAll(async () => {
    lake = await DuckdbLake.open();
});
afterAll(() => lake.close());

const engine: SqlEngine = async (sql) => lake.query(sql);
const noRows: SqlEngine = async () => ({ columns: { n: 'bigint' }, rows: [] });
const report = findQuery(catalogue, 'risk_decision_report');
const JANUARY = new Map([
    ['first_day', ['2026-01-01']],
    ['last_day', ['2026-01-31']],
]);
const oneColumn = makeQuery([], 'select 1 as n');
const run = async (overrides: Partial<FakeAthena> = {}) =>
    withFakeAthena(noRows, async () => runFakeAthenaQuery(oneColumn, new Map()), overrides);

/** The case with the most rows. */
const largestCase = (name: string): QueryCase => readCases(name).toSorted((a, b) => b.rows.length - a.rows.length)[0]!;

describe('the result', () => {
    test.each(catalogue.map((query) => [query.name, query] as const))(
        'the result of %s equals that of DuckDB: names, values, NULLs and order',
        async (_, query) => {
            const queryCase = largestCase(query.name);
            await lake.load(queryCase);

            const { out } = await withFakeAthena(
                engine,
                async ({ statements }) => {
                    const output = await runFakeAthenaQuery(query, caseValues(queryCase));
                    expect(statements.at(-1)).toContain(renderQuery(query, caseValues(queryCase)).slice(0, 200));
                    return output;
                },
                { rowsPerPage: 2 },
            );

            expect(JSON.parse(out)).toEqual(queryCase.rows);
        },
    );

    test('a result of many pages is read without its header row', async () => {
        const rows = Array.from({ length: 2345 }, (_, n) => ({ n, text: n % 7 === 0 ? null : `row ${n}` }));
        const many: SqlEngine = async () => ({ columns: { n: 'bigint', text: 'varchar' }, rows });

        const [{ out }, calls] = await withFakeAthena(
            many,
            async (athena) => [await runFakeAthenaQuery(oneColumn, new Map()), athena.calls] as const,
        );

        expect(JSON.parse(out)).toEqual(rows);
        expect(calls.filter((name) => name === 'GetQueryResults')).toHaveLength(4);
    });

    test('the first row of an emulator without a header row is kept', async () => {
        const { out } = await withFakeAthena(
            async () => ({ columns: { n: 'integer' }, rows: [{ n: 1 }, { n: 2 }] }),
            async () => runFakeAthenaQuery(oneColumn, new Map()),
            { hasHeaderRow: false },
        );

        expect(JSON.parse(out)).toEqual([{ n: 1 }, { n: 2 }]);
    });

    test('a result without rows is noted with the parameter values', async () => {
        const { out, messages } = await withFakeAthena(noRows, async () => runFakeAthenaQuery(report, JANUARY));

        expect(JSON.parse(out)).toEqual([]);
        expect(messages.at(-1)).toBe('No rows for first_day 2026-01-01, last_day 2026-01-31, user_pool_id all.');
    });

    test('the scanned bytes and their price are printed, and the state is shown while the query runs', async () => {
        const { messages, statusLines } = await run({ pollsUntilEnd: 2, scannedBytes: 2_199_023_255_552 });

        expect(messages[0]).toMatch(
            /^Athena scanned 2\.2 TB: 10\.0000 USD \(list prices of us-east-1 as of \d{4}-\d\d-\d\d\)\.$/,
        );
        expect(statusLines).toEqual([
            'Athena: queued, 2.2 TB scanned',
            'Athena: running, 2.2 TB scanned',
            'Athena: succeeded, 2.2 TB scanned',
        ]);
    });
});

describe('errors of Athena', () => {
    const denied =
        'User: arn:aws:iam::123456789012:user/x is not authorized to perform: athena:StartQueryExecution ' +
        'on resource: arn:aws:athena:us-west-2:123456789012:workgroup/w';

    test.each<[string, Partial<FakeAthena>, RegExp]>([
        [
            'a denied action',
            { onCall: () => ({ __type: 'AccessDeniedException', message: denied }) },
            /^Athena: access is denied: athena:StartQueryExecution\. The stack’s policy cognito-log-lake-test-analyst /,
        ],
        [
            'a denied action that the message does not name',
            { onCall: (name) => (name === 'GetQueryResults' ? { __type: 'AccessDeniedException' } : undefined) },
            /access is denied: athena:GetQueryResults/,
        ],
        [
            'a missing workgroup',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? {
                              __type: 'InvalidRequestException',
                              message: 'WorkGroup cognito-log-lake-test is not found.',
                          }
                        : undefined,
            },
            /^Athena has no workgroup cognito-log-lake-test in this account and region\. Pass --workgroup/,
        ],
        [
            'a workgroup without an output location',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? {
                              __type: 'InvalidRequestException',
                              message: 'No output location provided. An output location is required.',
                          }
                        : undefined,
            },
            /^The workgroup cognito-log-lake-test has no output location\. Set one/,
        ],
        [
            'a disabled workgroup',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? { __type: 'InvalidRequestException', message: 'WorkGroup cognito-log-lake-test is disabled.' }
                        : undefined,
            },
            /^The workgroup cognito-log-lake-test is disabled\. Enable it, or pass another/,
        ],
        [
            'expired credentials',
            {
                onCall: () => ({
                    __type: 'ExpiredTokenException',
                    message: 'The security token included in the request is expired',
                    status: 403,
                }),
            },
            /^Athena: the AWS credentials are not valid\./,
        ],
        [
            'a very long reason',
            { finalStateOf: () => ({ state: 'FAILED', reason: 'x'.repeat(1000) }) },
            /^The query failed\. Athena’s reason: x{600}…$/,
        ],
        [
            'invalid credentials',
            {
                onCall: () => ({
                    __type: 'UnrecognizedClientException',
                    message: 'The security token included in the request is invalid.',
                }),
            },
            /^Athena: the AWS credentials are not valid\. Check AWS_PROFILE/,
        ],
        [
            'an unknown error',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? { __type: 'StrangeException', message: 'odd \u001b[31m' }
                        : undefined,
            },
            /^Athena: StrangeException: odd \\x1b\[31m$/,
        ],
        [
            'a failed query',
            { finalStateOf: () => ({ state: 'FAILED', reason: 'GENERIC_INTERNAL_ERROR: no \u001b[2J' }) },
            /^The query failed\. Athena’s reason: GENERIC_INTERNAL_ERROR: no \\x1b\[2J$/,
        ],
        [
            'a missing table',
            {
                finalStateOf: () => ({
                    state: 'FAILED',
                    reason: "TABLE_NOT_FOUND: line 3:6: Table 'awsdatacatalog.x.attempts' does not exist",
                }),
            },
            /\nCheck that cognito_log_lake_test is the database of the lake, or pass another with --database\.$/,
        ],
        [
            'a query over the scan limit',
            {
                finalStateOf: (sql) =>
                    sql.startsWith('explain')
                        ? undefined
                        : { state: 'CANCELLED', reason: 'Bytes scanned limit was exceeded' },
            },
            /^The query was cancelled\. .*exceeded\nThe workgroup cognito-log-lake-test limits .*\. Query fewer days/,
        ],
        [
            'a failed query without a reason',
            { finalStateOf: () => ({ state: 'FAILED', reason: '' }) },
            /^The query failed\. Athena gave no reason\.$/,
        ],
    ])('%s is a user error with a hint', async (_, overrides, message) => {
        const output = run(overrides);

        await expect(output).rejects.toThrow(UserError);
        await expect(output).rejects.toThrow(message);
    });

    test('a throttled call is retried', async () => {
        let failuresLeft = 2;
        const { out } = await run({
            onCall: () =>
                (failuresLeft -= 1) >= 0 ? { __type: 'TooManyRequestsException', message: 'Rate exceeded' } : undefined,
        });

        expect(JSON.parse(out)).toEqual([]);
    });

    test('a missing region is an error that names the variable to set', async () => {
        await expect(
            withFakeAthena(noRows, async () =>
                withEnvironment(
                    {
                        AWS_REGION: undefined,
                        AWS_DEFAULT_REGION: undefined,
                        AWS_CONFIG_FILE: '/dev/null',
                        AWS_PROFILE: undefined,
                    },
                    async () => runFakeAthenaQuery(oneColumn, new Map()),
                ),
            ),
        ).rejects.toThrow('Athena: no AWS region is set. Set AWS_REGION, or a region in the profile.');
    });

    test('a query whose state cannot be read is stopped', async () => {
        const calls = await withFakeAthena(
            noRows,
            async (athena) => {
                await expect(runFakeAthenaQuery(oneColumn, new Map())).rejects.toThrow(
                    /access is denied: athena:GetQueryExecution/,
                );
                return athena.calls;
            },
            {
                onCall: (name) =>
                    name === 'GetQueryExecution' ? { __type: 'AccessDeniedException', message: 'no' } : undefined,
            },
        );

        expect(calls.at(-1)).toBe('StopQueryExecution');
    });

    test('a query that can neither be polled nor stopped is named, with both reasons', async () => {
        await expect(
            run({
                onCall: (name) =>
                    name === 'GetQueryExecution'
                        ? { __type: 'AccessDeniedException', message: 'no' }
                        : name === 'StopQueryExecution'
                          ? { __type: 'StrangeException', message: 'neither' }
                          : undefined,
            }),
        ).rejects.toThrow(
            new RegExp(
                'access is denied: athena:GetQueryExecution\\. .* The query [0-9a-f-]{36} may still be running ' +
                    'in Athena: stopping it failed\\. Athena: StrangeException: neither$',
            ),
        );
    });

    test('an HTTP status of 500 and more is unavailable, any other is rejected', () => {
        const kindOf = (httpStatusCode: number) =>
            toAthenaError(
                Object.assign(new Error('odd'), { name: 'StrangeException', $metadata: { httpStatusCode } }),
                {
                    action: 'athena:GetWorkGroup',
                    workGroup: 'w',
                    database: 'd',
                },
            ).kind;

        expect([kindOf(500), kindOf(503), kindOf(400)]).toEqual(['unavailable', 'unavailable', 'rejected']);
    });

    test('a server that refuses the connection is named in the error', async () => {
        await expect(
            withFakeAthena(noRows, async () =>
                withEnvironment({ AWS_ENDPOINT_URL_ATHENA: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' }, async () =>
                    runFakeAthenaQuery(oneColumn, new Map()),
                ),
            ),
        ).rejects.toThrow(/^Athena: the connection was refused\. Check the network, AWS_ENDPOINT_URL/);
    });
});

describe('aborting the signal', () => {
    const abortWhileRunning = async (overrides: Partial<FakeAthena> = {}): Promise<readonly string[]> =>
        withFakeAthena(
            noRows,
            async (athena) => {
                const stop = new AbortController();
                athena.onCall = (name) => {
                    if (name === 'GetQueryExecution' && !athena.statements.at(-1)!.startsWith('explain')) stop.abort();
                    return overrides.onCall?.(name);
                };
                await expect(runFakeAthenaQuery(oneColumn, new Map(), { signal: stop.signal })).rejects.toThrow(
                    overrides.onCall === undefined
                        ? /^Stopped\. The query [\w-]+ was stopped in Athena too\.$/
                        : /^Stopped\. The query [\w-]+ may still be running in Athena: stopping it failed\. Athena: /,
                );
                return athena.calls;
            },
            { pollsUntilEnd: 1000 },
        );

    test('an aborted query is stopped in Athena', async () => {
        expect((await abortWhileRunning()).at(-1)).toBe('StopQueryExecution');
    });

    test('an abort between pages reads no more pages', async () => {
        const many: SqlEngine = async () => ({
            columns: { n: 'bigint' },
            rows: Array.from({ length: 50 }, (_, n) => ({ n })),
        });
        const stop = new AbortController();
        let pages = 0;

        const calls = await withFakeAthena(
            many,
            async (athena) => {
                await expect(runFakeAthenaQuery(oneColumn, new Map(), { signal: stop.signal })).rejects.toThrow(
                    new UserError('Stopped.'),
                );
                return athena.calls;
            },
            {
                rowsPerPage: 10,
                onCall: (name) => {
                    if (name === 'GetQueryResults') pages += 1;
                    // The first page is the plan, the second the first page of the result.
                    if (pages === 3) stop.abort();
                    return undefined;
                },
            },
        );

        expect(calls.filter((name) => name === 'GetQueryResults')).toHaveLength(3);
    });

    test('a query that cannot be stopped is reported', async () => {
        await abortWhileRunning({
            onCall: (name) =>
                name === 'StopQueryExecution' ? { __type: 'AccessDeniedException', message: 'no' } : undefined,
        });
    });
});

const scan = (
    table: string,
    columns: Readonly<Record<string, readonly (readonly [(string | undefined)?, string?])[]>>,
) => ({
    table: { catalog: 'awsdatacatalog', schemaTable: { schema: 'x', table } },
    constraint: {
        none: false,
        columnConstraints: Object.entries(columns).map(([columnName, ranges]) => ({
            columnName,
            type: 'varchar',
            domain: {
                nullsAllowed: false,
                ranges: ranges.map(([low, high]) => ({
                    low: { ...(low === undefined ? {} : { value: low }), bound: 'EXACTLY' },
                    high: { ...(high === undefined ? {} : { value: high }), bound: 'EXACTLY' },
                })),
            },
        })),
    },
    estimate: { outputRowCount: 'NaN' },
});
const planOf = (...scans: readonly object[]): string =>
    JSON.stringify({ inputTableColumnInfos: scans, estimate: {} }, null, 2);

const activity = (pool: string, type: string, day: string): string =>
    `lake/user_activity/user_pool_id=${pool}/event_type=${type}/dt=${day}/a.parquet`;
const OBJECTS = Object.fromEntries(
    ['a_1', 'b_2'].flatMap((pool) =>
        ['SignIn', 'SignUp'].flatMap((type) =>
            ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => [activity(pool, type, day), 'x'.repeat(1000)]),
        ),
    ),
);
const ONE_DAY = planOf(
    scan('user_activity', {
        user_pool_id: [['a_1', 'a_1']],
        event_type: [['SignIn', 'SignIn']],
        dt: [['2026-01-02', '2026-01-02']],
    }),
    scan('allowlist', {}),
);

const withLakeInS3 = async <Output>(
    overrides: Partial<FakeAthena>,
    act: (athena: FakeAthena) => Promise<Output>,
): Promise<Output> =>
    withFakeS3({ ...OBJECTS, 'lake/allowlist/office.csv': 'kind,value,note\n' }, async ({ address }) =>
        withFakeAthena(noRows, act, { locationOf: (table) => `${address}/lake/${table}/`, ...overrides }),
    );

describe('the estimate of a query', () => {
    test('--dry-run lists partitions, objects and bytes of each scan, and runs only EXPLAIN', async () =>
        withLakeInS3({ plan: ONE_DAY }, async ({ statements }) => {
            const { out, messages } = await runFakeAthenaQuery(oneColumn, new Map(), { isDryRun: true });

            expect(JSON.parse(out)).toEqual([
                {
                    table: 'user_activity',
                    user_pool_ids: 1,
                    event_types: 'SignIn',
                    first_day: '2026-01-02',
                    last_day: '2026-01-02',
                    object_count: 1,
                    bytes: 1000,
                },
                {
                    table: 'allowlist',
                    user_pool_ids: 0,
                    event_types: '',
                    first_day: null,
                    last_day: null,
                    object_count: 1,
                    bytes: 16,
                },
            ]);
            expect(messages.join()).toMatch(
                new RegExp(
                    '^The query scans at most 1\\.0 kB in 2 objects: 0\\.0000 USD \\(list prices of .*\\)\\. ' +
                        'The workgroup’s limit is 10\\.0 GB per query\\.$',
                ),
            );
            expect(statements).toEqual([expect.stringMatching(/^explain \(type io, format json\) -- sample/)]);
        }));

    test.each<[string, string, number]>([
        [
            'two days of all pools',
            planOf(
                scan('user_activity', {
                    event_type: [['SignUp', 'SignUp']],
                    dt: [['2026-01-01', '2026-01-01'], ['2026-01-03']],
                }),
            ),
            4,
        ],
        ['a whole table', planOf(scan('user_activity', {})), 12],
        [
            'the same table twice',
            planOf(scan('user_activity', {}), scan('user_activity', { dt: [[undefined, '2026-01-01']] })),
            16,
        ],
        ['an empty scan', planOf({ ...scan('user_activity', {}), constraint: { none: true } }), 0],
        ['no day', planOf(scan('user_activity', { dt: [] })), 0],
    ])('a query on %s is estimated by the objects it scans', async (_, plan, objects) =>
        withLakeInS3({ plan }, async () => {
            const { messages } = await runFakeAthenaQuery(oneColumn, new Map(), { isDryRun: true });

            expect(messages[0]).toContain(` in ${objects} objects: `);
        }),
    );

    test('the estimate says that a workgroup has no limit', async () =>
        withLakeInS3({ plan: ONE_DAY, scanLimitBytes: null }, async () => {
            const { messages } = await runFakeAthenaQuery(oneColumn, new Map(), { isDryRun: true });

            expect(messages.join()).toMatch(/ The workgroup has no limit\.$/);
        }));

    test('a query over the workgroup’s limit runs only if it is confirmed', async () =>
        withLakeInS3({ plan: planOf(scan('user_activity', {})), scanLimitBytes: 11_999 }, async ({ statements }) => {
            const prompts: string[] = [];
            const confirm =
                (isYes: boolean) =>
                async (prompt: string): Promise<boolean> => {
                    prompts.push(prompt);
                    return isYes;
                };

            await expect(runFakeAthenaQuery(oneColumn, new Map(), { confirm: confirm(false) })).rejects.toThrow(
                /^Not run\. The query scans at most 12\.0 kB in 12 objects.*limit is 12\.0 kB.*\nQuery .* --yes\.$/,
            );
            expect(statements.filter((sql) => !sql.startsWith('explain'))).toEqual([]);

            await runFakeAthenaQuery(oneColumn, new Map(), { confirm: confirm(true) });
            expect(statements.filter((sql) => !sql.startsWith('explain'))).toHaveLength(1);
            expect(prompts).toEqual([
                expect.stringMatching(/^The query scans at most .* Run it\?$/),
                expect.anything(),
            ]);
        }));

    test.each([
        ['equal to', 12_000],
        ['below', 12_001],
        ['without', null],
    ])('a query %s the workgroup’s limit runs without confirmation', async (_, cutOff) =>
        withLakeInS3({ plan: planOf(scan('user_activity', {})), scanLimitBytes: cutOff }, async () => {
            expect(JSON.parse((await runFakeAthenaQuery(oneColumn, new Map())).out)).toEqual([]);
        }),
    );

    test('a query runs without an estimate if listing objects is denied, with a note', async () =>
        withFakeS3(OBJECTS, async (s3) => {
            s3.onRequest = () => 'AccessDenied';
            const { out, messages } = await withFakeAthena(
                noRows,
                async () => runFakeAthenaQuery(oneColumn, new Map()),
                {
                    locationOf: (table) => `${s3.address}/lake/${table}`,
                    plan: ONE_DAY,
                },
            );

            expect(JSON.parse(out)).toEqual([]);
            expect(messages[0]).toMatch(
                /^Cannot estimate how much the query scans\. s3:\/\/sample-bucket\/lake.*access is denied/,
            );
        }));

    test.each<[string, Partial<FakeAthena>, string]>([
        [
            'a table outside of a lake',
            { locationOf: () => 's3://other-bucket/some-table/', plan: ONE_DAY },
            'The table user_activity is at s3://other-bucket/some-table, so it is not part of a lake.',
        ],
        [
            'a table without a location',
            { locationOf: () => '', plan: ONE_DAY },
            'The table user_activity has no location, so it is not part of a lake.',
        ],
        ['a plan of another form', { plan: '{"other": 1}' }, 'Cannot parse the output of Athena’s EXPLAIN.'],
        ['a plan that is not JSON', { plan: 'Fragment 0 [SINGLE]' }, 'Cannot parse the output of Athena’s EXPLAIN.'],
        [
            'a failed EXPLAIN',
            {
                finalStateOf: (sql) =>
                    sql.startsWith('explain') ? { state: 'FAILED', reason: 'NOT_SUPPORTED: io' } : undefined,
            },
            'The query failed. Athena’s reason: NOT_SUPPORTED: io',
        ],
    ])('with %s there is no estimate: --dry-run fails, a run goes on with a note', async (_, overrides, reason) => {
        await expect(
            withFakeAthena(noRows, async () => runFakeAthenaQuery(oneColumn, new Map(), { isDryRun: true }), overrides),
        ).rejects.toMatchObject({ name: 'AthenaError', message: reason });

        const { out, messages } = await run(overrides);

        expect({ out: JSON.parse(out), note: messages[0] }).toEqual({
            out: [],
            note: `Cannot estimate how much the query scans. ${reason}`,
        });
    });
});
