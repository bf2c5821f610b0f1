/** Tests of the report function: the deployed bundle with real AWS SDK clients, against local servers. */
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { buildAll } from '../support/run-replay.ts';
import { withFakeReport, type FakeReportAws } from '../support/with-fake-report.ts';
import { makeGuessLake, makeGuesses, runSampleReport } from '../support/run-sample-report.ts';
import { withEnvironment } from '../s3/make-bucket.ts';

beforeAll(buildAll);

/** The guesses are recent, because the function has no other clock. */
const NOW_MS = Date.now();
const NOON_MS = Math.floor(NOW_MS / 86_400_000) * 86_400_000 - 43_200_000;
const FROM = { scheduled_at: new Date(NOW_MS).toISOString().replace(/\.\d+Z/, 'Z') };
const FOLDER = `reports/dt=${FROM.scheduled_at.slice(0, 10)}/`;
const inputFor = (...names: readonly string[]): object => ({
    ...FROM,
    queries: names.map((name) => ({ name, values: {} })),
    quiet_hours: 192,
    max_messages: 20,
});
const GUESSES = inputFor('brute_force_by_address');

const recentGuesses = async (): Promise<string> =>
    makeSampleLake({
        user_activity: [...makeGuesses('203.0.113.1', 30, NOON_MS), ...makeGuesses('203.0.113.2', 40, NOON_MS)],
    });
const subjects = ({ messages }: FakeReportAws): readonly string[] => messages.map(({ subject }) => subject);
const objectText = ({ s3 }: FakeReportAws, name: string): string => String(s3.objects.get(`${FOLDER}${name}`));

test('writes the same results as the command report, byte for byte, and publishes each finding', async () => {
    const lake = await recentGuesses();
    const local = await runSampleReport(lake, ['brute_force_by_address'], { nowMs: NOW_MS });

    await withFakeReport(
        lake,
        async (aws) => {
            const response = await aws.invoke(GUESSES);

            expect(response).toEqual({ folder: FOLDER, sent: 2, failed: [] });
            expect(subjects(aws)).toEqual(local.sentFindings.map(({ subject }) => subject));
            expect(aws.messages[0]?.text).toContain(
                `Result:                   s3://sample-bucket/${FOLDER}brute_force_by_address.csv\n`,
            );
            expect(aws.messages[0]?.attributes).toEqual({
                query: 'brute_force_by_address',
                severity: 'high',
                kind: 'finding',
                finding_id: local.sentFindings[0]?.finding_id,
            });
            expect([...aws.s3.objects.keys()].toSorted()).toEqual([
                ...['brute_force_by_address.csv', 'brute_force_by_address.json', 'findings.ndjson', 'summary.txt'].map(
                    (name) => `${FOLDER}${name}`,
                ),
                'reports/sent.txt',
            ]);
            const { readFileSync } = await import('node:fs');
            for (const name of ['brute_force_by_address.csv', 'brute_force_by_address.json'])
                expect(objectText(aws, name)).toBe(readFileSync(`${local.out}/${FOLDER}${name}`, 'utf8'));
            expect(objectText(aws, 'summary.txt')).toContain(
                'high: brute_force_by_address, 203.0.113.2, 40 attempts\n',
            );
            expect(aws.athena.statements).toHaveLength(1);
        },
        { pollsUntilEnd: 2, rowsPerPage: 2 },
    );
});

test('publishes a finding once: a second invocation publishes nothing', async () => {
    await withFakeReport(await recentGuesses(), async (aws) => {
        await aws.invoke(GUESSES);
        const second = await aws.invoke(GUESSES);

        expect(second).toMatchObject({ sent: 0 });
        expect(aws.messages).toHaveLength(2);
        expect(objectText(aws, 'findings.ndjson').trimEnd().split('\n')).toHaveLength(2);
    });
});

test('logs one line of counts without names', async () => {
    await withFakeReport(await recentGuesses(), async (aws) => {
        await aws.invoke(GUESSES);

        expect(aws.lines()).toHaveLength(1);
        expect(aws.lines()[0]).toMatchObject({
            level: 'INFO',
            message: 'report',
            function_request_id: 'a-request',
            folder: FOLDER,
            queries: 1,
            failed_queries: [],
            rows: 2,
            findings: 2,
            sent: 2,
        });
        expect(JSON.stringify(aws.lines())).not.toContain('203.0.113');
    });
});

test('an invocation without input runs the default queries', async () => {
    await withFakeReport(await recentGuesses(), async (aws) => {
        const { failed } = await aws.invoke(null);

        expect(failed).toEqual([]);
        expect(aws.athena.statements).toHaveLength(15);
        expect(subjects(aws)).toContain('high: brute_force_by_address, 203.0.113.2, 40 attempts');
    });
});

