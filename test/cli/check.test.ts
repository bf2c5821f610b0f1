import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { id } from '../support/broken-by.ts';
import { givenLake, temporaryFolder } from '../support/given-lake.ts';

/** In the package, so that its dependencies are found. */
const BUNDLE = join(packageRoot(), '.cache', `check-test-${process.pid}.mjs`);
const DAYS = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

let [healthy, warned, broken] = ['', '', ''];

beforeAll(async () => {
    const row = { record_id: id(1), event_type_raw: 'SignIn' };
    [healthy, warned, broken] = await Promise.all([
        givenLake({ user_activity: [row] }),
        givenLake({ user_activity: [{ ...row, event_response: '\u001b[31mExpired' }] }),
        givenLake({ user_activity: [row, { ...row, record_id: id(2), event_type: 'SignUp' }] }),
    ]);
    await build({
        stdin: {
            contents: `import { Command } from 'commander'; import { addCheck } from './cli/check.ts'; import { Complaint } from './lib/basics/complaint.ts';
                const program = new Command('lake'); addCheck(program);
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

const check = (...given: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(process.execPath, [BUNDLE, 'check', ...given], (error, out, err) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
        );
    });

describe('the exit code', () => {
    test('is 0 when all promises are kept', async () => {
        const { code, out, err } = await check('--lake', healthy, ...DAYS);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/\nAll 15 promises are kept, 2026-01-01 to 2026-01-31\.\n$/);
    });

    test('is 0 when only a warning is broken, and what a record says is shown harmless', async () => {
        const { code, out } = await check('--lake', warned, '--all-days');

        expect(code).toBe(0);
        expect(out).toContain('│ \\x1b[31mExpired │');
        expect(out).not.toContain('\u001b');
        expect(out).toMatch(/\n1 of 15 promises broken: 1 of severity warning\.\n$/);
    });

    test.each([['text'], ['json'], ['table']])('is 1 when an error is broken, as %s', async (format) => {
        const { code, out, err } = await check(
            'rows_in_their_partition',
            '--lake',
            broken,
            '--all-days',
            '--format',
            format,
        );

        expect({ code, err }).toEqual({ code: 1, err: '' });
        expect(out).toContain('rows_in_their_partition');
    });
});

test('--json has every row of the checks that are named', async () => {
    const { out } = await check('rows_in_their_partition', 'words_known', '--lake', broken, ...DAYS, '--json');

    expect(JSON.parse(out)).toMatchObject([
        {
            name: 'rows_in_their_partition',
            is_kept: false,
            row_count: 1,
            rows: [{ record_id: id(2), event_type: 'SignUp', event_type_by_row: 'SignIn' }],
        },
        { name: 'words_known', is_kept: true, rows: [] },
    ]);
});

test('limits and lists are given by options', async () => {
    const lake = await givenLake({
        user_activity: [
            { record_id: id(1), extra_names: ['message.a', 'message.b', 'message.c'], extra_values: ['1', '2', '3'] },
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

test('a lake of other days says which it has, and no promise of it is called kept', async () => {
    const { code, err, out } = await check('--lake', broken);

    expect(code).toBe(0);
    expect(out).not.toContain('kept');
    expect(out.match(/^empty /gm)).toHaveLength(15);
    expect(out).toMatch(/\nNothing was put to the test: the lake has no record of 20\S+ to 20\S+\.\n$/);
    expect(err).toMatch(
        /^Nothing to check from 20\S+ to 20\S+\. The lake has user_activity of 2026-01-01 to 2026-01-01 of us-west-2_EXAMPLE, and nothing in user_notification\. All of its days are checked with --all-days\.\n$/,
    );
});

test('a list has every check, for machines all that the headers say', async () => {
    const [short, full] = await Promise.all([check('--list'), check('--list', '--json')]);

    expect(short.out).toMatch(
        /│ attempts_end +│ warning +│ Most attempts come to an end, Pass or Fail\. +│ --max-open-share \(0\.3\), --min-attempts \(20\)/,
    );
    expect(JSON.parse(full.out)).toHaveLength(15);
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
                        about: 'Days before the first in which a second one is looked for.',
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
        'attempts_end: Share of attempts that may stay open',
        'Exits with 1',
        'Examples:',
    ]) {
        expect(out.replace(/\s+/g, ' ')).toContain(text);
    }
});

describe('a wrong call', () => {
    test.each([
        ['without a lake', [], 2, 'check needs the folder of a lake: --lake FOLDER\n'],
        [
            'with an unknown check',
            ['words_know', '--lake', '.'],
            2,
            'there is no check words_know. Did you mean words_known? All are shown by: check --list\n',
        ],
        [
            'with all days and one',
            ['--lake', '.', '--all-days', '--last-day', '2026-01-01'],
            2,
            '--all-days takes every day of the lake: leave out --first-day and --last-day\n',
        ],
        [
            'with an unknown format',
            ['--lake', '.', '--format', 'xml'],
            2,
            '--format is one of text, json, ndjson, table, csv, markdown, not "xml"\n',
        ],
    ])('%s says what is allowed', async (_, given, code, err) => {
        expect(await check(...given)).toEqual({ code, out: '', err });
    });

    test('on a folder that is no lake exits with 1', async () => {
        const { code, err } = await check('--lake', temporaryFolder());

        expect(code).toBe(1);
        expect(err).toContain(' is not a lake: ');
    });
});
