/** Tests that a signal and a closed pipe end every command with the right code, and leave no temporary files. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { buildCli, buildFunctions } from '../../build.mjs';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { EXAMPLE_CONFIG } from '../support/fake-account.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/run-command.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const SAMPLES = join(packageRoot(), 'samples', 'exports');
const POOL = 'us-west-2_EXAMPLE';
const S3_LAKE = ['--lake', 's3://bucket/lake'];
const SAMPLE_DAYS = ['--first-day', '2026-01-11', '--last-day', '2026-01-14'];
const ENDLESS_SQL = "select count(*) from range(1000000000000) t(i) where md5(i::varchar) = ''";

/** A folder with the lake of the samples, an export and a config. */
let template = '';
beforeAll(async () => {
    await Promise.all([buildFunctions(), buildCli()]);
    template = temporaryFolder();
    writeFileSync(join(template, 'lake.config.yml'), EXAMPLE_CONFIG);
    await runCli(['replay', SAMPLES, '--lake', 'my-lake'], template);
});

const newFolder = (): string => {
    const folder = temporaryFolder();
    cpSync(template, folder, { recursive: true });
    mkdirSync(join(folder, 'tmp'));
    return folder;
};

/** A server that accepts requests and never answers. */
const withSilentServer = async <T>(run: (endpoint: string, hasRequest: () => boolean) => Promise<T>): Promise<T> => {
    let requests = 0;
    const server: Server = createServer(() => (requests += 1));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
        return await run(`http://127.0.0.1:${port}`, () => requests > 0);
    } finally {
        server.closeAllConnections();
        server.close();
    }
};

type Ended = { readonly code: number | null; readonly signal: string | null; readonly err: string };

const start = (args: readonly string[], folder: string, endpoint: string) => {
    const child = spawn(process.execPath, [CLI, ...args], {
        cwd: folder,
        env: {
            PATH: process.env['PATH'],
            HOME: folder,
            TMPDIR: join(folder, 'tmp'),
            AWS_EC2_METADATA_DISABLED: 'true',
            AWS_ENDPOINT_URL: endpoint,
            AWS_REGION: 'us-west-2',
            AWS_ACCESS_KEY_ID: 'id',
            AWS_SECRET_ACCESS_KEY: 'secret',
        },
    });
    let err = '';
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.stdout.resume();
    const ended = new Promise<Ended>((resolve) => {
        child.on('close', (code, signal) => resolve({ code, signal, err }));
    });
    return { child, ended };
};

/** What shows that the command is in the middle of its work. */
type Started = 'request' | ((folder: string) => boolean);

const hasFile =
    (path: string): Started =>
    (folder) =>
        existsSync(join(folder, path)) && readdirSync(join(folder, path)).length > 0;

const LONG_COMMANDS: readonly (readonly [name: string, args: readonly string[], started: Started])[] = [
    ['replay of standard input', ['replay', '-', '--lake', 'new-lake'], hasFile('new-lake/.staging')],
    ['replay of S3', ['replay', 's3://bucket/exports', '--lake', 'new-lake'], 'request'],
    ['redrive', ['redrive', 's3://bucket/errors'], 'request'],
    ['backfill', ['backfill', '--pool', POOL, '--to-lake', 'my-lake'], 'request'],
    ['query', ['query', '--sql', ENDLESS_SQL, '--lake', 'my-lake'], hasFile('tmp')],
    ['query of a lake in S3', ['query', 'risk_decision_report', ...S3_LAKE], 'request'],
    ['query in Athena', ['query', 'risk_decision_report', '--athena'], 'request'],
    ['report', ['report', ...S3_LAKE, '--out', 'reports'], 'request'],
    ['check', ['check', ...S3_LAKE], 'request'],
    ['completeness', ['completeness', '--pool', POOL, '--save-metrics', 'metrics.json'], 'request'],
    ['compact', ['compact', ...S3_LAKE], 'request'],
    ['rebuild', ['rebuild', ...S3_LAKE], 'request'],
    ['find-user', ['find-user', 'ana', ...S3_LAKE], 'request'],
    ['erase-user', ['erase-user', 'ana', '--yes', ...S3_LAKE], 'request'],
    ['feedback', ['feedback', 'event-1', '--valid', '--yes', ...S3_LAKE], 'request'],
    ['apply', ['apply', '--pool', 'us-west-2_EXAMPLE4', '--yes'], 'request'],
    ['doctor', ['doctor'], 'request'],
    ['cost of a lake', ['cost', ...S3_LAKE], 'request'],
    ['cost of a pool', ['cost', '--pool', POOL], 'request'],
    ['generate', ['generate', '--events', '10000000', '--out', 'exports'], hasFile('exports')],
    ['tour', ['tour', '--lake', 'toured'], hasFile('toured/.staging')],
];

