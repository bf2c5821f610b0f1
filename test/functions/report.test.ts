/** Tests of the report function: the bundle as it is deployed, with the real clients of the AWS SDK, against servers on this machine. */
import { beforeAll, describe, expect, test } from 'vitest';
import { givenLake } from '../support/given-lake.ts';
import { buildAll } from '../support/given-replay.ts';
import { withAws, type Aws } from '../support/given-report-calls.ts';
import { givenGuesses, guessed, reported } from '../support/given-report.ts';
import { withEnvironment } from '../s3/given-bucket.ts';

beforeAll(buildAll);

/** The guesses are of the days before now: the function has no other clock. */
const NOW_MS = Date.now();
const NOON_MS = Math.floor(NOW_MS / 86_400_000) * 86_400_000 - 43_200_000;
const FROM = { scheduled_at: new Date(NOW_MS).toISOString().replace(/\.\d+Z/, 'Z') };
const FOLDER = `reports/dt=${FROM.scheduled_at.slice(0, 10)}/`;
const asking = (...names: readonly string[]): object => ({
    ...FROM,
    questions: names.map((name) => ({ name, values: {} })),
    quiet_hours: 192,
    max_messages: 20,
});
const GUESSES = asking('brute_force_by_address');

const recentGuesses = async (): Promise<string> =>
    givenLake({ user_activity: [...guessed('203.0.113.1', 30, NOON_MS), ...guessed('203.0.113.2', 40, NOON_MS)] });
const subjects = ({ messages }: Aws): readonly string[] => messages.map(({ subject }) => subject);
const objectText = ({ s3 }: Aws, name: string): string => String(s3.objects.get(`${FOLDER}${name}`));

test('asks in Athena, writes the answers of a report on a folder, byte for byte, and publishes each finding', async () => {
    const lake = await recentGuesses();
    const local = await reported(lake, ['brute_force_by_address'], { nowMs: NOW_MS });

    await withAws(
        lake,
        async (aws) => {
            const answer = await aws.invoke(GUESSES);

            expect(answer).toEqual({ folder: FOLDER, given: 2, failed: [] });
            expect(subjects(aws)).toEqual(local.given.map(({ subject }) => subject));
            expect(aws.messages[0]?.text).toContain(
                `Answer:       s3://given-bucket/${FOLDER}brute_force_by_address.csv\n`,
            );
            expect(aws.messages[0]?.attributes).toEqual({
                query: 'brute_force_by_address',
                severity: 'high',
                kind: 'finding',
                finding_id: local.given[0]?.finding_id,
            });
            expect([...aws.s3.objects.keys()].toSorted()).toEqual([
                ...['brute_force_by_address.csv', 'brute_force_by_address.json', 'findings.ndjson', 'summary.txt'].map(
                    (name) => `${FOLDER}${name}`,
                ),
                'reports/given.txt',
            ]);
            const { readFileSync } = await import('node:fs');
            for (const name of ['brute_force_by_address.csv', 'brute_force_by_address.json'])
                expect(objectText(aws, name)).toBe(readFileSync(`${local.out}/${FOLDER}${name}`, 'utf8'));
            expect(objectText(aws, 'summary.txt')).toContain(
                'high: brute_force_by_address, 203.0.113.2, 40 attempts\n',
            );
            expect(aws.athena.statements).toHaveLength(1);
        },
        { looksUntilEnd: 2, pageRows: 2 },
    );
});

test('gives a finding once: called again, it publishes nothing', async () => {
    await withAws(await recentGuesses(), async (aws) => {
        await aws.invoke(GUESSES);
        const second = await aws.invoke(GUESSES);

        expect(second).toMatchObject({ given: 0 });
        expect(aws.messages).toHaveLength(2);
        expect(objectText(aws, 'findings.ndjson').trimEnd().split('\n')).toHaveLength(2);
    });
});

test('tells of itself in one line of counts, and names nobody', async () => {
    await withAws(await recentGuesses(), async (aws) => {
        await aws.invoke(GUESSES);

        expect(aws.lines()).toHaveLength(1);
        expect(aws.lines()[0]).toMatchObject({
            level: 'INFO',
            message: 'report',
            function_request_id: 'a-request',
            folder: FOLDER,
            questions: 1,
            failed_questions: [],
            rows: 2,
            findings: 2,
            given: 2,
        });
        expect(JSON.stringify(aws.lines())).not.toContain('203.0.113');
    });
});

test('called by hand with nothing, it asks what is standard', async () => {
    await withAws(await recentGuesses(), async (aws) => {
        const { failed } = await aws.invoke(null);

        expect(failed).toEqual([]);
        expect(aws.athena.statements).toHaveLength(15);
        expect(subjects(aws)).toContain('high: brute_force_by_address, 203.0.113.2, 40 attempts');
    });
});

