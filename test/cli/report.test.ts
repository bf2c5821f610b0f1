/** Tests of the command `report` as it is shipped: output, exit codes, and a rerun after SIGKILL. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';
import { buildAll, listFiles } from '../support/run-replay.ts';
import { makeGuessLake, makeGuesses } from '../support/run-sample-report.ts';
import { runCli, type CliOutcome } from '../support/run-cli.ts';

beforeAll(buildAll);

const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];
const NAMES = ['brute_force_by_address', 'credential_stuffing'];

const report = async (...args: readonly string[]): Promise<CliOutcome> =>
    runCli(['report', ...args], temporaryFolder());

const idsIn = (path: string): readonly string[] =>
    readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).finding_id)
        .toSorted();

test('the text shows each query, what is new, and each finding, and so does summary.txt', async () => {
    const [lake, out] = [await makeGuessLake(), join(temporaryFolder(), 'out')];

    const first = await report('brute_force_by_address', '--lake', lake, '--out', out, ...DAYS);
    const second = await report('brute_force_by_address', '--lake', lake, '--out', out, ...DAYS);

    const [, day] = /reports\/dt=(\S+)\/\n$/.exec(first.out) ?? [];
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n').slice(0, 6)).toEqual([
        expect.stringMatching(/^Report of \S+Z: 1 query run, 2 new findings$/),
        '  high    brute_force_by_address  2 rows, 2 findings, new',
        '',
        'New findings: 2',
        '',
        'high: brute_force_by_address, 203.0.113.2, 40 attempts',
    ]);
    expect(second.out.split('\n')).toEqual([
        expect.stringMatching(/^Report of \S+Z: 1 query run, 0 new findings$/),
        '  high    brute_force_by_address  2 rows, 2 findings, reported before',
        '',
        'No new findings',
        '',
        '2 findings of earlier runs today: see summary.txt',
        '',
        expect.stringMatching(/^Results and findings: /),
        '',
    ]);
    expect(listFiles(out)).toEqual(
        ['brute_force_by_address.csv', 'brute_force_by_address.json', 'findings.ndjson', 'summary.txt']
            .map((name) => `reports/dt=${day}/${name}`)
            .concat('reports/sent.txt'),
    );
    const summary = readFileSync(join(out, `reports/dt=${day}/summary.txt`), 'utf8');
    expect(summary).toContain(`\nFindings of ${day}: 2\n`);
    expect(summary).toContain('high: brute_force_by_address, 203.0.113.1, 30 attempts\n');
});

test('--json prints the summary of the default queries', async () => {
    const { code, out } = await report(
        '--lake',
        await makeGuessLake(),
        '--out',
        join(temporaryFolder(), 'out'),
        ...DAYS,
        '--user-pool-id',
        'us-west-2_EXAMPLE',
        '--json',
    );

    const { outcomes, sent, out: outFolder } = JSON.parse(out);
    expect(code).toBe(0);
    expect(outcomes).toHaveLength(15);
    expect(outcomes).toContainEqual({
        query: 'reset_chain',
        severity: 'high',
        failure: null,
        rows: 0,
        allowlisted_rows: 0,
        findings: 0,
        new_findings: 0,
        result: expect.stringContaining(`${outFolder}/reports/dt=`),
    });
    expect(sent.map(({ subject }: { subject: string }) => subject)).toContain(
        'high: brute_force_by_address, 203.0.113.2, 40 attempts',
    );
});

test('a failed query makes the exit code 1, and the other queries run', async () => {
    const lake = await makeGuessLake();
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
    expect(out.split('\n').slice(0, 3)).toEqual([
        expect.stringMatching(/: 2 queries run, 1 failed, 1 new finding$/),
        expect.stringMatching(/^ {2}high {4}brute_force_by_address {2}FAILED: .*zzz\.parquet/),
        '  medium  delivery_error_report   0 rows',
    ]);
    expect(out).toContain('\nfailed: brute_force_by_address, no result\n');
});

test('--help shows the options, the output files and examples', async () => {
    const { out } = await report('--help');

    for (const text of [
        '--quiet-hours <hours>',
        '--max-messages <count>',
        'findings.ndjson',
        'reported once',
        'exit code is then 1',
        'Examples:',
    ])
        expect(out.replace(/\s+/g, ' ')).toContain(text);
});

test('--config sets the queries, their values and the quiet hours, like in the report function', async () => {
    const folder = temporaryFolder();
    const [config, lake, out] = [join(folder, 'lake.config.yml'), await makeGuessLake(), join(folder, 'out')];
    const example = readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8');
    writeFileSync(
        config,
        example
            .replace(
                / {2}# queries:\n {2}# {3}- .*\n {2}# {3}- .*\n/,
                '  queries:\n    - sign_ins_by_day\n' +
                    '    - { name: brute_force_by_address, values: { min_failures: 35 } }\n',
            )
            .replace('quietHours: 192', 'quietHours: 0'),
    );
    const args = ['--lake', lake, '--out', out, '--config', config, ...DAYS, '--json'];

    const first = await report(...args);
    const again = await report(...args);
    const quiet = await report(...args, '--quiet-hours', '24');

    const [one, two, three] = [first, again, quiet].map(({ out: text }) => JSON.parse(text));
    expect(one.outcomes.map(({ query, rows }: { query: string; rows: number }) => [query, rows])).toEqual([
        ['sign_ins_by_day', 1],
        ['brute_force_by_address', 1],
    ]);
    expect([one.sent.length, two.sent.length, three.sent.length]).toEqual([1, 1, 0]);
});

test('--config without queries runs the default queries', async () => {
    const { code, out } = await report(
        '--lake',
        await makeGuessLake(),
        '--out',
        join(temporaryFolder(), 'out'),
        '--config',
        join(packageRoot(), 'lake.config.example.yml'),
        ...DAYS,
        '--json',
    );

    expect([code, JSON.parse(out).outcomes.length]).toEqual([0, 15]);
});

describe('an invalid call', () => {
    test.each([
        ['without --out', ['--lake', 'LAKE'], 2, /--out <folder>/],
        [
            'with an unknown query',
            ['brute_force', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^Unknown query brute_force\. Did you mean brute_force_by_address or brute_force_by_user/,
        ],
        [
            'with an invalid day',
            ['--lake', 'LAKE', '--out', 'OUT', '--first-day', 'today'],
            2,
            /^--first-day takes a UTC day/,
        ],
        [
            'with days in reverse order',
            ['--lake', 'LAKE', '--out', 'OUT', '--first-day', '2026-01-02', '--last-day', '2026-01-01'],
            2,
            /is after --last-day/,
        ],
        [
            'with negative hours',
            ['--lake', 'LAKE', '--out', 'OUT', '--quiet-hours', '-1'],
            2,
            /^--quiet-hours must be a whole number from 0 to 87600, not "-1"\n$/,
        ],
        [
            'with zero messages',
            ['--lake', 'LAKE', '--out', 'OUT', '--max-messages', '0'],
            2,
            /^--max-messages must be a whole number from 1 to 1000, not "0"\n$/,
        ],
        [
            'with queries and --config',
            ['sign_ins_by_day', '--config', 'CONFIG', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^Cannot combine query names with --config/,
        ],
        [
            'with a missing config file',
            ['--config', 'nowhere.yml', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^Cannot read --config nowhere\.yml: no such file/,
        ],
        [
            'with a folder as config file',
            ['--config', '.', '--lake', 'LAKE', '--out', 'OUT'],
            2,
            /^Cannot read --config \.: no such file/,
        ],
        [
            'with an invalid config file',
            ['--config', 'FILE', '--lake', 'LAKE', '--out', 'OUT'],
            1,
            /^file:1:1: the file is "x": write the config/,
        ],
        [
            'with a config without a report section',
            ['--config', 'CONFIG', '--lake', 'LAKE', '--out', 'OUT'],
            1,
            /config\.yml has no report section\. Add one as in lake\.config\.example\.yml/,
        ],
        [
            'with a folder that is not a lake',
            ['--lake', 'OUT', '--out', 'OUT'],
            1,
            /is not a lake: the folder does not exist/,
        ],
        ['with a file as --out', ['brute_force_by_address', '--lake', 'LAKE', '--out', 'FILE'], 1, /Move|move/],
    ])('%s fails with one message and writes nothing', async (_, args, code, message) => {
        const folder = temporaryFolder();
        const lake = await makeSampleLake({}, join(folder, 'lake'));
        writeFileSync(join(folder, 'file'), 'x');
        writeFileSync(
            join(folder, 'config.yml'),
            readFileSync(join(packageRoot(), 'lake.config.example.yml'), 'utf8').replace(/^report:\n(?: .*\n)+/m, ''),
        );
        const paths = new Map([
            ['CONFIG', join(folder, 'config.yml')],
            ['LAKE', lake],
            ['OUT', join(folder, 'out')],
            ['FILE', join(folder, 'file')],
        ]);

        const { err, ...outcome } = await report(...args.map((arg) => paths.get(arg) ?? arg));

        expect(outcome).toEqual({ code, out: '' });
        expect(err).toMatch(message);
        expect(existsSync(join(folder, 'out'))).toBe(false);
    });
});

const waitUntil = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await setTimeout(5);
};

test('a run that is killed while it sends findings has sent each once after a rerun', async () => {
    const lake = await makeSampleLake({
        user_activity: [
            ...makeGuesses('203.0.113.1', 30),
            ...makeGuesses('203.0.113.2', 40),
            ...makeGuesses('203.0.113.3', 50),
        ],
    });
    const [wholeOut, out] = [join(temporaryFolder(), 'whole'), join(temporaryFolder(), 'out')];
    await report(...NAMES, '--lake', lake, '--out', wholeOut, ...DAYS);
    const findingsOf = (folder: string): string =>
        join(folder, String(listFiles(folder).find((path) => path.endsWith('findings.ndjson'))));

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
    await Promise.race([waitUntil(() => listFiles(out).some((path) => path.endsWith('findings.ndjson'))), ended]);
    child.kill('SIGKILL');
    await ended;
    const again = await report(...NAMES, '--lake', lake, '--out', out, ...DAYS);

    expect(again).toMatchObject({ code: 0, err: '' });
    expect(idsIn(findingsOf(out))).toEqual(idsIn(findingsOf(wholeOut)));
});
