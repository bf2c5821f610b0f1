/** Tests of questions that Athena answers, over HTTP on a server that speaks its API, with DuckDB behind it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import { athenaError } from '../../../../lib/query/athena/athena-error.ts';
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import { renderQuery } from '../../../../lib/query/render.ts';
import { caseValues } from '../../../athena/case/case-values.ts';
import { DuckdbLake } from '../../../athena/case/duckdb-lake.ts';
import { casesOf, type Case } from '../../../athena/case/given-case.ts';
import { givenQuery } from '../../../support/given-query.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';
import { withS3 } from '../../../support/given-s3.ts';
import { asked } from '../../../support/asked.ts';
import { withAthena, type Engine, type GivenAthena } from '../../../support/given-athena.ts';

const catalogue = readCatalogue();
let lake: DuckdbLake;
beforeAll(async () => {
    lake = await DuckdbLake.open();
});
afterAll(() => lake.close());

const engine: Engine = async (sql) => lake.answer(sql);
const none: Engine = async () => ({ columns: { n: 'bigint' }, rows: [] });
const report = findQuery(catalogue, 'risk_decision_report');
const JANUARY = new Map([
    ['first_day', ['2026-01-01']],
    ['last_day', ['2026-01-31']],
]);
const nowhere = givenQuery([], 'select 1 as n');
const ask = async (given: Partial<GivenAthena> = {}) => withAthena(none, async () => asked(nowhere, new Map()), given);

/** The case with the most rows. */
const richest = (name: string): Case => casesOf(name).toSorted((one, other) => other.rows.length - one.rows.length)[0]!;

describe('the answer', () => {
    test.each(catalogue.map((query) => [query.name, query] as const))(
        'of %s is that of a lake of files: names, values, NULLs and order',
        async (_, query) => {
            const given = richest(query.name);
            await lake.fill(given);

            const { out } = await withAthena(
                engine,
                async ({ statements }) => {
                    const found = await asked(query, caseValues(given));
                    expect(statements.at(-1)).toContain(renderQuery(query, caseValues(given)).slice(0, 200));
                    return found;
                },
                { pageRows: 2 },
            );

            expect(JSON.parse(out)).toEqual(given.rows);
        },
    );

    test('is read page by page, of any size, without the row of names', async () => {
        const rows = Array.from({ length: 2345 }, (_, n) => ({ n, text: n % 7 === 0 ? null : `row ${n}` }));
        const many: Engine = async () => ({ columns: { n: 'bigint', text: 'varchar' }, rows });

        const [{ out }, calls] = await withAthena(
            many,
            async (athena) => [await asked(nowhere, new Map()), athena.calls] as const,
        );

        expect(JSON.parse(out)).toEqual(rows);
        expect(calls.filter((name) => name === 'GetQueryResults')).toHaveLength(4);
    });

    test('of an emulator that gives no row of names has its first row', async () => {
        const { out } = await withAthena(
            async () => ({ columns: { n: 'integer' }, rows: [{ n: 1 }, { n: 2 }] }),
            async () => asked(nowhere, new Map()),
            { hasNames: false },
        );

        expect(JSON.parse(out)).toEqual([{ n: 1 }, { n: 2 }]);
    });

    test('without rows is told with the values that were asked for', async () => {
        const { out, told } = await withAthena(none, async () => asked(report, JANUARY));

        expect(JSON.parse(out)).toEqual([]);
        expect(told.at(-1)).toBe('No rows for first_day 2026-01-01, last_day 2026-01-31, user_pool_id all.');
    });

    test('comes with the bytes that were scanned, and what they cost on which day’s prices; how far it is is shown meanwhile', async () => {
        const { told, shown } = await ask({ looksUntilEnd: 2, scannedBytes: 2_199_023_255_552 });

        expect(told[0]).toMatch(
            /^Athena scanned 2\.2 TB: 10\.0000 USD \(list prices of us-east-1 as of \d{4}-\d\d-\d\d\)\.$/,
        );
        expect(shown).toEqual([
            'Athena: queued, 2.2 TB scanned',
            'Athena: running, 2.2 TB scanned',
            'Athena: succeeded, 2.2 TB scanned',
        ]);
    });
});

