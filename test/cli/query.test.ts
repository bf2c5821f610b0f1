/** Tests of the command `query` in a process of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';

const EVIL = '=1+1,\u001b[31m<b>|"\u009b';
/** In the package folder, so that Node finds its dependencies. */
const BUNDLE = join(packageRoot(), '.cache', `query-test-${process.pid}.mjs`);
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

const MISSING_LAKE =
    'query needs a lake: pass --lake FOLDER or --athena. For a default, set COGNITO_LAKE, or write lake: FOLDER in ' +
    '.cognito-log-lake.yml in this folder or one above it.\n';

let lake = '';

beforeAll(async () => {
    lake = await makeSampleLake({
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
            contents: `
                import { Command } from 'commander';
                import { configureQuery } from './cli/query.ts';
                import { UserError } from './lib/basics/user-error.ts';
                const program = new Command('lake');
                configureQuery(program.command('query'), process.argv.slice(2));
                try {
                    await program.parseAsync();
                } catch (error) {
                    if (!(error instanceof UserError)) throw error;
                    console.error(error.message);
                    process.exitCode = error.exitCode;
                }`,
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

const query = (...args: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(process.execPath, [BUNDLE, 'query', ...args], { maxBuffer: 1e9 }, (error, out, err) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
        );
    });
const sql = (statement: string, ...options: readonly string[]): Promise<Outcome> =>
    query('--lake', lake, '--format', 'json', '--sql', statement, ...options);

describe('a query of the catalogue', () => {
    test('a query prints a table by default', async () => {
        const { code, out, err } = await query('delivery_error_report', '--lake', lake, ...DAYS);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toContain(
            '│ us-west-2_EXAMPLE │ Unclassified │ unknown │ x | y           │           1 │ ' +
                '2026-01-01T10:00:00.000Z │ 2026-01-01T10:00:00.000Z │     1 │',
        );
    });

    const JSON_ROW =
        '{"user_pool_id":"us-west-2_EXAMPLE","error_class":"Unclassified","channel":"unknown",' +
        '"details_pattern":"x | y","error_count":1,"first_at":"2026-01-01T10:00:00.000Z",' +
        '"last_at":"2026-01-01T10:00:00.000Z","share":1}';

    test.each([
        ['json', `[\n${JSON_ROW}\n]\n`],
        ['ndjson', `${JSON_ROW}\n`],
        [
            'csv',
            'user_pool_id,error_class,channel,details_pattern,error_count,first_at,last_at,share\r\n' +
                'us-west-2_EXAMPLE,Unclassified,unknown,x | y,1,' +
                '2026-01-01T10:00:00.000Z,2026-01-01T10:00:00.000Z,1\r\n',
        ],
        [
            'markdown',
            '| user\\_pool\\_id | error\\_class | channel | details\\_pattern | error\\_count ' +
                '| first\\_at | last\\_at | share |\n' +
                '| --- | --- | --- | --- | ---: | --- | --- | ---: |\n' +
                '| us-west-2\\_EXAMPLE | Unclassified | unknown | x \\| y | 1 ' +
                '| 2026-01-01T10:00:00.000Z | 2026-01-01T10:00:00.000Z | 1 |\n',
        ],
    ])('a query prints %s, with options before or after its name', async (format, text) => {
        const before = await query('--format', format, '--lake', lake, 'delivery_error_report', ...DAYS);
        const after = await query('delivery_error_report', ...DAYS, `--lake=${lake}`, '--format', format);

        expect(before).toEqual({ code: 0, out: text, err: '' });
        expect(after).toEqual(before);
    });

    test('a result without rows is noted on standard error, with values and the days of the lake', async () => {
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
            'No rows for first_day 2020-01-01, last_day 2020-01-02, user_pool_id all. ' +
                'The lake has user_activity from 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE, ' +
                'and user_notification from 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE.\n',
        );
    });

    test('--help shows title, description, severity, options and examples', async () => {
        const { code, out } = await query('risk_decision_report', '--help');

        expect(code).toBe(0);
        for (const text of [
            'Risk decisions by day\n',
            'Event counts of each day by risk level',
            'Severity: info',
            'Typical false positives:',
            'Next:',
            '--first-day <date>',
            'First day, inclusive (UTC, YYYY-MM-DD; default: 7 days ago)',
            '--user-pool-id <string>',
            '--lake <folder>',
            'Examples:',
            '--first-day 2026-01-01',
        ]) {
            expect(out.replace(/\s+/g, ' ')).toContain(text.replace(/\s+/g, ' '));
        }
        expect(out).not.toMatch(/^-- |-- :|current_date/m);
    });
});

describe('an invalid call', () => {
    test.each([
        [
            'an unknown query',
            ['risk_report'],
            'Unknown query risk_report. Did you mean risk_decision_report or drift_report? ' +
                'List all queries: query --list',
        ],
        [
            'an unknown parameter',
            ['risk_decision_report', '--frist-day', '2026-01-01'],
            'risk_decision_report has no parameter --frist-day. Parameters of risk_decision_report:\n' +
                '  --first-day     a UTC day',
        ],
        [
            'an extra argument',
            ['risk_decision_report', 'now'],
            'Unexpected argument now. Parameters of risk_decision_report:',
        ],
        [
            'an invalid value',
            ['risk_decision_report', '--first-day', 'yesterday'],
            '--first-day takes a UTC day, such as 2026-01-31; got "yesterday". Parameters of risk_decision_report:',
        ],
        [
            'a first day after the last',
            ['risk_decision_report', '--first-day', '2026-02-01', '--last-day', '2026-01-01'],
            '--first-day 2026-02-01 is after --last-day 2026-01-01',
        ],
        [
            'two values',
            ['risk_decision_report', '--first-day', '2026-02-01', '--first-day', '2026-01-01'],
            '; got "2026-02-01", "2026-01-01"',
        ],
        [
            'a too deeply nested expression',
            ['--sql', `select ${'1+'.repeat(5000)}1`],
            '--sql takes one SELECT statement: Max expression depth limit',
        ],
        [
            'an unknown format',
            ['risk_decision_report', '--format', 'xml'],
            '--format must be one of table, json, ndjson, csv, markdown; got "xml"',
        ],
        ['a name and SQL', ['risk_decision_report', '--sql', 'select 1'], 'Pass a query name or --sql, not both.'],
        [
            'an unknown name and SQL',
            ['weather', '--sql', 'select 1'],
            'Unknown query weather. List all queries: query --list',
        ],
        [
            'neither a name nor SQL',
            [],
            'Nothing to run. Pass a query name or --sql STATEMENT. List all queries: query --list',
        ],
        ['two statements', ['--sql', 'select 1; select 2'], '--sql takes one SELECT statement: found 2 statements.'],
        [
            'a statement that writes',
            ['--sql', "copy (select 1) to 'x'"],
            '--sql takes one SELECT statement: this is not a SELECT.',
        ],
    ])('a call with %s exits with 2 and says what is allowed', async (_, args, message) => {
        const { code, out, err } = await query(...args, '--lake', lake);

        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toContain(message);
        expect(err).not.toMatch(/\n {4}at /);
    });

    test('a hyphen in the name of a query equals an underscore', async () => {
        const hyphens = await query('delivery-error-report', '--lake', lake, ...DAYS);

        expect(hyphens).toEqual(await query('delivery_error_report', '--lake', lake, ...DAYS));
        expect(hyphens.code).toBe(0);
    });

    test('a call without a lake exits with 2', async () => {
        const outcome = { code: 2, out: '', err: MISSING_LAKE };

        expect([await query('risk_decision_report'), await query('--sql', 'select 1', '--lake', '')]).toEqual([
            outcome,
            outcome,
        ]);
    });

    test('a folder that is not a lake exits with 1', async () => {
        const folder = temporaryFolder();

        const { code, err } = await query('risk_decision_report', '--lake', folder);

        expect(code).toBe(1);
        expect(err).toBe(
            `${folder} is not a lake: it has none of the folders user_activity/, user_notification/, errors/, raw/. ` +
                `Create one with: replay FILES --lake ${folder}\n`,
        );
    });
});

describe('query --list', () => {
    test('the table format shows name, title and severity of each query, under a heading per group', async () => {
        const { code, out } = await query('--list');

        expect(code).toBe(0);
        expect(out).toMatch(/^risk\n( {2}.*\n)* {2}risk_decision_report {2,}Risk decisions by day {2,}info\n/m);
    });

    test('the JSON format has every field of the headers', async () => {
        const { out } = await query('--list', '--format', 'json');

        const found: unknown = JSON.parse(out);
        expect(found).toEqual(
            expect.arrayContaining([
                expect.objectContaining({
                    group: 'delivery',
                    name: 'delivery_error_report',
                    title: expect.any(String),
                    severity: 'medium',
                    parameters: expect.arrayContaining([
                        {
                            name: 'user_pool_id',
                            option: '--user-pool-id',
                            type: 'string',
                            default: "'all'",
                            description: "One user pool's id, or all.",
                        },
                    ]),
                }),
            ]),
        );
    });
});

describe('--sql', () => {
    test('--sql can read tables, views and partition columns', async () => {
        const { out } = await sql(`select (select count(*) from user_activity) as activity,
            (select count(*) from attempts) as attempts,
            (select count(*) from delivery_errors) as errors,
            max(dt) as dt, max(typeof(dt)) as type, date_format(max(event_at), '%Y') as year from auth_events`);

        expect(JSON.parse(out)).toEqual([
            { activity: 2, attempts: 2, errors: 1, dt: '2026-01-01', type: 'VARCHAR', year: '2026' },
        ]);
    });

    test('--sql prints a hostile name unchanged in JSON and harmless in every format', async () => {
        const outcomes = await Promise.all(
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

        expect(JSON.parse(outcomes[0]?.out ?? '')).toEqual([{ user_name: EVIL }]);
        // oxlint-disable-next-line no-control-regex
        expect(outcomes.filter(({ code, out }) => code !== 0 || /[\u001b\u009b]/.test(out))).toEqual([]);
    });

    test.each([
        ['select nothing from auth_events', 'Binder Error: Referenced column "nothing" not found'],
        ['select * from nowhere', 'Catalog Error: Table with name nowhere does not exist!'],
        ["select * from '/etc/passwd'", 'Catalog Error: Table with name /etc/passwd does not exist!'],
        ["select * from '/etc/hosts.csv'", 'disabled by configuration'],
        ["select cast('x' as integer)", "Conversion Error: Could not convert string 'x' to INT32"],
        ["select error('\u001b[2Jboo')", 'Invalid Input Error: \\x1b[2Jboo'],
    ])('a failing statement, %j, prints the first lines of DuckDB’s error', async (statement, message) => {
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
        "enable_logging(storage = 'file', storage_config = {'path': '/tmp/sample-lake-log'})",
        "enable_profiling(save_location = '/tmp/x.json')",
    ])('--sql cannot call %s', async (call) => {
        const { code, err } = await sql(`select * from ${call}`);

        expect(code).toBe(2);
        expect(err).toContain('is not allowed.');
    });

    test.each(['zz', 'aa'])('an error names the damaged file %s.parquet', async (name) => {
        const broken = await makeSampleLake({ user_activity: [{}] });
        const partition = join(broken, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01');
        writeFileSync(join(partition, `${name}.parquet`), 'PAR1 not really');

        const { code, err } = await query('--lake', broken, '--sql', 'select count(*) from user_activity');

        expect(code).toBe(1);
        expect(err).toMatch(new RegExp(`^Invalid Input Error: .*${name}\\.parquet`));
    });
});

describe('a long result', () => {
    const LONG = "select range as n, 'some text to fill the line ' || range as t from range(1000000)";

    test('a result of a million rows needs little more memory than one of a thousand', async () => {
        const peakOf = async (rows: number): Promise<number> => {
            const child = spawn(process.execPath, [
                '--import',
                'data:text/javascript,' +
                    "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))",
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

    test('a result that is not read to its end is not an error', async () => {
        const child = spawn('sh', [
            '-c',
            `"${process.execPath}" "${BUNDLE}" query --lake "${lake}" --format csv --sql "${LONG}" ` +
                '| head -1; echo "${PIPESTATUS:-}"',
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

test('queries leave no files in the lake', () => {
    mkdirSync(join(lake, 'user_activity'), { recursive: true });

    expect(readdirSync(lake).sort()).toEqual(['user_activity', 'user_notification']);
});