describe('a query that fails in Athena', () => {
    test('is published once as a finding, and the other queries run', async () => {
        const finalStateOf = (sql: string) =>
            sql.startsWith('-- brute_force_by_address')
                ? { state: 'FAILED', reason: 'Bytes scanned limit was exceeded' }
                : undefined;

        await withFakeReport(
            await recentGuesses(),
            async (aws) => {
                const first = await aws.invoke(inputFor('brute_force_by_address', 'password_spray'));
                const second = await aws.invoke(inputFor('brute_force_by_address', 'password_spray'));

                expect(first).toMatchObject({ sent: 3, failed: ['brute_force_by_address'] });
                expect(second).toMatchObject({ sent: 0, failed: ['brute_force_by_address'] });
                expect(aws.messages.at(-1)).toMatchObject({
                    subject: 'failed: brute_force_by_address, no result',
                    text: expect.stringContaining('Bytes scanned limit was exceeded'),
                    attributes: { kind: 'failure' },
                });
                expect(aws.lines()[0]).toMatchObject({ failed_queries: ['brute_force_by_address'] });
            },
            { finalStateOf },
        );
    });

    test('for the same reason as all others is published in one message', async () => {
        await withFakeReport(await recentGuesses(), async (aws) => {
            aws.athena.onCall = (name) =>
                name === 'StartQueryExecution'
                    ? { __type: 'InvalidRequestException', message: 'WorkGroup is disabled.' }
                    : undefined;

            const response = await aws.invoke(null);

            expect([response.failed.length, response.sent]).toEqual([15, 1]);
            expect(aws.messages).toEqual([
                {
                    subject: 'failed: 15 queries, no result',
                    text: expect.stringContaining('is disabled'),
                    attributes: { query: 'report', severity: 'high', kind: 'failure', finding_id: expect.any(String) },
                },
            ]);
        });
    });

    test('is retried only if the service was unavailable', async () => {
        await withFakeReport(await recentGuesses(), async (aws) => {
            let calls = 0;
            aws.athena.onCall = (name) => {
                if (name !== 'StartQueryExecution') return undefined;
                calls += 1;
                return { __type: 'InvalidRequestException', message: 'line 1:1: mismatched input' };
            };
            const rejected = await aws.invoke(GUESSES);
            const callsOfRejected = calls;
            aws.athena.onCall = (name) => {
                if (name !== 'StartQueryExecution' || calls > callsOfRejected) return undefined;
                calls += 1;
                return { __type: 'TooManyRequestsException', message: 'slow down' };
            };
            const busy = await withEnvironment({ AWS_MAX_ATTEMPTS: '1' }, async () => aws.invoke(GUESSES));

            expect([rejected.failed, callsOfRejected]).toEqual([['brute_force_by_address'], 1]);
            expect(busy).toMatchObject({ failed: [], sent: 2 });
        });
    });
});

test('an error of the topic fails the function, and the next invocation publishes the rest', async () => {
    await withFakeReport(await recentGuesses(), async (aws) => {
        aws.onPublish = ({ subject }) => (subject.includes('203.0.113.1,') ? 'AuthorizationError' : undefined);
        await expect(aws.invoke(GUESSES)).rejects.toThrow('AuthorizationError');
        aws.onPublish = () => undefined;
        const next = await aws.invoke(GUESSES);

        expect(next).toMatchObject({ sent: 1 });
        expect(subjects(aws)).toEqual([
            'high: brute_force_by_address, 203.0.113.2, 40 attempts',
            'high: brute_force_by_address, 203.0.113.1, 30 attempts',
        ]);
    });
});

test('before the timeout the function stops the query in Athena and fails', async () => {
    await withFakeReport(
        await recentGuesses(),
        async (aws) => {
            await expect(aws.invoke(GUESSES, 20_300)).rejects.toThrow(
                /Stopped\. The query .* was stopped in Athena too/,
            );

            expect(aws.athena.calls).toContain('StopQueryExecution');
            expect(aws.messages).toEqual([]);
        },
        { pollsUntilEnd: 1e6 },
    );
});

test('a bucket error fails the function before anything is published', async () => {
    await withFakeReport(await recentGuesses(), async (aws) => {
        aws.s3.onRequest = (what) => (what.startsWith('PUT') ? 'AccessDenied' : undefined);

        await expect(aws.invoke(GUESSES)).rejects.toThrow(/s3:\/\/sample-bucket\/reports\/.*: access is denied/);
        expect(aws.messages).toEqual([]);
    });
});

test('SNS accepts every message with hostile names', async () => {
    const names = ['eve\r\nSubject: x', '名前', '‮x', `y${'z'.repeat(3000)}`, '\u0000\u001b[2J', '=1+1'];
    const lake = await makeSampleLake({
        user_activity: names.flatMap((user_name, index) =>
            makeGuesses(`203.0.113.${index}`, 25, NOON_MS, {
                user_name: user_name.replace('\u0000', ''),
                user_sub: null,
            }),
        ),
    });

    await withFakeReport(lake, async (aws) => {
        await aws.invoke(inputFor('brute_force_by_user'));

        expect(aws.messages).toHaveLength(names.length);
        expect(aws.messages.every(({ text }) => /^[^\p{Cc}]*$/u.test(text.replaceAll('\n', '')))).toBe(true);
    });
});

describe('an invalid invocation fails', () => {
    test.each([
        [{ queries: [{ name: 'brute_force' }] }, /^Unknown query brute_force\. Did you mean/],
        [
            { queries: [{ name: 'brute_force_by_address', values: { colour: ['red'] } }] },
            /^--colour is not a parameter of brute_force_by_address/,
        ],
        [{ queries: 'all' }, /^Invalid input of the report function: [^]*queries/],
        ['hello', /^Invalid input of the report function/],
    ])('with the input %j', async (event, message) => {
        await withFakeReport(await makeGuessLake(), async (aws) => {
            await expect(aws.invoke(event)).rejects.toThrow(message);
        });
    });

    test.each([
        ['FINDINGS_TOPIC', 'a topic'],
        ['LAKE_BUCKET', undefined],
        ['WORK_GROUP', ''],
        ['DATABASE', 'A-B'],
    ])('with the variable %s = %s', async (name, value) => {
        await withFakeReport(await makeGuessLake(), async (aws) => {
            await expect(withEnvironment({ [name]: value }, async () => aws.invoke(GUESSES))).rejects.toThrow(name);
        });
    });
});
