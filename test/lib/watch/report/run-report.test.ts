/** Tests of whole reports on lakes: findings sent once, failed queries, and interrupted runs. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { QueryResult, ResultRow } from '../../../../lib/query/query-result.ts';
import { QueryFailure, type QueryRunner } from '../../../../lib/watch/report/query-runner.ts';
import { lakeRunner } from '../../../../lib/watch/report/lake-runner.ts';
import type { Finding } from '../../../../lib/watch/report/finding.ts';
import { folderStore } from '../../../../lib/store/folder-store.ts';
import type { Store } from '../../../../lib/store/store.ts';
import { makeSampleLake, temporaryFolder } from '../../../support/make-sample-lake.ts';
import {
    makeGuessLake,
    makeGuesses,
    HOUR_MS,
    NOW_MS,
    runSampleReport,
    subjectsOf,
} from '../../../support/run-sample-report.ts';

const DAY = 'reports/dt=2026-01-10';
const linesOf = (out: string, day = DAY): readonly Finding[] =>
    readFileSync(join(out, day, 'findings.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Finding => JSON.parse(line));

const at = (hours: number): { nowMs: number } => ({ nowMs: NOW_MS + hours * HOUR_MS });

describe('a finding', () => {
    test('has every field, from the description to the location of the result', async () => {
        const { sentFindings, out } = await runSampleReport(await makeGuessLake());

        expect(sentFindings).toHaveLength(2);
        expect(sentFindings[0]).toEqual({
            finding_id: expect.stringMatching(/^[0-9a-f]{16}$/),
            kind: 'finding',
            query: 'brute_force_by_address',
            severity: 'high',
            subject: 'high: brute_force_by_address, 203.0.113.2, 40 attempts',
            description: 'Brute force by IP address. IP addresses with many failed sign-ins in a short time.',
            counts: { attempt_count: 40, user_count: 40, device_count: 0 },
            who: { user_pool_id: ['us-west-2_EXAMPLE'], ip_address: ['203.0.113.2'] },
            first_at: '2026-01-09T12:00:00.000Z',
            last_at: '2026-01-09T12:00:39.000Z',
            details: {},
            false_positives: expect.stringContaining('many users behind one IP address'),
            next: expect.stringContaining('run query address_timeline'),
            result: join(out, DAY, 'brute_force_by_address.csv'),
            sent_at: '2026-01-10T06:00:00.000Z',
        });
    });

    test('is written beside the results, one line with its message each', async () => {
        const { sentFindings, out } = await runSampleReport(await makeGuessLake());

        expect(linesOf(out)).toEqual(
            sentFindings.map((finding) => ({
                ...finding,
                message: expect.stringContaining(
                    `${finding.subject}\nBrute force by IP address. IP addresses with many`,
                ),
            })),
        );
        expect(readdirSync(join(out, DAY)).toSorted()).toEqual([
            'brute_force_by_address.csv',
            'brute_force_by_address.json',
            'findings.ndjson',
        ]);
        expect(JSON.parse(readFileSync(join(out, DAY, 'brute_force_by_address.json'), 'utf8'))).toHaveLength(2);
        expect(readFileSync(join(out, DAY, 'brute_force_by_address.csv'), 'utf8')).toMatch(
            /^user_pool_id,ip_address,first_at,[^]*\r\nus-west-2_EXAMPLE,203\.0\.113\.1,/,
        );
    });

    test('is sent once: a second run of the day adds none and keeps those of the first', async () => {
        const [lake, out] = [await makeGuessLake(), temporaryFolder()];

        const first = await runSampleReport(lake, undefined, { out });
        const second = await runSampleReport(lake, undefined, { out, ...at(1) });

        expect(first.sentFindings).toHaveLength(2);
        expect(second.sentFindings).toEqual([]);
        expect(second.report.outcomes).toMatchObject([{ rows: 2, findings: 2, new_findings: 0 }]);
        expect(linesOf(out)).toHaveLength(2);
        expect(second.report.messages).toHaveLength(2);
    });

    test('is sent again after its quiet period if it is still in the result', async () => {
        const [lake, out, quietMs] = [await makeGuessLake(), temporaryFolder(), 24 * HOUR_MS];

        const runs = [];
        for (const hours of [0, 23, 24, 47])
            runs.push((await runSampleReport(lake, undefined, { out, quietMs, ...at(hours) })).sentFindings.length);

        expect(runs).toEqual([2, 0, 2, 0]);
    });

    test('that continues is the same one, and another episode of the same IP address is a new one', async () => {
        const [lake, out] = [
            await makeSampleLake({ user_activity: makeGuesses('203.0.113.1', 30) }),
            temporaryFolder(),
        ];
        const first = await runSampleReport(lake, undefined, { out });

        await makeSampleLake({ user_activity: makeGuesses('203.0.113.1', 50, Date.UTC(2026, 0, 9, 12, 1)) }, lake);
        const grown = await runSampleReport(lake, undefined, { out, ...at(1) });
        await makeSampleLake({ user_activity: makeGuesses('203.0.113.1', 25, Date.UTC(2026, 0, 10, 6, 30)) }, lake);
        const another = await runSampleReport(lake, undefined, { out, ...at(2) });

        expect(subjectsOf(first)).toEqual(['high: brute_force_by_address, 203.0.113.1, 30 attempts']);
        expect(grown).toMatchObject({ sentFindings: [], report: { outcomes: [{ findings: 1, new_findings: 0 }] } });
        expect(subjectsOf(another)).toEqual(['high: brute_force_by_address, 203.0.113.1, 25 attempts']);
    });

    test('on the allowlist stays in the result and is not sent', async () => {
        const lake = await makeGuessLake();
        mkdirSync(join(lake, 'allowlist'));
        writeFileSync(join(lake, 'allowlist', 'ours.csv'), 'kind,value,note\naddress,203.0.113.2,the office\n');

        const { sentFindings, report } = await runSampleReport(lake);

        expect(sentFindings.map(({ who }) => who['ip_address'])).toEqual([['203.0.113.1']]);
        expect(report.outcomes).toMatchObject([{ rows: 2, allowlisted_rows: 1, findings: 1 }]);
    });

    test('is one per spray, for any number of IP addresses', async () => {
        const sprays = Array.from({ length: 12 }, (_, index) =>
            makeGuesses(`203.0.113.${index + 1}`, 6, Date.UTC(2026, 0, 9, 12, index)).map((row, user) => ({
                ...row,
                user_sub: null,
                user_name: `user-${index}-${user}`,
            })),
        );

        const { sentFindings, report } = await runSampleReport(await makeSampleLake({ user_activity: sprays.flat() }), [
            'multi_source_spray',
        ]);

        expect(report.outcomes).toMatchObject([{ rows: 12, findings: 1 }]);
        expect(sentFindings).toMatchObject([
            {
                subject: 'high: multi_source_spray, 12 addresses, 72 attempts',
                counts: { spray_attempt_count: 72, spray_address_count: 12 },
                who: {
                    ip_address: [
                        ...Array.from({ length: 10 }, () => expect.stringMatching(/^203\.0\.113\.\d+$/)),
                        'and 2 more',
                    ],
                },
            },
        ]);
    });
});

test('above the maximum the worst findings are sent, and one message counts the rest', async () => {
    const counts = [25, 27, 21, 29, 23];
    const lake = await makeSampleLake({
        user_activity: counts.flatMap((count) => makeGuesses(`203.0.113.${count}`, count)),
    });
    const out = temporaryFolder();

    const first = await runSampleReport(lake, undefined, { out, maxMessages: 2 });
    const second = await runSampleReport(lake, undefined, { out, maxMessages: 2, ...at(1) });

    expect(subjectsOf(first)).toEqual([
        'high: brute_force_by_address, 203.0.113.29, 29 attempts',
        'high: brute_force_by_address, 203.0.113.27, 27 attempts',
        'high: brute_force_by_address, 3 more',
    ]);
    expect(second.sentFindings).toEqual([]);
});

test('a query without a finding rule has a result and no findings', async () => {
    const { sentFindings, report, out } = await runSampleReport(await makeGuessLake(), ['sign_ins_by_day']);

    expect(sentFindings).toEqual([]);
    expect(report.outcomes).toMatchObject([{ rows: 1, findings: 0, result: join(out, DAY, 'sign_ins_by_day.csv') }]);
});

describe('a failed query', () => {
    const makeBrokenLake = async (): Promise<string> => {
        const lake = await makeGuessLake();
        writeFileSync(
            join(lake, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-09/zzz.parquet'),
            'PAR1 no more',
        );
        return lake;
    };

    test('is a finding, and the other queries still run', async () => {
        const lake = await makeBrokenLake();

        const { sentFindings, report } = await runSampleReport(lake, [
            'brute_force_by_address',
            'delivery_error_patterns_new',
        ]);

        expect(sentFindings).toMatchObject([
            {
                kind: 'failure',
                severity: 'high',
                subject: 'failed: brute_force_by_address, no result',
                result: null,
                details: { reason: expect.stringContaining('zzz.parquet') },
            },
        ]);
        expect(report.outcomes).toMatchObject([
            { failure: expect.stringContaining('zzz.parquet'), result: null },
            { failure: null, rows: 0 },
        ]);
    });

    test('is reported daily while it lasts, not hourly, and at once when it fails again', async () => {
        const [lake, healthy, out] = [await makeBrokenLake(), await makeSampleLake({}), temporaryFolder()];

        const runs = [];
        for (const [which, hours] of [
            [lake, 0],
            [lake, 1],
            [lake, 24],
            [healthy, 25],
            [lake, 26],
        ] as const)
            runs.push((await runSampleReport(which, undefined, { out, ...at(hours) })).sentFindings.length);

        expect(runs).toEqual([1, 0, 1, 0, 1]);
    });

    test('shares one finding with the queries that failed for the same reason', async () => {
        const reasons = new Map([
            ['brute_force_by_address', "TABLE_NOT_FOUND: line 12:10: Table 'a.auth_events' does not exist"],
            ['credential_stuffing', 'more than the cut-off (Request ID: 11111111-2222-3333-4444-555555555555)'],
            ['password_spray', "TABLE_NOT_FOUND: line 9:6: Table 'a.auth_events' does not exist"],
            ['mfa_fatigue', 'more than the cut-off (Request ID: 11111111-2222-3333-4444-666666666666)'],
            ['sms_pumping', 'no place for results'],
            ['user_enumeration', "TABLE_NOT_FOUND: line 7:8: Table 'a.auth_events' does not exist"],
        ]);
        const out = temporaryFolder();
        const runQuery: QueryRunner = async ({ query }) => {
            throw new QueryFailure(String(reasons.get(query.name)), false);
        };

        const first = await runSampleReport('nowhere', [...reasons.keys()], { out, runQuery });
        const second = await runSampleReport('nowhere', [...reasons.keys(), 'reset_chain'], {
            out,
            runQuery,
            ...at(1),
        });

        expect(subjectsOf(first)).toEqual([
            'failed: 3 queries, no result',
            'failed: 2 queries, no result',
            'failed: sms_pumping, no result',
        ]);
        expect(first.sentFindings[0]).toMatchObject({
            query: 'report',
            kind: 'failure',
            counts: { query_count: 3 },
            details: { reason: expect.stringContaining('TABLE_NOT_FOUND') },
            result: null,
            description:
                '3 queries failed for the same reason: brute_force_by_address, password_spray, user_enumeration.',
            next: expect.stringMatching(/^run one of them by hand \(query brute_force_by_address\)/),
        });
        expect(subjectsOf(second)).toEqual(['failed: reset_chain, no result']);
    });

    test('is reported even if the report is stopped afterwards', async () => {
        const sent: Finding[] = [];
        const runQuery: QueryRunner = async ({ query }) => {
            throw query.name === 'password_spray'
                ? new Error('Stopped.')
                : new QueryFailure('more than the cut-off', false);
        };

        const run = runSampleReport('nowhere', ['brute_force_by_address', 'password_spray'], {
            runQuery,
            send: async (finding) => void sent.push(finding),
        });

        await expect(run).rejects.toThrow('Stopped.');
        expect(sent.map((finding) => finding.subject)).toEqual(['failed: brute_force_by_address, no result']);
    });

    test('is retried once if that may help, and is not a finding if the retry succeeds', async () => {
        const lake = await makeGuessLake();
        const failures = [new QueryFailure('busy', true)];
        const runQuery: QueryRunner = async (prepared) => {
            const failure = failures.pop();
            if (failure !== undefined) throw failure;
            return lakeRunner(lake)(prepared);
        };

        const { report } = await runSampleReport(lake, undefined, { runQuery });

        expect(report.outcomes).toMatchObject([{ failure: null, rows: 2 }]);
    });

    test('is not retried if that cannot help', async () => {
        let runs = 0;
        const runQuery: QueryRunner = async () => {
            runs += 1;
            throw new QueryFailure('more than the cut-off', false);
        };

        const { sentFindings } = await runSampleReport('nowhere', undefined, { runQuery });

        expect(runs).toBe(1);
        expect(sentFindings).toMatchObject([{ details: { reason: 'more than the cut-off' } }]);
    });

    test('between its rows leaves the files of an earlier result unchanged', async () => {
        const [lake, out] = [await makeGuessLake(), temporaryFolder()];
        await runSampleReport(lake, undefined, { out });
        const before = readFileSync(join(out, DAY, 'brute_force_by_address.csv'), 'utf8');
        async function* batches(): AsyncIterable<never> {
            yield* [];
            throw new QueryFailure('gone', false);
        }

        const { report } = await runSampleReport(lake, undefined, {
            out,
            runQuery: async () => ({ columns: [{ name: 'a', isNumber: false }], batches: batches() }),
        });

        expect(report.outcomes).toMatchObject([{ failure: 'gone' }]);
        expect(readFileSync(join(out, DAY, 'brute_force_by_address.csv'), 'utf8')).toBe(before);
    });
});

test('an error that is not a QueryFailure ends the report', async () => {
    await expect(runSampleReport(join(temporaryFolder(), 'nothing'))).rejects.toThrow(
        /is not a lake: the folder does not exist/,
    );
});

/** A store that fails after `writes` writes, like a machine that stops. */
const makeFailingStore = (out: string, writes: number): Store => {
    const store = folderStore(out);
    let left = writes;
    return {
        ...store,
        put: async (key, path) => {
            if (left === 0) throw new Error('the machine stopped');
            left -= 1;
            await store.put(key, path);
        },
    };
};

