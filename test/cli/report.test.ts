/** Tests of the command `report` as it is shipped: what it prints, how it ends, and that it can be killed. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { givenLake, temporaryFolder } from '../support/given-lake.ts';
import { buildAll, filesOf } from '../support/given-replay.ts';
import { givenGuesses, guessed } from '../support/given-report.ts';
import { runCli, type Outcome } from '../support/given-command.ts';

beforeAll(buildAll);

const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];
const NAMES = ['brute_force_by_address', 'credential_stuffing'];

const report = async (...words: readonly string[]): Promise<Outcome> => runCli(['report', ...words], temporaryFolder());

const idsIn = (path: string): readonly string[] =>
    readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).finding_id)
        .toSorted();

test('a person reads what was asked, what is new, and each message; so does who opens the folder', async () => {
    const [lake, out] = [await givenGuesses(), join(temporaryFolder(), 'out')];

    const first = await report('brute_force_by_address', '--lake', lake, '--out', out, ...DAYS);
    const second = await report('brute_force_by_address', '--lake', lake, '--out', out, ...DAYS);

    const [, day] = /reports\/dt=(\S+)\/\n$/.exec(first.out) ?? [];
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
        /^Report of \S+Z: 1 question, 2 messages given\n {2}high {4}brute_force_by_address {2}2 rows, 2 findings, new\n\nMessages of \S+: 2\n\nhigh: brute_force_by_address, 203\.0\.113\.2, 40 attempts\n/,
    );
    expect(second.out).toMatch(
        /^Report of \S+Z: 1 question, 0 messages given\n {2}high {4}brute_force_by_address {2}2 rows, 2 findings, given before\n/,
    );
    expect(filesOf(out)).toEqual(
        ['brute_force_by_address.csv', 'brute_force_by_address.json', 'findings.ndjson', 'summary.txt']
            .map((name) => `reports/dt=${day}/${name}`)
            .concat('reports/given.txt'),
    );
    expect(readFileSync(join(out, `reports/dt=${day}/summary.txt`), 'utf8')).toContain(
        'high: brute_force_by_address, 203.0.113.1, 30 attempts\n',
    );
});

test('a program is told with --json, and asks what is standard when it names nothing', async () => {
    const { code, out } = await report(
        '--lake',
        await givenGuesses(),
        '--out',
        join(temporaryFolder(), 'out'),
        ...DAYS,
        '--user-pool-id',
        'us-west-2_EXAMPLE',
        '--json',
    );

    const { outcomes, given, place } = JSON.parse(out);
    expect(code).toBe(0);
    expect(outcomes).toHaveLength(15);
    expect(outcomes).toContainEqual({
        query: 'reset_chain',
        severity: 'high',
        failure: null,
        rows: 0,
        known_rows: 0,
        findings: 0,
        new_findings: 0,
        answer: expect.stringContaining(`${place}/reports/dt=`),
    });
    expect(given.map(({ subject }: { subject: string }) => subject)).toContain(
        'high: brute_force_by_address, 203.0.113.2, 40 attempts',
    );
});

test('a question without an answer makes the exit code 1, and the others are answered', async () => {
    const lake = await givenGuesses();
    writeFileSync(
        join(lake, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-09/zzz.parquet'),
        'x',
    );

    const { code, out } = await report(
        'brute_force_by_address',
        'delivery_error_report',
        '--lake',
        lake,
        '--out',
        join(temporaryFolder(), 'out'),
        ...DAYS,
    );

    expect(code).toBe(1);
    expect(out).toMatch(
        /: 2 questions, 1 without an answer, 1 message given\n {2}high {4}brute_force_by_address {2}FAILED: .*zzz\.parquet.*\n {2}medium {2}delivery_error_report {3}0 rows\n/,
    );
    expect(out).toContain('\nfailed: brute_force_by_address, has no answer\n');
});

test('help shows the options, where everything goes, and examples', async () => {
    const { out } = await report('--help');

    for (const text of [
        '--quiet-hours <hours>',
        '--max-messages <count>',
        'findings.ndjson',
        'given once',
        'exit code is then 1',
        'Examples:',
    ])
        expect(out).toContain(text);
});

test('with --config it asks what the report function of these settings does, with their values, as quiet as they say', async () => {
    const folder = temporaryFolder();
    const [config, lake, out] = [join(folder, 'lake.config.yml'), await givenGuesses(), join(folder, 'out')];
    const example = readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8');
    writeFileSync(
        config,
        example
            .replace(
                / {2}# questions:\n {2}# {3}- .*\n {2}# {3}- .*\n/,
                '  questions:\n    - sign_ins_by_day\n    - { name: brute_force_by_address, values: { min_failures: 35 } }\n',
            )
            .replace('quietHours: 192', 'quietHours: 0'),
    );
    const words = ['--lake', lake, '--out', out, '--config', config, ...DAYS, '--json'];

    const first = await report(...words);
    const again = await report(...words);
    const quiet = await report(...words, '--quiet-hours', '24');

    const [one, two, three] = [first, again, quiet].map(({ out: text }) => JSON.parse(text));
    expect(one.outcomes.map(({ query, rows }: { query: string; rows: number }) => [query, rows])).toEqual([
        ['sign_ins_by_day', 1],
        ['brute_force_by_address', 1],
    ]);
    expect([one.given.length, two.given.length, three.given.length]).toEqual([1, 1, 0]);
});

test('with --config of settings that name no questions it asks what is standard', async () => {
    const { code, out } = await report(
        '--lake',
        await givenGuesses(),
        '--out',
        join(temporaryFolder(), 'out'),
        '--config',
        join(packageRoot(), 'lake.config.example.yml'),
        ...DAYS,
        '--json',
    );

    expect([code, JSON.parse(out).outcomes.length]).toEqual([0, 15]);
});

describe('a wrong call', () => {
    test.each([
        ['without a place', ['--lake', 'LAKE'], 2, /--out <place>/],
        [
            'with an unknown question',
            ['brute_force', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^there is no query brute_force\. Did you mean brute_force_by_address or brute_force_by_user/,
        ],
        ['with no day', ['--lake', 'LAKE', '--out', 'OUT', '--first-day', 'today'], 2, /^--first-day takes a UTC day/],
        [
            'with days that are not of what is asked',
            ['--lake', 'LAKE', '--out', 'OUT', '--first-day', '2026-01-02', '--last-day', '2026-01-01'],
            2,
            /is after --last-day/,
        ],
        [
            'with no number of hours',
            ['--lake', 'LAKE', '--out', 'OUT', '--quiet-hours', '-1'],
            2,
            /^--quiet-hours takes a whole number from 0 to 87600, not "-1"\n$/,
        ],
        [
            'with no messages',
            ['--lake', 'LAKE', '--out', 'OUT', '--max-messages', '0'],
            2,
            /^--max-messages takes a whole number from 1 to 1000, not "0"\n$/,
        ],
        [
            'with questions beside the settings',
            ['sign_ins_by_day', '--config', 'CONFIG', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^Name the questions, or give --config/,
        ],
        [
            'with settings that are not there',
            ['--config', 'nowhere.yml', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^--config nowhere\.yml: there is no such file/,
        ],
        [
            'with a folder for settings',
            ['--config', '.', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^--config \.: there is no such file/,
        ],
        [
            'with settings that are none',
            ['--config', 'FILE', '--lake', 'LAKE', '--out', 'OUT'],
            1,
            /^file:1:1: the file is "x": write settings/,
        ],
        [
            'with settings without a report',
            ['--config', 'CONFIG', '--lake', 'LAKE', '--out', 'OUT'],
            1,
            /config\.yml has no report: write one as in lake\.config\.example\.yml/,
        ],
        ['with a lake that is none', ['--lake', 'OUT', '--out', 'OUT'], 1, /is not a lake: there is no such folder/],
        ['with a place that is a file', ['brute_force_by_address', '--lake', 'LAKE', '--out', 'FILE'], 1, /Move|move/],
    ])('%s says what is allowed, and writes nothing', async (_, words, code, message) => {
        const folder = temporaryFolder();
        const lake = await givenLake({}, join(folder, 'lake'));
        writeFileSync(join(folder, 'file'), 'x');
        writeFileSync(
            join(folder, 'config.yml'),
            readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8').replace(/^report:\n(?: .*\n)+/m, ''),
        );
        const places = new Map([
            ['CONFIG', join(folder, 'config.yml')],
            ['LAKE', lake],
            ['OUT', join(folder, 'out')],
            ['FILE', join(folder, 'file')],
        ]);

        const { err, ...ended } = await report(...words.map((word) => places.get(word) ?? word));

        expect(ended).toEqual({ code, out: '' });
        expect(err).toMatch(message);
        expect(existsSync(join(folder, 'out'))).toBe(false);
    });
});

const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await setTimeout(5);
};

test('killed while it gives its findings and run again, it has given each once', async () => {
    const lake = await givenLake({
        user_activity: [...guessed('203.0.113.1', 30), ...guessed('203.0.113.2', 40), ...guessed('203.0.113.3', 50)],
    });
    const [whole, out] = [join(temporaryFolder(), 'whole'), join(temporaryFolder(), 'out')];
    await report(...NAMES, '--lake', lake, '--out', whole, ...DAYS);
    const findingsOf = (place: string): string =>
        join(place, String(filesOf(place).find((path) => path.endsWith('findings.ndjson'))));

    const child = spawn(
        process.execPath,
        [
            join(packageRoot(), 'dist/cli/cognito-log-lake.mjs'),
            'report',
            ...NAMES,
            '--lake',
            lake,
            '--out',
            out,
            ...DAYS,
        ],
        { env: { ...process.env, TMPDIR: temporaryFolder() } },
    );
    const ended = new Promise((resolve) => child.on('close', resolve));
    await Promise.race([until(() => filesOf(out).some((path) => path.endsWith('findings.ndjson'))), ended]);
    child.kill('SIGKILL');
    await ended;
    const again = await report(...NAMES, '--lake', lake, '--out', out, ...DAYS);

    expect(again).toMatchObject({ code: 0, err: '' });
    expect(idsIn(findingsOf(out))).toEqual(idsIn(findingsOf(whole)));
});
