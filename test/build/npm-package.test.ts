import {
    chmodSync,
    cpSync,
    existsSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { usualText } from '../fixtures/records.ts';
import { outputOf, runCommand, temporaryFolder, type Outcome } from '../support/run-command.ts';

type Lock = { packages: Record<string, { dev?: true; devOptional?: true; bin?: Record<string, string> }> };
type Packed = { filename: string; files: { path: string; mode: number }[] };

const shelf = temporaryFolder();
const empty = temporaryFolder();
let packed: Packed;

/** Lays down what the lock file has for production: npm then needs no registry for the dependencies, and finds none of the others. */
const layDependencies = (folder: string): void => {
    const { packages }: Lock = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8'));
    const production = Object.keys(packages).filter(
        (path) => path !== '' && packages[path]?.dev === undefined && packages[path]?.devOptional === undefined,
    );
    for (const path of production.filter((name) => existsSync(join(packageRoot(), name)))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        cpSync(join(packageRoot(), path), join(folder, path), {
            recursive: true,
            filter: (from) => !from.slice(packageRoot().length + path.length + 1).includes('node_modules'),
        });
        // npm fetches a package anew whose command is not there.
        for (const [name, target] of Object.entries(packages[path]?.bin ?? {})) {
            mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
            symlinkSync(join('..', '..', path, target), join(folder, 'node_modules', '.bin', name));
        }
    }
};

beforeAll(async () => {
    const out = await outputOf(runCommand('npm', ['pack', '--json', '--pack-destination', shelf]));
    [packed] = JSON.parse(out.slice(out.indexOf('[')));
    layDependencies(empty);
    await outputOf(
        runCommand('npm', ['install', '--no-audit', '--no-fund', join(shelf, packed.filename)], { cwd: empty }),
    );
}, 60_000);
afterAll(() => {
    for (const folder of [shelf, empty]) rmSync(folder, { recursive: true, force: true });
});

/** Whether anybody may go down to a folder. */
const isOpenToAll = (folder: string): boolean =>
    (statSync(folder).mode & 1) === 1 && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
const canBeAnother = process.getuid?.() === 0 && isOpenToAll(tmpdir());

/** Where a file of the package lies: its folder, or the folder's part. */
const roomOf = (path: string): string => path.replace(/^(athena)\/.*|^(\w+\/[\w-]+)\/.*/, '$1$2');

const command = (...given: readonly string[]): Promise<Outcome> =>
    runCommand(join(empty, 'node_modules', '.bin', 'cognito-log-lake'), given, { cwd: empty });

describe('the tarball of npm pack', () => {
    test('holds the bundles, the SQL, the prices, the samples, the example of the settings, and nothing else', () => {
        const rooms = new Set(packed.files.map(({ path }) => roomOf(path)));

        expect(
            [...rooms].filter((room) => !['README.md', 'LICENSE', 'CHANGELOG.md'].includes(room)).toSorted(),
        ).toEqual([
            'athena',
            'dist/cli',
            'dist/functions',
            'lake.config.example.yml',
            'package.json',
            'prices/us-east-1.yml',
            'samples/ORIGIN.md',
            'samples/exports',
            'samples/firehose-event.json',
        ]);
    });

    test('holds no tests, no TypeScript and nothing hidden', () => {
        expect(
            packed.files.map(({ path }) => path).filter((path) => /\.ts$|(^|\/)(test|bench|infra|story|\.)/.test(path)),
        ).toEqual([]);
    });
});

describe('the installed command', () => {
    test('says its version', async () => {
        const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));

        expect(await command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
    });

    test('replays the samples into a lake, and answers', async () => {
        const days = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

        const summary = await outputOf(
            command('replay', 'node_modules/cognito-log-lake/samples/exports', '--lake', 'my-lake', '--json'),
        );
        const answer = await outputOf(
            command('query', 'risk_decision_report', '--lake', 'my-lake', ...days, '--format', 'json'),
        );

        const rows: { risk_decision: string }[] = JSON.parse(answer);
        expect(JSON.parse(summary)).toBeTypeOf('object');
        expect([...new Set(rows.map((row) => row.risk_decision))]).toEqual(expect.arrayContaining(['Block', 'NoRisk']));
    }, 30_000);

    test.skipIf(!canBeAnother)(
        'names what its user may not read, and goes on (needs root, to be another, and a temporary folder open to all)',
        async () => {
            const folder = join(empty, 'as-another');
            mkdirSync(join(folder, 'shut'), { recursive: true });
            for (const name of ['a.ndjson', 'b.ndjson', 'shut/c.ndjson']) writeFileSync(join(folder, name), usualText);
            for (const [path, mode] of [
                [empty, 0o755],
                [folder, 0o777],
                [join(folder, 'b.ndjson'), 0],
                [join(folder, 'shut'), 0],
            ] as const)
                chmodSync(path, mode);

            const { code, out } = await runCommand(
                join(empty, 'node_modules', '.bin', 'cognito-log-lake'),
                ['replay', 'a.ndjson', 'b.ndjson', '.', '--lake', 'lake', '--json'],
                { cwd: folder, uid: 65_534 },
            );

            expect(code).toBe(0);
            expect(JSON.parse(out)).toMatchObject({
                events: 1,
                unusable: [
                    { where: 'b.ndjson', why: 'may not be read by you' },
                    { where: 'shut', why: 'may not be read by you' },
                ],
            });
        },
        30_000,
    );

    test('brings no package that is only needed to build', () => {
        const names = readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'));

        expect(names).toContain('cognito-log-lake');
        for (const name of ['@aws-lambda-powertools', 'fast-check', 'esbuild', 'serverless', 'vitest'])
            expect(names).not.toContain(name);
    });
});
