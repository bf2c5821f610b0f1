import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { givenLake, temporaryFolder } from '../support/given-lake.ts';

const EVIL = '=1+1,\u001b[31m<b>|"\u009b';
/** In the package, so that its dependencies are found. */
const BUNDLE = join(packageRoot(), '.cache', `query-test-${process.pid}.mjs`);
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

let lake = '';

beforeAll(async () => {
    lake = await givenLake({
        user_activity: [
            {
                record_id: 'a',
                user_name: EVIL,
                risk_level: 'Low',
                risk_decision: 'NoRisk',
                challenge_names: ['Password'],
                challenge_results: ['Success'],
            },
            { record_id: 'b', event_response: 'Fail' },
        ],
        user_notification: [{ error_class: 'Unclassified', details_pattern: 'x | y' }],
    });
    await build({
        stdin: {
            contents: `import { Command } from 'commander'; import { addQuery } from './cli/query.ts'; import { Complaint } from './lib/basics/complaint.ts';
                const program = new Command('lake'); addQuery(program);
                try { await program.parseAsync(); } catch (error) { if (!(error instanceof Complaint)) throw error; console.error(error.message); process.exitCode = error.exitCode; }`,
            resolveDir: packageRoot(),
            loader: 'ts',
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        outfile: BUNDLE,
        logLevel: 'silent',
    });
});
afterAll(() => rmSync(BUNDLE, { force: true }));

type Outcome = { code: number; out: string; err: string };

const query = (...given: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(process.execPath, [BUNDLE, 'query', ...given], { maxBuffer: 1e9 }, (error, out, err) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
        );
    });
const sql = (statement: string, ...more: readonly string[]): Promise<Outcome> =>
    query('--lake', lake, '--format', 'json', '--sql', statement, ...more);

describe('a query of the catalogue', () => {
    test('answers in a table', async () => {
        const { code, out, err } = await query('delivery_error_report', '--lake', lake, ...DAYS);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toContain(
            '│ us-west-2_EXAMPLE │ Unclassified │ unknown │ x | y           │           1 │ 2026-01-01T10:00:00.000Z │ 2026-01-01T10:00:00.000Z │     1 │',
        );
    });

    test.each([
        [
            'json',
            '[\n{"user_pool_id":"us-west-2_EXAMPLE","error_class":"Unclassified","channel":"unknown","details_pattern":"x | y","error_count":1,"first_at":"2026-01-01T10:00:00.000Z","last_at":"2026-01-01T10:00:00.000Z","share":1}\n]\n',
        ],
        [
            'ndjson',
            '{"user_pool_id":"us-west-2_EXAMPLE","error_class":"Unclassified","channel":"unknown","details_pattern":"x | y","error_count":1,"first_at":"2026-01-01T10:00:00.000Z","last_at":"2026-01-01T10:00:00.000Z","share":1}\n',
        ],
        [
            'csv',
            'user_pool_id,error_class,channel,details_pattern,error_count,first_at,last_at,share\r\nus-west-2_EXAMPLE,Unclassified,unknown,x | y,1,2026-01-01T10:00:00.000Z,2026-01-01T10:00:00.000Z,1\r\n',
        ],
        [
            'markdown',
            '| user\\_pool\\_id | error\\_class | channel | details\\_pattern | error\\_count | first\\_at | last\\_at | share |\n| --- | --- | --- | --- | ---: | --- | --- | ---: |\n| us-west-2\\_EXAMPLE | Unclassified | unknown | x \\| y | 1 | 2026-01-01T10:00:00.000Z | 2026-01-01T10:00:00.000Z | 1 |\n',
        ],
    ])('answers as %s, options before or after its name', async (format, text) => {
        const before = await query('--format', format, '--lake', lake, 'delivery_error_report', ...DAYS);
        const after = await query('delivery_error_report', ...DAYS, `--lake=${lake}`, '--format', format);

        expect(before).toEqual({ code: 0, out: text, err: '' });
        expect(after).toEqual(before);
    });

    test('without rows says on the other stream what was asked and what there is', async () => {
        const { code, out, err } = await query(
            'risk_decision_report',
            '--lake',
            lake,
            '--format',
            'json',
            '--first-day',
            '2020-01-01',
            '--last-day',
            '2020-01-02',
        );

        expect({ code, out }).toEqual({ code: 0, out: '[]\n' });
        expect(err).toBe(
            'No rows for first_day 2020-01-01, last_day 2020-01-02, user_pool_id all. The lake has user_activity of 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE, and user_notification of 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE.\n',
        );
    });

    test('explains itself', async () => {
        const { code, out } = await query('risk_decision_report', '--help');

        expect(code).toBe(0);
        for (const text of [
            'Asks how risky',
            'Severity:     info',
            'False alarm:',
            'Next:',
            '--first-day <date>',
            'default: current_date - interval',
            '--user-pool-id <string>',
            '--lake <folder>',
            'Examples:',
            '--first-day 2026-01-01',
        ]) {
            expect(out.replace(/\s+/g, ' ')).toContain(text.replace(/\s+/g, ' '));
        }
    });
});

