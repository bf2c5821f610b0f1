/** Tests of `query NAME --athena` in a process of its own: its options, and that Ctrl-C stops the query in Athena. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { withFakeAthena, type SqlEngine } from '../support/fake-athena.ts';

/** In the package folder, so that Node finds its dependencies. */
const BUNDLE = join(packageRoot(), '.cache', `query-athena-test-${process.pid}.mjs`);

beforeAll(async () => {
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

type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [BUNDLE, 'query', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (texts.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()));
    const ended = new Promise<Outcome>((resolve) => {
        child.on('close', (code) => resolve({ code, ...texts }));
    });
    return { child, ended };
};
const query = async (...args: readonly string[]): Promise<Outcome> => start(...args).ended;

const JANUARY_REPORT = [
    'risk_decision_report',
    '--athena',
    '--workgroup',
    'cognito-log-lake-test',
    '--first-day',
    '2026-01-01',
    '--last-day',
    '2026-01-31',
] as const;
const oneRow: SqlEngine = async () => ({
    columns: { dt: 'varchar', event_count: 'bigint', share: 'double', is_odd: 'boolean' },
    rows: [{ dt: '2026-01-02', event_count: 3, share: 0.5, is_odd: null }],
});

describe('query NAME --athena', () => {
    test('the result goes to standard output and the cost to standard error', async () =>
        withFakeAthena(oneRow, async ({ statements }) => {
            const { code, out, err } = await query(...JANUARY_REPORT, '--format', 'csv');

            expect({ code, out }).toEqual({ code: 0, out: 'dt,event_count,share,is_odd\r\n2026-01-02,3,0.5,\r\n' });
            expect(err).toMatch(/^Athena scanned 1\.5 MB: 0\.0000 USD \(list prices of [a-z0-9-]+ as of [\d-]+\)\.\n$/);
            expect(statements.at(-1)).toContain("date '2026-01-01'");
        }));

    test('the default workgroup is that of the stack', async () =>
        withFakeAthena(oneRow, async () => {
            const { code, err } = await query('risk_decision_report', '--athena');

            expect({ code, err }).toEqual({
                code: 1,
                err: expect.stringMatching(
                    /^Athena has no workgroup cognito-log-lake-dev in this account and region\./,
                ),
            });
        }));

    test('a query over the scan limit without a terminal runs only with --yes', async () =>
        withFakeAthena(oneRow, async (athena) => {
            athena.plan = '{"inputTableColumnInfos": []}';
            athena.scanLimitBytes = -1;

            const [rejected, run] = [
                await query(...JANUARY_REPORT),
                await query(...JANUARY_REPORT, '--yes', '--format', 'ndjson'),
            ];

            expect({ ...rejected, out: '' }).toEqual({
                code: 1,
                out: '',
                err: expect.stringMatching(/^Not run\. The query scans at most/),
            });
            expect(run).toMatchObject({
                code: 0,
                out: '{"dt":"2026-01-02","event_count":3,"share":0.5,"is_odd":null}\n',
            });
        }));

    test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the query in Athena too', async (signal) =>
        withFakeAthena(
            oneRow,
            async ({ calls, statements }) => {
                const { child, ended } = start(...JANUARY_REPORT);
                await vi.waitUntil(() => statements.length === 2 && calls.at(-1) === 'GetQueryExecution', {
                    timeout: 50_000,
                    interval: 20,
                });

                child.kill(signal);

                expect(await ended).toEqual({
                    code: 1,
                    out: '',
                    err: expect.stringMatching(/^Stopped\. The query [\w-]+ was stopped in Athena too\.\n$/),
                });
                expect(calls.at(-1)).toBe('StopQueryExecution');
            },
            { pollsUntilEnd: 1_000_000 },
        ),
    );

    test.each([
        [['risk_decision_report', '--athena', '--lake', 'x'], 'Pass --lake or --athena, not both.'],
        [['risk_decision_report', '--lake', 'x', '--dry-run'], '--dry-run needs --athena.'],
        [['risk_decision_report', '--lake', 'x', '--workgroup', 'w'], '--workgroup needs --athena.'],
        [
            ['--athena', '--sql', 'select 1'],
            '--athena runs a built-in query: query NAME --athena. Run your own SQL in the Athena console.',
        ],
        [
            ['risk_decision_report', '--athena', '--first-day', 'x'],
            '--first-day takes a UTC day, such as 2026-01-31; got "x". Parameters of risk_decision_report:',
        ],
    ])('the call %j is rejected', async (args, message) => {
        const { code, out, err } = await query(...args);

        expect({ code, out, err: err.split('\n')[0] }).toEqual({ code: 2, out: '', err: message });
    });
});