describe.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
] as const)('%s', (signal, exitCode) => {
    test.each(LONG_COMMANDS)('ends %s with the code of the signal, without temporary files', async (_, args, started) =>
        withSilentServer(async (endpoint, hasRequest) => {
            const folder = newFolder();
            const { child, ended } = start(args, folder, endpoint);
            await vi.waitUntil(() => (started === 'request' ? hasRequest() : started(folder)), {
                timeout: 50_000,
                interval: 20,
            });

            child.kill(signal);

            const { err, ...end } = await ended;
            expect(end).toEqual({ code: exitCode, signal: null });
            expect(err).not.toMatch(/ {4}at |aborted|INTERRUPT/);
            expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
        }),
    );
});

test('a second signal, of a command that is still finishing, decides the code', async () =>
    withSilentServer(async (endpoint, hasRequest) => {
        const { child, ended } = start(['compact', ...S3_LAKE], newFolder(), endpoint);
        await vi.waitUntil(hasRequest, { timeout: 50_000, interval: 20 });

        child.kill('SIGINT');
        const timer = setInterval(() => child.kill('SIGTERM'), 20);

        expect((await ended).code).toBe(143);
        clearInterval(timer);
    }));

const PRINTING_COMMANDS: readonly (readonly [name: string, args: readonly string[]])[] = [
    ['--help', ['--help']],
    ['the help of a command', ['query', 'risk_decision_report', '--help']],
    ['query --list', ['query', '--list']],
    ['query', ['query', 'risk_decision_report', '--lake', 'my-lake', ...SAMPLE_DAYS]],
    ['query with a long result', ['query', '--sql', 'select * from range(1000000)', '--lake', 'my-lake']],
    ['check, also if a check fails', ['check', '--lake', 'my-lake', '--all-days']],
    ['report', ['report', '--lake', 'my-lake', '--out', 'reports', ...SAMPLE_DAYS]],
    ['replay', ['replay', SAMPLES, '--lake', 'new-lake']],
    ['redrive', ['redrive', 'my-lake/errors']],
    ['compact', ['compact', '--lake', 'my-lake']],
    ['rebuild', ['rebuild', '--lake', 'my-lake', '--from', SAMPLES, '--dry-run']],
    ['find-user', ['find-user', 'grace', '--lake', 'my-lake']],
    ['erase-user', ['erase-user', 'grace', '--yes', '--lake', 'my-lake']],
    ['plan', ['plan']],
    ['cost', ['cost', '--lake', 'my-lake']],
    ['generate', ['generate', '--events', '100', '--out', 'exports']],
    ['tour', ['tour', '--lake', 'toured']],
];

describe.concurrent('a closed pipe', () => {
    test.each(PRINTING_COMMANDS)('ends %s with 0 and without a message', async (_, args) => {
        const folder = newFolder();
        const { child, ended } = start(args, folder, 'http://127.0.0.1:9');
        child.stdout.destroy();

        expect(await ended).toEqual({ code: 0, signal: null, err: '' });
        expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    });
});
