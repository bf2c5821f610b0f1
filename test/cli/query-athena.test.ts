/** Tests of `query NAME --athena` as a command of its own process: what it takes, and that Ctrl-C stops the query in Athena too. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { withAthena, type Engine } from '../support/given-athena.ts';

/** In the package, so that its dependencies are found. */
const BUNDLE = join(packageRoot(), '.cache', `query-athena-test-${process.pid}.mjs`);

beforeAll(async () => {
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

type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

const started = (...given: readonly string[]) => {
    const child = spawn(process.execPath, [BUNDLE, 'query', ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (texts.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()));
    const ended = new Promise<Outcome>((resolve) => {
        child.on('close', (code) => resolve({ code, ...texts }));
    });
    return { child, ended };
};
const query = async (...given: readonly string[]): Promise<Outcome> => started(...given).ended;

const ASKED = [
    'risk_decision_report',
    '--athena',
    '--workgroup',
    'cognito-log-lake-test',
    '--first-day',
    '2026-01-01',
    '--last-day',
    '2026-01-31',
] as const;
const one: Engine = async () => ({
    columns: { dt: 'varchar', event_count: 'bigint', share: 'double', is_odd: 'boolean' },
    rows: [{ dt: '2026-01-02', event_count: 3, share: 0.5, is_odd: null }],
});

describe('query NAME --athena', () => {
    test('answers on standard output alone; what it cost stands beside it', async () =>
        withAthena(one, async ({ statements }) => {
            const { code, out, err } = await query(...ASKED, '--format', 'csv');

            expect({ code, out }).toEqual({ code: 0, out: 'dt,event_count,share,is_odd\r\n2026-01-02,3,0.5,\r\n' });
            expect(err).toMatch(/^Athena scanned 1\.5 MB: 0\.0000 USD \(list prices of [a-z0-9-]+ as of [\d-]+\)\.\n$/);
            expect(statements.at(-1)).toContain("date '2026-01-01'");
        }));

    test('looks for the stack’s own workgroup where none is named', async () =>
        withAthena(one, async () => {
            const { code, err } = await query('risk_decision_report', '--athena');

            expect({ code, err }).toEqual({
                code: 1,
                err: expect.stringMatching(
                    /^Athena has no workgroup cognito-log-lake-dev in this account and region\./,
                ),
            });
        }));

    test('that may read too much is not run where nobody can be asked, but with --yes', async () =>
        withAthena(one, async (athena) => {
            athena.plan = '{"inputTableColumnInfos": []}';
            athena.cutOff = -1;

            const [refused, run] = [await query(...ASKED), await query(...ASKED, '--yes', '--format', 'ndjson')];

            expect({ ...refused, out: '' }).toEqual({
                code: 1,
                out: '',
                err: expect.stringMatching(/^Not run\. It reads at most/),
            });
            expect(run).toMatchObject({
                code: 0,
                out: '{"dt":"2026-01-02","event_count":3,"share":0.5,"is_odd":null}\n',
            });
        }));

    test.each(['SIGINT', 'SIGTERM'] as const)('that is ended by %s stops the query in Athena', async (signal) =>
        withAthena(
            one,
            async ({ calls, statements }) => {
                const { child, ended } = started(...ASKED);
                await vi.waitUntil(() => statements.length === 2 && calls.at(-1) === 'GetQueryExecution', {
                    timeout: 50_000,
                    interval: 20,
                });

                child.kill(signal);

                expect(await ended).toEqual({
                    code: 1,
                    out: '',
                    err: expect.stringMatching(/^Stopped, and the query [\w-]+ in Athena too\.\n$/),
                });
                expect(calls.at(-1)).toBe('StopQueryExecution');
            },
            { looksUntilEnd: 1_000_000 },
        ),
    );

    test.each([
        [['risk_decision_report', '--athena', '--lake', 'x'], 'give --lake or --athena, not both'],
        [['risk_decision_report', '--lake', 'x', '--dry-run'], '--dry-run is for --athena'],
        [['risk_decision_report', '--lake', 'x', '--workgroup', 'w'], '--workgroup is for --athena'],
        [
            ['--athena', '--sql', 'select 1'],
            '--athena runs a query of the catalogue: query NAME --athena. Your own SQL runs in the Athena console',
        ],
        [
            ['risk_decision_report', '--athena', '--first-day', 'x'],
            '--first-day takes a UTC day, such as 2026-01-31, not "x". risk_decision_report takes:',
        ],
    ])('%j is a wrong call', async (given, message) => {
        const { code, out, err } = await query(...given);

        expect({ code, out, err: err.split('\n')[0] }).toEqual({ code: 2, out: '', err: message });
    });
});
