/** Tests of the npm package: its files, and the installed command. */
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
import { outputOf, runCommand, temporaryFolder, type CommandOutcome } from '../support/run-command.ts';

type Lock = { packages: Record<string, { dev?: true; devOptional?: true; bin?: Record<string, string> }> };
type Packed = { filename: string; files: { path: string; mode: number }[] };

const checkoutFolder = temporaryFolder();
const tarballFolder = temporaryFolder();
const installFolder = temporaryFolder();
let packed: Packed;

/** Copies the production dependencies of the lock file, so that npm needs no registry and finds no dev dependency. */
const copyDependencies = (folder: string): void => {
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
        // npm downloads a package again if its command is missing.
        for (const [name, target] of Object.entries(packages[path]?.bin ?? {})) {
            mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
            symlinkSync(join('..', '..', path, target), join(folder, 'node_modules', '.bin', name));
        }
    }
};

/** What a checkout has, but not its sources. */
const NOT_COPIED = new Set(['node_modules', 'dist', '.git', '.lake', '.cache', 'coverage']);

/** A copy of the checkout with the same dependencies: packing removes dist/, which other tests use. */
const copyCheckout = (folder: string): void => {
    for (const name of readdirSync(packageRoot()).filter((entry) => !NOT_COPIED.has(entry)))
        cpSync(join(packageRoot(), name), join(folder, name), { recursive: true });
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
};

beforeAll(async () => {
    copyCheckout(checkoutFolder);
    const out = await outputOf(
        runCommand('npm', ['pack', '--json', '--pack-destination', tarballFolder], { cwd: checkoutFolder }),
    );
    [packed] = JSON.parse(out.slice(out.indexOf('[')));
    copyDependencies(installFolder);
    await outputOf(
        runCommand('npm', ['install', '--no-audit', '--no-fund', join(tarballFolder, packed.filename)], {
            cwd: installFolder,
        }),
    );
}, 60_000);
afterAll(() => {
    for (const folder of [checkoutFolder, tarballFolder, installFolder])
        rmSync(folder, { recursive: true, force: true });
});

/** Whether other users may enter a folder and all its parents. */
const isOpenToAll = (folder: string): boolean =>
    (statSync(folder).mode & 1) === 1 && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
const canSwitchUser = process.getuid?.() === 0 && isOpenToAll(tmpdir());

/** The folder of a file of the package: `athena`, or the first two levels. */
const folderOf = (path: string): string => path.replace(/^(athena)\/.*|^(\w+\/[\w-]+)\/.*/, '$1$2');

const INSTALLED_COMMAND = join(installFolder, 'node_modules', '.bin', 'cognito-log-lake');
const command = (...commandArguments: readonly string[]): Promise<CommandOutcome> =>
    runCommand(INSTALLED_COMMAND, commandArguments, { cwd: installFolder });

describe('the tarball of npm pack', () => {
    test('the tarball contains only the bundles, the SQL, the prices, the samples and the example config', () => {
        const folders = new Set(packed.files.map(({ path }) => folderOf(path)));

        expect(
            [...folders].filter((folder) => !['README.md', 'LICENSE', 'CHANGELOG.md'].includes(folder)).toSorted(),
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

    test('the tarball contains no tests, no TypeScript and no hidden files', () => {
        expect(
            packed.files.map(({ path }) => path).filter((path) => /\.ts$|(^|\/)(test|bench|infra|story|\.)/.test(path)),
        ).toEqual([]);
    });
});

describe('the installed command', () => {
    test('the installed command prints its version', async () => {
        const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));

        expect(await command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
    });

    test('the installed command replays the samples into a lake and queries it', async () => {
        const days = ['--first-day', '2026-01-01', '--last-day', '2026-01-31'];

        const summary = await outputOf(
            command('replay', 'node_modules/cognito-log-lake/samples/exports', '--lake', 'my-lake', '--json'),
        );
        const result = await outputOf(
            command('query', 'risk_decision_report', '--lake', 'my-lake', ...days, '--format', 'json'),
        );

        const rows: { risk_decision: string }[] = JSON.parse(result);
        expect(JSON.parse(summary)).toBeTypeOf('object');
        expect([...new Set(rows.map((row) => row.risk_decision))]).toEqual(expect.arrayContaining(['Block', 'NoRisk']));
    }, 30_000);

    test.skipIf(!canSwitchUser)(
        'replay reports unreadable files and continues (needs root, and a temporary folder open to all users)',
        async () => {
            const folder = join(installFolder, 'as-another');
            mkdirSync(join(folder, 'shut'), { recursive: true });
            for (const name of ['a.ndjson', 'b.ndjson', 'shut/c.ndjson']) writeFileSync(join(folder, name), usualText);
            for (const [path, mode] of [
                [installFolder, 0o755],
                [folder, 0o777],
                [join(folder, 'b.ndjson'), 0],
                [join(folder, 'shut'), 0],
            ] as const)
                chmodSync(path, mode);

            const { code, out } = await runCommand(
                INSTALLED_COMMAND,
                ['replay', 'a.ndjson', 'b.ndjson', '.', '--lake', 'lake', '--json'],
                { cwd: folder, uid: 65_534 },
            );

            expect(code).toBe(0);
            expect(JSON.parse(out)).toMatchObject({
                events: 1,
                unusable: [
                    { where: 'b.ndjson', why: 'permission denied: check the owner and mode' },
                    { where: 'shut', why: 'permission denied: check the owner and mode' },
                ],
            });
        },
        30_000,
    );

    test('npm install installs no package that is only needed to build', () => {
        const names = readdirSync(join(installFolder, 'node_modules')).filter((name) => !name.startsWith('.'));

        expect(names).toContain('cognito-log-lake');
        for (const name of ['@aws-lambda-powertools', 'fast-check', 'esbuild', 'serverless', 'vitest'])
            expect(names).not.toContain(name);
    });
});