describe('a question that Athena does not answer', () => {
    test('is published as a finding, once, and the others are asked', async () => {
        const endOf = (sql: string) =>
            sql.startsWith('-- brute_force_by_address')
                ? { state: 'FAILED', reason: 'Bytes scanned limit was exceeded' }
                : undefined;

        await withAws(
            await recentGuesses(),
            async (aws) => {
                const first = await aws.invoke(asking('brute_force_by_address', 'password_spray'));
                const second = await aws.invoke(asking('brute_force_by_address', 'password_spray'));

                expect(first).toMatchObject({ given: 3, failed: ['brute_force_by_address'] });
                expect(second).toMatchObject({ given: 0, failed: ['brute_force_by_address'] });
                expect(aws.messages.at(-1)).toMatchObject({
                    subject: 'failed: brute_force_by_address, has no answer',
                    text: expect.stringContaining('Bytes scanned limit was exceeded'),
                    attributes: { kind: 'failure' },
                });
                expect(aws.lines()[0]).toMatchObject({ failed_questions: ['brute_force_by_address'] });
            },
            { endOf },
        );
    });

    test('for the reason of all the others is told of in one message', async () => {
        await withAws(await recentGuesses(), async (aws) => {
            aws.athena.onCall = (name) =>
                name === 'StartQueryExecution'
                    ? { __type: 'InvalidRequestException', message: 'WorkGroup is disabled.' }
                    : undefined;

            const answer = await aws.invoke(null);

            expect([answer.failed.length, answer.given]).toEqual([15, 1]);
            expect(aws.messages).toEqual([
                {
                    subject: 'failed: 15 questions, have no answer',
                    text: expect.stringContaining('is disabled'),
                    attributes: { query: 'report', severity: 'high', kind: 'failure', finding_id: expect.any(String) },
                },
            ]);
        });
    });

    test('is not asked twice for what will not pass, and is where the service was silent', async () => {
        await withAws(await recentGuesses(), async (aws) => {
            let calls = 0;
            aws.athena.onCall = (name) => {
                if (name !== 'StartQueryExecution') return undefined;
                calls += 1;
                return { __type: 'InvalidRequestException', message: 'line 1:1: mismatched input' };
            };
            const refused = await aws.invoke(GUESSES);
            const callsOfRefused = calls;
            aws.athena.onCall = (name) => {
                if (name !== 'StartQueryExecution' || calls > callsOfRefused) return undefined;
                calls += 1;
                return { __type: 'TooManyRequestsException', message: 'slow down' };
            };
            const busy = await withEnvironment({ AWS_MAX_ATTEMPTS: '1' }, async () => aws.invoke(GUESSES));

            expect([refused.failed, callsOfRefused]).toEqual([['brute_force_by_address'], 1]);
            expect(busy).toMatchObject({ failed: [], given: 2 });
        });
    });
});

test('a topic that takes nothing fails the function, and what was not published is published by the next call', async () => {
    await withAws(await recentGuesses(), async (aws) => {
        aws.onPublish = ({ subject }) => (subject.includes('203.0.113.1,') ? 'AuthorizationError' : undefined);
        await expect(aws.invoke(GUESSES)).rejects.toThrow('AuthorizationError');
        aws.onPublish = () => undefined;
        const next = await aws.invoke(GUESSES);

        expect(next).toMatchObject({ given: 1 });
        expect(subjects(aws)).toEqual([
            'high: brute_force_by_address, 203.0.113.2, 40 attempts',
            'high: brute_force_by_address, 203.0.113.1, 30 attempts',
        ]);
    });
});

test('when its time is up, the query is stopped in Athena too, and the function fails', async () => {
    await withAws(
        await recentGuesses(),
        async (aws) => {
            await expect(aws.invoke(GUESSES, 20_300)).rejects.toThrow(/Stopped, and the query .* in Athena too/);

            expect(aws.athena.calls).toContain('StopQueryExecution');
            expect(aws.messages).toEqual([]);
        },
        { looksUntilEnd: 1e6 },
    );
});

test('a bucket that refuses fails the function before anything is published', async () => {
    await withAws(await recentGuesses(), async (aws) => {
        aws.s3.onAsked = (what) => (what.startsWith('PUT') ? 'AccessDenied' : undefined);

        await expect(aws.invoke(GUESSES)).rejects.toThrow(/s3:\/\/given-bucket\/reports\/.*: access is denied/);
        expect(aws.messages).toEqual([]);
    });
});

test('hostile names reach the topic harmless: SNS takes every message', async () => {
    const names = ['eve\r\nSubject: x', '名前', '‮x', `y${'z'.repeat(3000)}`, '\u0000\u001b[2J', '=1+1'];
    const lake = await givenLake({
        user_activity: names.flatMap((user_name, index) =>
            guessed(`203.0.113.${index}`, 25, NOON_MS, { user_name: user_name.replace('\u0000', ''), user_sub: null }),
        ),
    });

    await withAws(lake, async (aws) => {
        await aws.invoke(asking('brute_force_by_user'));

        expect(aws.messages).toHaveLength(names.length);
        expect(aws.messages.every(({ text }) => /^[^\p{Cc}]*$/u.test(text.replaceAll('\n', '')))).toBe(true);
    });
});

describe('an invocation that is wrong says so', () => {
    test.each([
        [{ questions: [{ name: 'brute_force' }] }, /^there is no query brute_force\. Did you mean/],
        [
            { questions: [{ name: 'brute_force_by_address', values: { colour: ['red'] } }] },
            /^--colour is not of brute_force_by_address/,
        ],
        [{ questions: 'all' }, /^The input of the report is wrong: [^]*questions/],
        ['hello', /^The input of the report is wrong/],
    ])('%j', async (event, message) => {
        await withAws(await givenGuesses(), async (aws) => {
            await expect(aws.invoke(event)).rejects.toThrow(message);
        });
    });

    test.each([
        ['FINDINGS_TOPIC', 'a topic'],
        ['LAKE_BUCKET', undefined],
        ['WORK_GROUP', ''],
        ['DATABASE', 'A-B'],
    ])('the variable %s = %s', async (name, value) => {
        await withAws(await givenGuesses(), async (aws) => {
            await expect(withEnvironment({ [name]: value }, async () => aws.invoke(GUESSES))).rejects.toThrow(name);
        });
    });
});