describe('what Athena refuses is told with what to do', () => {
    const denied =
        'User: arn:aws:iam::123456789012:user/x is not authorized to perform: athena:StartQueryExecution on resource: arn:aws:athena:us-west-2:123456789012:workgroup/w';

    test.each<[string, Partial<GivenAthena>, RegExp]>([
        [
            'no permission',
            { onCall: () => ({ __type: 'AccessDeniedException', message: denied }) },
            /^Athena: access is denied: athena:StartQueryExecution\. Whoever asks needs it: the policy cognito-log-lake-test-analyst/,
        ],
        [
            'no permission, without its name',
            { onCall: (name) => (name === 'GetQueryResults' ? { __type: 'AccessDeniedException' } : undefined) },
            /access is denied: athena:GetQueryResults/,
        ],
        [
            'a workgroup that is not there',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? {
                              __type: 'InvalidRequestException',
                              message: 'WorkGroup cognito-log-lake-test is not found.',
                          }
                        : undefined,
            },
            /^Athena has no workgroup cognito-log-lake-test in this account and region\. Name it with --workgroup/,
        ],
        [
            'a workgroup without a place for results',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? {
                              __type: 'InvalidRequestException',
                              message: 'No output location provided. An output location is required.',
                          }
                        : undefined,
            },
            /has no place for results/,
        ],
        [
            'a workgroup that is disabled',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? { __type: 'InvalidRequestException', message: 'WorkGroup cognito-log-lake-test is disabled.' }
                        : undefined,
            },
            /^The workgroup cognito-log-lake-test is disabled\. Enable it, or name another/,
        ],
        [
            'credentials that have run out',
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
            'a reason without an end',
            { endOf: () => ({ state: 'FAILED', reason: 'x'.repeat(1000) }) },
            /^The query failed\. Athena’s reason: x{600}…$/,
        ],
        [
            'wrong credentials',
            {
                onCall: () => ({
                    __type: 'UnrecognizedClientException',
                    message: 'The security token included in the request is invalid.',
                }),
            },
            /^Athena: the AWS credentials are not valid\. Look at AWS_PROFILE/,
        ],
        [
            'an error that nobody knows',
            {
                onCall: (name) =>
                    name === 'StartQueryExecution'
                        ? { __type: 'StrangeException', message: 'odd \u001b[31m' }
                        : undefined,
            },
            /^Athena: StrangeException: odd \\x1b\[31m$/,
        ],
        [
            'a query that fails',
            { endOf: () => ({ state: 'FAILED', reason: 'GENERIC_INTERNAL_ERROR: no \u001b[2J' }) },
            /^The query failed\. Athena’s reason: GENERIC_INTERNAL_ERROR: no \\x1b\[2J$/,
        ],
        [
            'a table that is not there',
            {
                endOf: () => ({
                    state: 'FAILED',
                    reason: "TABLE_NOT_FOUND: line 3:6: Table 'awsdatacatalog.x.attempts' does not exist",
                }),
            },
            /\nIs cognito_log_lake_test the database of the lake\? Name it with --database\.$/,
        ],
        [
            'a query over the limit',
            {
                endOf: (sql) =>
                    sql.startsWith('explain')
                        ? undefined
                        : { state: 'CANCELLED', reason: 'Bytes scanned limit was exceeded' },
            },
            /^The query was cancelled\. .*exceeded\nThe workgroup cognito-log-lake-test stops a query there: ask for fewer days/,
        ],
        [
            'a query without a reason',
            { endOf: () => ({ state: 'FAILED', reason: '' }) },
            /^The query failed\. Athena gives no reason\.$/,
        ],
    ])('%s', async (_, given, message) => {
        const asking = ask(given);

        await expect(asking).rejects.toThrow(Complaint);
        await expect(asking).rejects.toThrow(message);
    });

    test('a call that was throttled is made again', async () => {
        let left = 2;
        const { out } = await ask({
            onCall: () =>
                (left -= 1) >= 0 ? { __type: 'TooManyRequestsException', message: 'Rate exceeded' } : undefined,
        });

        expect(JSON.parse(out)).toEqual([]);
    });

    test('no region is told with what to set', async () => {
        await expect(
            withAthena(none, async () =>
                withEnvironment(
                    {
                        AWS_REGION: undefined,
                        AWS_DEFAULT_REGION: undefined,
                        AWS_CONFIG_FILE: '/dev/null',
                        AWS_PROFILE: undefined,
                    },
                    async () => asked(nowhere, new Map()),
                ),
            ),
        ).rejects.toThrow('Athena: no AWS region is set. Set AWS_REGION, or a region in the profile.');
    });

    test('a query whose end can’t be asked for is stopped', async () => {
        const calls = await withAthena(
            none,
            async (athena) => {
                await expect(asked(nowhere, new Map())).rejects.toThrow(/access is denied: athena:GetQueryExecution/);
                return athena.calls;
            },
            {
                onCall: (name) =>
                    name === 'GetQueryExecution' ? { __type: 'AccessDeniedException', message: 'no' } : undefined,
            },
        );

        expect(calls.at(-1)).toBe('StopQueryExecution');
    });

    test('a query that can neither be looked at nor stopped is named, with both reasons', async () => {
        await expect(
            ask({
                onCall: (name) =>
                    name === 'GetQueryExecution'
                        ? { __type: 'AccessDeniedException', message: 'no' }
                        : name === 'StopQueryExecution'
                          ? { __type: 'StrangeException', message: 'neither' }
                          : undefined,
            }),
        ).rejects.toThrow(
            /access is denied: athena:GetQueryExecution\. .* The query [0-9a-f-]{36} may still run in Athena, which could not be told to stop it: Athena: StrangeException: neither$/,
        );
    });

    test('an error of the service itself may pass, one of the call does not', () => {
        const kindOf = (httpStatusCode: number) =>
            athenaError(Object.assign(new Error('odd'), { name: 'StrangeException', $metadata: { httpStatusCode } }), {
                action: 'athena:GetWorkGroup',
                workGroup: 'w',
                database: 'd',
            }).kind;

        expect([kindOf(500), kindOf(503), kindOf(400)]).toEqual(['silent', 'silent', 'refused']);
    });

    test('a server that does not answer is named as such', async () => {
        await expect(
            withAthena(none, async () =>
                withEnvironment({ AWS_ENDPOINT_URL_ATHENA: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' }, async () =>
                    asked(nowhere, new Map()),
                ),
            ),
        ).rejects.toThrow(/^Athena: no server answers there\. Look at the network, AWS_ENDPOINT_URL/);
    });
});