describe('a wrong call', () => {
    test.each([
        [
            'an unknown query',
            ['risk_report'],
            'there is no query risk_report. Did you mean risk_decision_report or drift_report? All are shown by: query --list',
        ],
        [
            'an unknown parameter',
            ['risk_decision_report', '--frist-day', '2026-01-01'],
            'risk_decision_report has no parameter --frist-day. risk_decision_report takes:\n  --first-day     date: a UTC day',
        ],
        ['a word too many', ['risk_decision_report', 'now'], 'now is one word too many. risk_decision_report takes:'],
        [
            'a wrong value',
            ['risk_decision_report', '--first-day', 'yesterday'],
            '--first-day takes a UTC day, such as 2026-01-31, not "yesterday". risk_decision_report takes:',
        ],
        [
            'a first day after the last',
            ['risk_decision_report', '--first-day', '2026-02-01', '--last-day', '2026-01-01'],
            '--first-day 2026-02-01 is after --last-day 2026-01-01',
        ],
        [
            'a value twice',
            ['risk_decision_report', '--first-day', '2026-02-01', '--first-day', '2026-01-01'],
            'not "2026-02-01", "2026-01-01"',
        ],
        [
            'an expression too deep',
            ['--sql', `select ${'1+'.repeat(5000)}1`],
            '--sql takes one SELECT statement: Max expression depth limit',
        ],
        [
            'an unknown format',
            ['risk_decision_report', '--format', 'xml'],
            '--format is one of table, json, ndjson, csv, markdown, not "xml"',
        ],
        [
            'a name and SQL',
            ['risk_decision_report', '--sql', 'select 1'],
            'give the name of a query or --sql, not both',
        ],
        [
            'an unknown name and SQL',
            ['weather', '--sql', 'select 1'],
            'there is no query weather. All are shown by: query --list',
        ],
        ['nothing to ask', [], 'say what to ask: query NAME, query --sql STATEMENT, or query --list to see the names'],
        ['two statements', ['--sql', 'select 1; select 2'], '--sql takes one SELECT statement: there are 2.'],
        [
            'a statement that writes',
            ['--sql', "copy (select 1) to 'x'"],
            '--sql takes one SELECT statement: this is another kind of statement.',
        ],
    ])('with %s says what is allowed, and exits with 2', async (_, given, message) => {
        const { code, out, err } = await query(...given, '--lake', lake);

        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toContain(message);
        expect(err).not.toMatch(/\n {4}at /);
    });

    test('without a lake says so', async () => {
        const outcome = { code: 2, out: '', err: 'query needs the folder of a lake: --lake FOLDER, or --athena\n' };

        expect([await query('risk_decision_report'), await query('--sql', 'select 1', '--lake', '')]).toEqual([
            outcome,
            outcome,
        ]);
    });

    test('on a folder that is no lake exits with 1', async () => {
        const folder = temporaryFolder();

        const { code, err } = await query('risk_decision_report', '--lake', folder);

        expect(code).toBe(1);
        expect(err).toBe(
            `${folder} is not a lake: it holds none of user_activity/, user_notification/, errors/, raw/. Make one with: replay FILES --lake ${folder}\n`,
        );
    });
});

describe('a list', () => {
    test('has every query with its question and parameters', async () => {
        const { code, out } = await query('--list');

        expect(code).toBe(0);
        expect(out).toMatch(
            /│ risk_decision_report +│ Asks how risky .*│ --first-day \(current_date - interval '7' day\), --last-day/,
        );
    });

    test('for machines has all that the headers say', async () => {
        const { out } = await query('--list', '--format', 'json');

        const found: unknown = JSON.parse(out);
        expect(found).toEqual(
            expect.arrayContaining([
                expect.objectContaining({
                    name: 'delivery_error_report',
                    group: 'delivery',
                    severity: 'medium',
                    parameters: expect.arrayContaining([
                        {
                            name: 'user_pool_id',
                            option: '--user-pool-id',
                            type: 'string',
                            default: "'all'",
                            about: "One pool's id, or all.",
                        },
                    ]),
                }),
            ]),
        );
    });
});

