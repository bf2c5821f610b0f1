/** Tests of whole reports on lakes: what is given, once, and what becomes of failures and of runs that end too early. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result, Row } from '../../../../lib/query/result.ts';
import { QueryFailure, type Ask } from '../../../../lib/watch/report/ask.ts';
import { askLake } from '../../../../lib/watch/report/ask-lake.ts';
import type { Finding } from '../../../../lib/watch/report/finding.ts';
import { folderStore } from '../../../../lib/store/folder-store.ts';
import type { Store } from '../../../../lib/store/store.ts';
import { givenLake, temporaryFolder } from '../../../support/given-lake.ts';
import { givenGuesses, guessed, HOUR_MS, NOW_MS, reported, subjects } from '../../../support/given-report.ts';

const DAY = 'reports/dt=2026-01-10';
const linesOf = (out: string, day = DAY): readonly Finding[] =>
    readFileSync(join(out, day, 'findings.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Finding => JSON.parse(line));

const at = (hours: number): { nowMs: number } => ({ nowMs: NOW_MS + hours * HOUR_MS });

describe('a finding', () => {
    test('tells what, how many, who, when, what a false alarm looks like, what to do next, and where the answer is', async () => {
        const { given, out } = await reported(await givenGuesses());

        expect(given).toHaveLength(2);
        expect(given[0]).toEqual({
            finding_id: expect.stringMatching(/^[0-9a-f]{16}$/),
            kind: 'finding',
            query: 'brute_force_by_address',
            severity: 'high',
            subject: 'high: brute_force_by_address, 203.0.113.2, 40 attempts',
            what: 'From which address passwords were guessed: many failed sign-ins from one address in a short time.',
            how_many: { attempt_count: 40, user_count: 40, device_count: 0 },
            who: { user_pool_id: ['us-west-2_EXAMPLE'], ip_address: ['203.0.113.2'] },
            first_at: '2026-01-09T12:00:00.000Z',
            last_at: '2026-01-09T12:00:39.000Z',
            also: {},
            false_alarm: expect.stringContaining('an office or a carrier'),
            next: expect.stringContaining('look at address_timeline'),
            result: join(out, DAY, 'brute_force_by_address.csv'),
            given_at: '2026-01-10T06:00:00.000Z',
        });
    });

    test('lies beside the answers, a line with its message each', async () => {
        const { given, out } = await reported(await givenGuesses());

        expect(linesOf(out)).toEqual(
            given.map((finding) => ({
                ...finding,
                message: expect.stringContaining(`${finding.subject}\nFrom which address`),
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

    test('is given once: a second run of the day adds none, and keeps those of the first', async () => {
        const [lake, out] = [await givenGuesses(), temporaryFolder()];

        const first = await reported(lake, undefined, { out });
        const second = await reported(lake, undefined, { out, ...at(1) });

        expect(first.given).toHaveLength(2);
        expect(second.given).toEqual([]);
        expect(second.report.outcomes).toMatchObject([{ rows: 2, findings: 2, new_findings: 0 }]);
        expect(linesOf(out)).toHaveLength(2);
        expect(second.report.messages).toHaveLength(2);
    });

    test('is given again when its quiet time is over and it is still in the answer', async () => {
        const [lake, out, quietMs] = [await givenGuesses(), temporaryFolder(), 24 * HOUR_MS];

        const runs = [];
        for (const hours of [0, 23, 24, 47])
            runs.push((await reported(lake, undefined, { out, quietMs, ...at(hours) })).given.length);

        expect(runs).toEqual([2, 0, 2, 0]);
    });

    test('that goes on is the same one, and another episode of the same address is another', async () => {
        const [lake, out] = [await givenLake({ user_activity: guessed('203.0.113.1', 30) }), temporaryFolder()];
        const first = await reported(lake, undefined, { out });

        await givenLake({ user_activity: guessed('203.0.113.1', 50, Date.UTC(2026, 0, 9, 12, 1)) }, lake);
        const grown = await reported(lake, undefined, { out, ...at(1) });
        await givenLake({ user_activity: guessed('203.0.113.1', 25, Date.UTC(2026, 0, 10, 6, 30)) }, lake);
        const another = await reported(lake, undefined, { out, ...at(2) });

        expect(subjects(first)).toEqual(['high: brute_force_by_address, 203.0.113.1, 30 attempts']);
        expect(grown).toMatchObject({ given: [], report: { outcomes: [{ findings: 1, new_findings: 0 }] } });
        expect(subjects(another)).toEqual(['high: brute_force_by_address, 203.0.113.1, 25 attempts']);
    });

    test('of a known exception is in the answer, and nobody is told', async () => {
        const lake = await givenGuesses();
        mkdirSync(join(lake, 'known_exceptions'));
        writeFileSync(join(lake, 'known_exceptions', 'ours.csv'), 'kind,value,note\naddress,203.0.113.2,the office\n');

        const { given, report } = await reported(lake);

        expect(given.map(({ who }) => who['ip_address'])).toEqual([['203.0.113.1']]);
        expect(report.outcomes).toMatchObject([{ rows: 2, known_rows: 1, findings: 1 }]);
    });

    test('is a spray once, whatever the number of its addresses', async () => {
        const sprays = Array.from({ length: 12 }, (_, index) =>
            guessed(`203.0.113.${index + 1}`, 6, Date.UTC(2026, 0, 9, 12, index)).map((row, user) => ({
                ...row,
                user_sub: null,
                user_name: `user-${index}-${user}`,
            })),
        );

        const { given, report } = await reported(await givenLake({ user_activity: sprays.flat() }), [
            'multi_source_spray',
        ]);

        expect(report.outcomes).toMatchObject([{ rows: 12, findings: 1 }]);
        expect(given).toMatchObject([
            {
                subject: 'high: multi_source_spray, 12 addresses, 72 attempts',
                how_many: { spray_attempt_count: 72, spray_address_count: 12 },
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

test('of more findings than anybody reads the worst are given, and the others in one message, once', async () => {
    const counts = [25, 27, 21, 29, 23];
    const lake = await givenLake({ user_activity: counts.flatMap((count) => guessed(`203.0.113.${count}`, count)) });
    const out = temporaryFolder();

    const first = await reported(lake, undefined, { out, maxMessages: 2 });
    const second = await reported(lake, undefined, { out, maxMessages: 2, ...at(1) });

    expect(subjects(first)).toEqual([
        'high: brute_force_by_address, 203.0.113.29, 29 attempts',
        'high: brute_force_by_address, 203.0.113.27, 27 attempts',
        'high: brute_force_by_address, 3 more',
    ]);
    expect(second.given).toEqual([]);
});

test('a question whose rows accuse nobody is answered, and gives no finding', async () => {
    const { given, report, out } = await reported(await givenGuesses(), ['sign_ins_by_day']);

    expect(given).toEqual([]);
    expect(report.outcomes).toMatchObject([{ rows: 1, findings: 0, answer: join(out, DAY, 'sign_ins_by_day.csv') }]);
});

describe('a question without an answer', () => {
    const brokenLake = async (): Promise<string> => {
        const lake = await givenGuesses();
        writeFileSync(
            join(lake, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-09/zzz.parquet'),
            'PAR1 no more',
        );
        return lake;
    };

    test('is a finding itself, and the others are asked all the same', async () => {
        const lake = await brokenLake();

        const { given, report } = await reported(lake, ['brute_force_by_address', 'delivery_error_patterns_new']);

        expect(given).toMatchObject([
            {
                kind: 'failure',
                severity: 'high',
                subject: 'failed: brute_force_by_address, has no answer',
                result: null,
                also: { why: expect.stringContaining('zzz.parquet') },
            },
        ]);
        expect(report.outcomes).toMatchObject([
            { failure: expect.stringContaining('zzz.parquet'), answer: null },
            { failure: null, rows: 0 },
        ]);
    });

    test('is told of daily while it lasts, not hourly, and at once when it fails anew', async () => {
        const [lake, healthy, out] = [await brokenLake(), await givenLake({}), temporaryFolder()];

        const runs = [];
        for (const [which, hours] of [
            [lake, 0],
            [lake, 1],
            [lake, 24],
            [healthy, 25],
            [lake, 26],
        ] as const)
            runs.push((await reported(which, undefined, { out, ...at(hours) })).given.length);

        expect(runs).toEqual([1, 0, 1, 0, 1]);
    });

    test('for the reason of others is in one message with them; those of another reason are in another', async () => {
        const reasons = new Map([
            ['brute_force_by_address', "TABLE_NOT_FOUND: line 12:10: Table 'a.auth_events' does not exist"],
            ['credential_stuffing', 'more than the cut-off (Request ID: 11111111-2222-3333-4444-555555555555)'],
            ['password_spray', "TABLE_NOT_FOUND: line 9:6: Table 'a.auth_events' does not exist"],
            ['mfa_fatigue', 'more than the cut-off (Request ID: 11111111-2222-3333-4444-666666666666)'],
            ['sms_pumping', 'no place for results'],
            ['user_enumeration', "TABLE_NOT_FOUND: line 7:8: Table 'a.auth_events' does not exist"],
        ]);
        const out = temporaryFolder();
        const ask: Ask = async ({ query }) => {
            throw new QueryFailure(String(reasons.get(query.name)), false);
        };

        const first = await reported('nowhere', [...reasons.keys()], { out, ask });
        const second = await reported('nowhere', [...reasons.keys(), 'reset_chain'], { out, ask, ...at(1) });

        expect(subjects(first)).toEqual([
            'failed: 3 questions, have no answer',
            'failed: 2 questions, have no answer',
            'failed: sms_pumping, has no answer',
        ]);
        expect(first.given[0]).toMatchObject({
            query: 'report',
            kind: 'failure',
            how_many: { question_count: 3 },
            also: { why: expect.stringContaining('TABLE_NOT_FOUND') },
            result: null,
            what: 'What 3 questions ask, which have no answer for one reason: brute_force_by_address, password_spray, user_enumeration.',
            next: expect.stringMatching(/^ask one of them by hand \(query brute_force_by_address\)/),
        });
        expect(subjects(second)).toEqual(['failed: reset_chain, has no answer']);
    });

    test('is told of also when the report is stopped after it', async () => {
        const given: Finding[] = [];
        const ask: Ask = async ({ query }) => {
            throw query.name === 'password_spray'
                ? new Error('Stopped.')
                : new QueryFailure('more than the cut-off', false);
        };

        const run = reported('nowhere', ['brute_force_by_address', 'password_spray'], {
            ask,
            give: async (finding) => void given.push(finding),
        });

        await expect(run).rejects.toThrow('Stopped.');
        expect(given.map((finding) => finding.subject)).toEqual(['failed: brute_force_by_address, has no answer']);
    });

    test('is asked once more where that may help, and then is no finding', async () => {
        const lake = await givenGuesses();
        const failures = [new QueryFailure('busy', true)];
        const ask: Ask = async (question) => {
            const failure = failures.pop();
            if (failure !== undefined) throw failure;
            return askLake(lake)(question);
        };

        const { report } = await reported(lake, undefined, { ask });

        expect(report.outcomes).toMatchObject([{ failure: null, rows: 2 }]);
    });

    test('is not asked again where that can not help', async () => {
        let asked = 0;
        const ask: Ask = async () => {
            asked += 1;
            throw new QueryFailure('more than the cut-off', false);
        };

        const { given } = await reported('nowhere', undefined, { ask });

        expect(asked).toBe(1);
        expect(given).toMatchObject([{ also: { why: 'more than the cut-off' } }]);
    });

    test('between its rows leaves the files of an earlier answer as they were', async () => {
        const [lake, out] = [await givenGuesses(), temporaryFolder()];
        await reported(lake, undefined, { out });
        const before = readFileSync(join(out, DAY, 'brute_force_by_address.csv'), 'utf8');
        async function* batches(): AsyncIterable<never> {
            yield* [];
            throw new QueryFailure('gone', false);
        }

        const { report } = await reported(lake, undefined, {
            out,
            ask: async () => ({ columns: [{ name: 'a', isNumber: false }], batches: batches() }),
        });

        expect(report.outcomes).toMatchObject([{ failure: 'gone' }]);
        expect(readFileSync(join(out, DAY, 'brute_force_by_address.csv'), 'utf8')).toBe(before);
    });
});

test('what is no failure of a question ends the report', async () => {
    await expect(reported(join(temporaryFolder(), 'nothing'))).rejects.toThrow(
        /is not a lake: there is no such folder/,
    );
});

/** A place that is lost after so many writes: as a machine that stops. */
const mortal = (out: string, writes: number): Store => {
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

/** Each answer of a lake is read once. */
const remembered = (lake: string): Ask => {
    const answers = new Map<string, { columns: Result['columns']; rows: Row[] }>();
    async function* batches(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
        yield rows;
    }
    return async (question) => {
        if (!answers.has(question.sql)) {
            const { columns, batches: read } = await askLake(lake)(question);
            const rows: Row[] = [];
            for await (const some of read) rows.push(...some);
            answers.set(question.sql, { columns, rows });
        }
        const { columns, rows } = answers.get(question.sql)!;
        return { columns, batches: batches(rows) };
    };
};

test('a run that stops at any write and is run again has given each finding, and none is twice in the files', async () => {
    const lake = await givenGuesses();
    const [names, ask] = [['brute_force_by_address', 'password_spray'], remembered(lake)];
    const ids = (await reported(lake, names, { ask })).given.map(({ finding_id: id }) => id);
    expect(ids).toHaveLength(4);

    for (let writes = 0; ; writes += 1) {
        const out = temporaryFolder();
        const given: string[] = [];
        const give = async ({ finding_id: id }: Finding): Promise<void> => {
            given.push(id);
        };

        const isStopped = await reported(lake, names, { out, ask, give, place: mortal(out, writes) }).then(
            () => false,
            (error: unknown) => String(error).includes('the machine stopped'),
        );
        await reported(lake, names, { out, ask, give, ...at(1) });

        expect(new Set(given)).toEqual(new Set(ids));
        expect(given.length).toBeLessThanOrEqual(ids.length + 1);
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

test('what others wrote into the files that remember is no obstacle', async () => {
    const [lake, out] = [await givenGuesses(), temporaryFolder()];
    mkdirSync(join(out, DAY), { recursive: true });
    writeFileSync(join(out, 'reports', 'given.txt'), 'hello\n\u0000\u0000 1 2\n');
    writeFileSync(join(out, DAY, 'findings.ndjson'), '{"finding_id":1}\nnull\n{"half":');

    const first = await reported(lake, undefined, { out });
    const second = await reported(lake, undefined, { out, ...at(1) });

    expect([first.given.length, second.given.length]).toEqual([2, 0]);
    expect(linesOf(out)).toHaveLength(2);
});

test('what is remembered names nobody', async () => {
    const { out } = await reported(await givenGuesses(), ['brute_force_by_address', 'password_spray']);

    expect(readFileSync(join(out, 'reports', 'given.txt'), 'utf8')).toMatch(
        /^([0-9a-f]{32} \d{13} \d{13}-\d{13}\n){4}$/,
    );
});
