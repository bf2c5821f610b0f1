/** Tests that commands work where a process may open only 64 files, as in small containers. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildCli, buildFunctions } from '../../build.mjs';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { temporaryFolder } from '../support/run-command.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const SAMPLES = join(packageRoot(), 'samples', 'exports');
const DAYS = ['--first-day', '2026-01-11', '--last-day', '2026-01-14'];

let folder = '';

const run = async (...args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> =>
    new Promise((resolve) => {
        execFile(
            'sh',
            ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, CLI, ...args],
            { cwd: folder },
            (error, _, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, err }),
        );
    });

beforeAll(async () => {
    await Promise.all([buildFunctions(), buildCli()]);
    folder = temporaryFolder();
    // A lake of more files than a process may open.
    await run('generate', '--events', '1000', '--days', '15', '--out', 'exports');
    await run('replay', 'exports', '--lake', 'my-lake');
});

test.each([
    [['--help']],
    [['plan']],
    [['generate', '--events', '1000', '--out', 'more-exports']],
    [['replay', SAMPLES, '--lake', 'new-lake']],
    [['query', '--sql', 'select count(*) from auth_events', '--lake', 'my-lake']],
    [['query', 'risk_decision_report', '--lake', 'my-lake', ...DAYS]],
    [['check', '--lake', 'my-lake', '--all-days']],
    [['report', '--lake', 'my-lake', '--out', 'reports', ...DAYS]],
    [['rebuild', '--lake', 'my-lake', '--from', 'exports', '--dry-run']],
    [['compact', '--lake', 'my-lake']],
])('%j works with 64 open files', async (args) => {
    expect(await run(...args)).toEqual({ code: 0, err: '' });
});