describe('one’s own SQL', () => {
    test('sees tables, views and partition columns', async () => {
        const { out } =
            await sql(`select (select count(*) from user_activity) as rows_there, (select count(*) from attempts) as attempts, (select count(*) from delivery_errors) as errors,
            max(dt) as dt, max(typeof(dt)) as type, date_format(max(event_at), '%Y') as year from auth_events`);

        expect(JSON.parse(out)).toEqual([
            { rows_there: 2, attempts: 2, errors: 1, dt: '2026-01-01', type: 'VARCHAR', year: '2026' },
        ]);
    });

    test('gives a name that is a formula, markup and a command whole in JSON, and harmless in every format', async () => {
        const answers = await Promise.all(
            ['json', 'ndjson', 'csv', 'markdown', 'table'].map((format) =>
                query(
                    '--lake',
                    lake,
                    '--sql',
                    "select user_name from auth_events where record_id = 'a'",
                    '--format',
                    format,
                ),
            ),
        );

        expect(JSON.parse(answers[0]?.out ?? '')).toEqual([{ user_name: EVIL }]);
        // oxlint-disable-next-line no-control-regex
        expect(answers.filter(({ code, out }) => code !== 0 || /[\u001b\u009b]/.test(out))).toEqual([]);
    });

    test.each([
        ['select nothing from auth_events', 'Binder Error: Referenced column "nothing" not found'],
        ['select * from nowhere', 'Catalog Error: Table with name nowhere does not exist!'],
        ["select * from '/etc/passwd'", 'Catalog Error: Table with name /etc/passwd does not exist!'],
        ["select * from '/etc/hosts.csv'", 'disabled by configuration'],
        ["select cast('x' as integer)", "Conversion Error: Could not convert string 'x' to INT32"],
        ["select error('\u001b[2Jboo')", 'Invalid Input Error: \\x1b[2Jboo'],
    ])('that fails, %j, is answered in DuckDB’s first lines', async (statement, message) => {
        const { code, out, err } = await sql(statement);

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toContain(message);
        expect(err).not.toMatch(/\n {4}at /);
        expect(err).not.toContain('\u001b');
    });

    test.each([
        "read_text('/etc/passwd')",
        "read_csv('/etc/passwd')",
        "glob('/*')",
        "enable_logging(storage = 'file', storage_config = {'path': '/tmp/given-lake-log'})",
        "enable_profiling(save_location = '/tmp/x.json')",
    ])('can’t call %s', async (call) => {
        const { code, err } = await sql(`select * from ${call}`);

        expect(code).toBe(2);
        expect(err).toContain('is not for a lake');
    });

    test.each(['zz', 'aa'])('on a broken file, %s.parquet, names it', async (name) => {
        const broken = await givenLake({ user_activity: [{}] });
        const partition = join(broken, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01');
        writeFileSync(join(partition, `${name}.parquet`), 'PAR1 not really');

        const { code, err } = await query('--lake', broken, '--sql', 'select count(*) from user_activity');

        expect(code).toBe(1);
        expect(err).toMatch(new RegExp(`^Invalid Input Error: .*${name}\\.parquet`));
    });
});

describe('a long answer', () => {
    const LONG = "select range as n, 'some text to fill the line ' || range as t from range(1000000)";

    test('comes in pieces: a million rows need no more memory than some', async () => {
        const peakOf = async (rows: number): Promise<number> => {
            const child = spawn(process.execPath, [
                '--import',
                "data:text/javascript,process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))",
                BUNDLE,
                'query',
                '--lake',
                lake,
                '--format',
                'ndjson',
                '--sql',
                `${LONG.replace('1000000', String(rows))}`,
            ]);
            let [lines, err] = [0, ''];
            child.stdout.on('data', (chunk: Buffer) => {
                lines += chunk.toString().split('\n').length - 1;
            });
            child.stderr.on('data', (chunk: Buffer) => {
                err += chunk.toString();
            });
            await new Promise((resolve) => child.on('close', resolve));
            expect(lines).toBe(rows);
            return Number(err) / 1024;
        };

        const [few, many] = [await peakOf(1000), await peakOf(1_000_000)];

        expect(many - few).toBeLessThan(150);
    });

    test('that nobody reads to its end is no failure', async () => {
        const child = spawn('sh', [
            '-c',
            `"${process.execPath}" "${BUNDLE}" query --lake "${lake}" --format csv --sql "${LONG}" | head -1; echo "\${PIPESTATUS:-}"`,
        ]);
        let [out, err] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => {
            out += chunk.toString();
        });
        child.stderr.on('data', (chunk: Buffer) => {
            err += chunk.toString();
        });
        await new Promise((resolve) => child.on('close', resolve));

        expect(out).toContain('n,t\r\n');
        expect(err).toBe('');
    });
});

test('nothing is left in the lake', () => {
    mkdirSync(join(lake, 'user_activity'), { recursive: true });

    expect(readdirSync(lake).sort()).toEqual(['user_activity', 'user_notification']);
});