/** A runner that caches the results of a lake. */
const makeCachingRunner = (lake: string): QueryRunner => {
    const results = new Map<string, { columns: QueryResult['columns']; rows: ResultRow[] }>();
    async function* batches(rows: readonly ResultRow[]): AsyncIterable<readonly ResultRow[]> {
        yield rows;
    }
    return async (prepared) => {
        if (!results.has(prepared.sql)) {
            const { columns, batches: read } = await lakeRunner(lake)(prepared);
            const rows: ResultRow[] = [];
            for await (const batch of read) rows.push(...batch);
            results.set(prepared.sql, { columns, rows });
        }
        const { columns, rows } = results.get(prepared.sql)!;
        return { columns, batches: batches(rows) };
    };
};

test('a run that stops at any write sends each finding after a rerun, and none is twice in the files', async () => {
    const lake = await makeGuessLake();
    const [names, runQuery] = [['brute_force_by_address', 'password_spray'], makeCachingRunner(lake)];
    const ids = (await runSampleReport(lake, names, { runQuery })).sentFindings.map(({ finding_id: id }) => id);
    expect(ids).toHaveLength(4);

    for (let writes = 0; ; writes += 1) {
        const out = temporaryFolder();
        const sent: string[] = [];
        const send = async ({ finding_id: id }: Finding): Promise<void> => {
            sent.push(id);
        };

        const isStopped = await runSampleReport(lake, names, {
            out,
            runQuery,
            send,
            store: makeFailingStore(out, writes),
        }).then(
            () => false,
            (error: unknown) => String(error).includes('the machine stopped'),
        );
        await runSampleReport(lake, names, { out, runQuery, send, ...at(1) });

        expect(new Set(sent)).toEqual(new Set(ids));
        expect(sent.length).toBeLessThanOrEqual(ids.length + 1);
        expect(
            linesOf(out)
                .map(({ finding_id: id }) => id)
                .toSorted(),
        ).toEqual(ids.toSorted());
        if (!isStopped) {
            expect(writes).toBe(14);
            break;
        }
    }
});

test('invalid lines in the ledger and in findings.ndjson are ignored', async () => {
    const [lake, out] = [await makeGuessLake(), temporaryFolder()];
    mkdirSync(join(out, DAY), { recursive: true });
    writeFileSync(join(out, 'reports', 'sent.txt'), 'hello\n\u0000\u0000 1 2\n');
    writeFileSync(join(out, DAY, 'findings.ndjson'), '{"finding_id":1}\nnull\n{"half":');

    const first = await runSampleReport(lake, undefined, { out });
    const second = await runSampleReport(lake, undefined, { out, ...at(1) });

    expect([first.sentFindings.length, second.sentFindings.length]).toEqual([2, 0]);
    expect(linesOf(out)).toHaveLength(2);
});

test('the ledger has no names', async () => {
    const { out } = await runSampleReport(await makeGuessLake(), ['brute_force_by_address', 'password_spray']);

    expect(readFileSync(join(out, 'reports', 'sent.txt'), 'utf8')).toMatch(
        /^([0-9a-f]{32} \d{13} \d{13}-\d{13}\n){4}$/,
    );
});