describe('somebody who stops waiting', () => {
    const stopping = async (given: Partial<GivenAthena> = {}): Promise<readonly string[]> =>
        withAthena(
            none,
            async (athena) => {
                const stop = new AbortController();
                athena.onCall = (name) => {
                    if (name === 'GetQueryExecution' && !athena.statements.at(-1)!.startsWith('explain')) stop.abort();
                    return given.onCall?.(name);
                };
                await expect(asked(nowhere, new Map(), { signal: stop.signal })).rejects.toThrow(
                    given.onCall === undefined
                        ? /^Stopped, and the query [\w-]+ in Athena too\.$/
                        : /^Stopped\. The query [\w-]+ may still run in Athena, which could not be told to stop it: Athena: access is denied: athena:StopQueryExecution/,
                );
                return athena.calls;
            },
            { looksUntilEnd: 1000 },
        );

    test('stops the query in Athena', async () => {
        expect((await stopping()).at(-1)).toBe('StopQueryExecution');
    });

    test('reads no more pages', async () => {
        const many: Engine = async () => ({
            columns: { n: 'bigint' },
            rows: Array.from({ length: 50 }, (_, n) => ({ n })),
        });
        const stop = new AbortController();
        let pages = 0;

        const calls = await withAthena(
            many,
            async (athena) => {
                await expect(asked(nowhere, new Map(), { signal: stop.signal })).rejects.toThrow(
                    new Complaint('Stopped.'),
                );
                return athena.calls;
            },
            {
                pageRows: 10,
                onCall: (name) => {
                    if (name === 'GetQueryResults') pages += 1;
                    // The first is the plan's, the second the first of the answer.
                    if (pages === 3) stop.abort();
                    return undefined;
                },
            },
        );

        expect(calls.filter((name) => name === 'GetQueryResults')).toHaveLength(3);
    });

    test('is told when it could not be stopped', async () => {
        await stopping({
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
    scan('known_exceptions', {}),
);

const besideS3 = async <Answer>(
    given: Partial<GivenAthena>,
    act: (athena: GivenAthena) => Promise<Answer>,
): Promise<Answer> =>
    withS3({ ...OBJECTS, 'lake/known_exceptions/office.csv': 'kind,value,note\n' }, async ({ address }) =>
        withAthena(none, act, { locationOf: (table) => `${address}/lake/${table}/`, ...given }),
    );

describe('before it runs, a query', () => {
    test('is measured by --dry-run: the partitions of each scan, their objects and bytes; nothing runs but EXPLAIN', async () =>
        besideS3({ plan: ONE_DAY }, async ({ statements }) => {
            const { out, told } = await asked(nowhere, new Map(), { isDryRun: true });

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
                    table: 'known_exceptions',
                    user_pool_ids: 0,
                    event_types: '',
                    first_day: null,
                    last_day: null,
                    object_count: 1,
                    bytes: 16,
                },
            ]);
            expect(told.join()).toMatch(
                /^It reads at most 1\.0 kB in 2 objects, 0\.0000 USD \(list prices of .*\); the workgroup stops a query at 10\.0 GB\.$/,
            );
            expect(statements).toEqual([expect.stringMatching(/^explain \(type io, format json\) -- given/)]);
        }));

    test.each<[string, string, number]>([
        [
            'of two days of all pools',
            planOf(
                scan('user_activity', {
                    event_type: [['SignUp', 'SignUp']],
                    dt: [['2026-01-01', '2026-01-01'], ['2026-01-03']],
                }),
            ),
            4,
        ],
        ['without any limit', planOf(scan('user_activity', {})), 12],
        [
            'of the same table twice',
            planOf(scan('user_activity', {}), scan('user_activity', { dt: [[undefined, '2026-01-01']] })),
            16,
        ],
        ['of nothing', planOf({ ...scan('user_activity', {}), constraint: { none: true } }), 0],
        ['of no day', planOf(scan('user_activity', { dt: [] })), 0],
    ])('%s is measured as what it reads', async (_, plan, objects) =>
        besideS3({ plan }, async () => {
            const { told } = await asked(nowhere, new Map(), { isDryRun: true });

            expect(told[0]).toContain(` in ${objects} objects, `);
        }),
    );

    test('of a workgroup without a limit is measured all the same', async () =>
        besideS3({ plan: ONE_DAY, cutOff: null }, async () => {
            const { told } = await asked(nowhere, new Map(), { isDryRun: true });

            expect(told.join()).toMatch(/; the workgroup sets no limit\.$/);
        }));

    test('that may read more than the workgroup allows is asked about, and runs when it may', async () =>
        besideS3({ plan: planOf(scan('user_activity', {})), cutOff: 11_999 }, async ({ statements }) => {
            const questions: string[] = [];
            const confirm =
                (answer: boolean) =>
                async (question: string): Promise<boolean> => {
                    questions.push(question);
                    return answer;
                };

            await expect(asked(nowhere, new Map(), { confirm: confirm(false) })).rejects.toThrow(
                /^Not run\. It reads at most 12\.0 kB in 12 objects.*stops a query at 12\.0 kB\.\nAsk for fewer days or one pool .*, or say --yes\.$/,
            );
            expect(statements.filter((sql) => !sql.startsWith('explain'))).toEqual([]);

            await asked(nowhere, new Map(), { confirm: confirm(true) });
            expect(statements.filter((sql) => !sql.startsWith('explain'))).toHaveLength(1);
            expect(questions).toEqual([expect.stringMatching(/^It reads at most .* Run it\?$/), expect.anything()]);
        }));

    test.each([
        ['as much as', 12_000],
        ['less than', 12_001],
        ['without', null],
    ])('that reads %s the workgroup’s limit is not asked about', async (_, cutOff) =>
        besideS3({ plan: planOf(scan('user_activity', {})), cutOff }, async () => {
            expect(JSON.parse((await asked(nowhere, new Map())).out)).toEqual([]);
        }),
    );

    test('runs without being measured where the asker may not look at objects, and says so', async () =>
        withS3(OBJECTS, async (s3) => {
            s3.onAsked = () => 'AccessDenied';
            const { out, told } = await withAthena(none, async () => asked(nowhere, new Map()), {
                locationOf: (table) => `${s3.address}/lake/${table}`,
                plan: ONE_DAY,
            });

            expect(JSON.parse(out)).toEqual([]);
            expect(told[0]).toMatch(
                /^How much it reads can’t be told beforehand\. s3:\/\/given-bucket\/lake.*access is denied/,
            );
        }));

    test.each<[string, Partial<GivenAthena>, string]>([
        [
            'whose table lies where no lake has it',
            { locationOf: () => 's3://other-bucket/some-table/', plan: ONE_DAY },
            'The table user_activity lies in s3://other-bucket/some-table, which is no lake’s folder.',
        ],
        [
            'whose table lies nowhere',
            { locationOf: () => '', plan: ONE_DAY },
            'The table user_activity lies in no place that Athena tells, which is no lake’s folder.',
        ],
        [
            'whose plan is in another form',
            { plan: '{"other": 1}' },
            'Athena’s EXPLAIN is not in the form that is known.',
        ],
        [
            'whose plan is no JSON',
            { plan: 'Fragment 0 [SINGLE]' },
            'Athena’s EXPLAIN is not in the form that is known.',
        ],
        [
            'that Athena does not explain',
            {
                endOf: (sql) =>
                    sql.startsWith('explain') ? { state: 'FAILED', reason: 'NOT_SUPPORTED: io' } : undefined,
            },
            'The query failed. Athena’s reason: NOT_SUPPORTED: io',
        ],
    ])('%s is not measured: --dry-run fails, a run says so and goes on', async (_, given, why) => {
        await expect(
            withAthena(none, async () => asked(nowhere, new Map(), { isDryRun: true }), given),
        ).rejects.toMatchObject({ name: 'AthenaError', message: why });

        const { out, told } = await ask(given);

        expect({ out: JSON.parse(out), told: told[0] }).toEqual({
            out: [],
            told: `How much it reads can’t be told beforehand. ${why}`,
        });
    });
});
