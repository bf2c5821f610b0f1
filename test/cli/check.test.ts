/** Tests of the command `check`, bundled as it is shipped. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { numberedRecordId } from '../support/find-failing-rows.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';

/** In the package folder, so that Node resolves its dependencies. */
const BUNDLE = join(packageRoot(), '.cache', `check-test-${process.pid}.mjs`);
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

let [healthyLake, warningLake, failingLake] = ['', '', ''];

beforeAll(async () => {
    const row = { record_id: numberedRecordId(1), event_type_raw: 'SignIn' };
    [healthyLake, warningLake, failingLake] = await Promise.all([
        makeSampleLake({ user_activity: [row] }),
        makeSampleLake({ user_activity: [{ ...row, event_response: '\u001b[31mExpired' }] }),
        makeSampleLake({ user_activity: [row, { ...row, record_id: numberedRecordId(2), event_type: 'SignUp' }] }),
    ]);
    await build({
        stdin: {
            contents: `import { Command } from 'commander';
                import { configureCheck } from './cli/check.ts';
                import { UserError } from './lib/basics/user-error.ts';
                const program = new Command('lake'); configureCheck(program.command('check'));
                try { await program.parseAsync(); } catch (error) {
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

type CheckOutcome = { code: number; out: string; err: string };

const check = (...args: readonly string[]): Promise<CheckOutcome> =>
    new Promise((resolve) => {
        execFile(process.execPath, [BUNDLE, 'check', ...args], (error, out, err) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
        );
    });

describe('the exit code', () => {
    test('is 0 if all checks pass', async () => {
        const { code, out, err } = await check('--lake', healthyLake, ...DAYS);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/\nAll 16 checks passed, 2026-01-01 to 2026-01-31\.\n$/);
    });

    test('is 0 if only a check of severity warning fails, and its rows are safe to print', async () => {
        const { code, out } = await check('--lake', warningLake, '--all-days');

        expect(code).toBe(0);
        expect(out).toContain('│ \\x1b[31mExpired │');
        expect(out).not.toContain('\u001b');
        expect(out).toMatch(/\n1 of 16 checks failed: 1 of severity warning\.\n$/);
    });

    test.each([['text'], ['json'], ['table']])(
        'is 1 if a check of severity error fails, with --format %s',
        async (format) => {
            const { code, out, err } = await check(
                'rows_in_their_partition',
                '--lake',
                failingLake,
                '--all-days',
                '--format',
                format,
            );

            expect({ code, err }).toEqual({ code: 1, err: '' });
            expect(out).toContain('rows_in_their_partition');
        },
    );
});

test('--json has every failing row of the named checks', async () => {
    const { out } = await check('rows_in_their_partition', 'words_known', '--lake', failingLake, ...DAYS, '--json');

    expect(JSON.parse(out)).toMatchObject([
        {
            name: 'rows_in_their_partition',
            is_passed: false,
            row_count: 1,
            rows: [{ record_id: numberedRecordId(2), event_type: 'SignUp', event_type_by_row: 'SignIn' }],
        },
        { name: 'words_known', is_passed: true, rows: [] },
    ]);
});

test('options set limits and lists', async () => {
    const lake = await makeSampleLake({
        user_activity: [
            {
                record_id: numberedRecordId(1),
                extra_names: ['message.a', 'message.b', 'message.c'],
                extra_values: ['1', '2', '3'],
            },
        ],
    });

    const { out } = await check(
        'fields_known',
        '--lake',
        lake,
        '--all-days',
        '--json',
        '--ignored-fields',
        'message.a',
        '--ignored-fields',
        'message.c',
    );

    expect(JSON.parse(out)).toMatchObject([{ rows: [{ field_name: 'message.b' }] }]);
});

test('a lake without rows on these days passes no check and prints its days', async () => {
    const { code, err, out } = await check('--lake', failingLake);

    expect(code).toBe(0);
    expect(out).not.toContain('passed');
    expect(out.match(/^empty /gm)).toHaveLength(16);
    expect(out).toMatch(/\nNothing to check: the lake has no rows from 20\S+ to 20\S+\.\n$/);
    expect(err).toMatch(/^Nothing to check from 20\S+ to 20\S+\. /);
    expect(err.replace(/^.*? to 20\S+\. /, '')).toBe(
        'The lake has user_activity from 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE, ' +
            'and no user_notification. Check all days: --all-days\n',
    );
});

test('--list has every check, and with --json every header field', async () => {
    const [short, full] = await Promise.all([check('--list'), check('--list', '--json')]);

    expect(short.out).toMatch(
        /│ attempts_end +│ Attempts without an outcome +│ warning +│ --max-open-share \(0\.3\), --min-attempts \(20\)/,
    );
    expect(JSON.parse(full.out)).toHaveLength(16);
    expect(JSON.parse(full.out)).toEqual(
        expect.arrayContaining([
            expect.objectContaining({
                name: 'record_id_unique',
                severity: 'error',
                parameters: expect.arrayContaining([
                    {
                        name: 'days_back',
                        option: '--days-back',
                        type: 'integer',
                        default: '7',
                        description: 'Number of days before first_day that are searched for the duplicate.',
                    },
                ]),
            }),
        ]),
    );
});

test('help explains the options, the exit code and the formats', async () => {
    const { out } = await check('--help');

    for (const text of [
        '--all-days',
        '--max-open-share <double>',
        'attempts_end: Maximum share of attempts without an outcome',
        'Exits with 1',
        'Examples:',
    ]) {
        expect(out.replace(/\s+/g, ' ')).toContain(text);
    }
});

describe('an invalid call', () => {
    test.each([
        [
            'without a lake',
            [],
            2,
            'check needs a lake: pass --lake FOLDER. For a default, set COGNITO_LAKE, or write lake: FOLDER in ' +
                '.cognito-log-lake.yml in this folder or one above it.\n',
        ],
        [
            'with an unknown check',
            ['words_know', '--lake', '.'],
            2,
            'Unknown check words_know. Did you mean words_known? List all checks: check --list\n',
        ],
        [
            'with all days and one',
            ['--lake', '.', '--all-days', '--last-day', '2026-01-01'],
            2,
            'Cannot combine --all-days with --first-day or --last-day. Use one of them.\n',
        ],
        [
            'with an unknown format',
            ['--lake', '.', '--format', 'xml'],
            2,
            '--format is one of text, json, ndjson, table, csv, markdown, not "xml"\n',
        ],
    ])('%s fails with one message', async (_, args, code, err) => {
        expect(await check(...args)).toEqual({ code, out: '', err });
    });

    test('on a folder that is not a lake exits with 1', async () => {
        const { code, err } = await check('--lake', temporaryFolder());

        expect(code).toBe(1);
        expect(err).toContain(' is not a lake: ');
    });
});
