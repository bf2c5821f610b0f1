/** Tests of the command `replay` as it is shipped: what it prints, how it ends, and what a run leaves that is killed or has no room. */
import { execFile, execFileSync, spawn, type ExecFileOptions } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { buildAll, filesOf, givenFiles, rowsOf, temporaryFolder } from '../support/given-replay.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const isRoot = process.getuid?.() === 0;

beforeAll(buildAll);

type Outcome = { readonly code: number; readonly out: string; readonly err: string };

const run = async (
    words: readonly string[],
    input: string | Uint8Array = '',
    options: ExecFileOptions = {},
): Promise<Outcome> =>
    new Promise((resolve) => {
        const child = execFile(
            process.execPath,
            [CLI, 'replay', ...words],
            { maxBuffer: 1e8, ...options, encoding: 'utf8' },
            (error, out, err) =>
                resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err }),
        );
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
    });
const newLake = (): string => join(temporaryFolder(), 'lake');
const broken = usualText.slice(0, 300);

describe('the summary', () => {
    test('tells a person what came in and what became of it, in 80 columns', async () => {
        const folder = givenFiles({ 'a.ndjson': `${usualText}\n${broken}\n`, 'b.txt': 'notes' });
        const lake = newLake();

        const { code, out, err } = await run(['.', '--lake', lake], '', { cwd: folder });

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out.replace(/\d\.\d s, \d+/, '0.1 s, 20')).toBe(`Replayed into ${lake}
  read         2 files, 2 arrivals, 2 events
  rows         1 user_activity, 0 user_notification
  put back     none
  set aside    none
  refused      1 event, kept with their bytes in errors/
          1  not_json
             the text is not JSON
  adds up      2 events in = 1 row + 1 refused
  took         0.1 s, 20 events a second
Not usable:
  b.txt
    holds nothing that Cognito’s logs come in
  a.ndjson, line 2
    is refused as not_json: the text is not JSON
`);
        expect(
            Math.max(
                ...out
                    .split('\n')
                    .slice(1)
                    .map((line) => line.length),
            ),
        ).toBeLessThanOrEqual(80);
    });

    test('is the same for machines with --json', async () => {
        const folder = givenFiles({ 'a.ndjson': `${usualText}\n${notificationText}\n${broken}\n` });

        const { code, out } = await run([folder, '--lake', newLake(), '--json']);

        const { seconds, events_per_second, ...rest } = JSON.parse(out);
        expect(code).toBe(0);
        expect([seconds, events_per_second]).toEqual([expect.any(Number), expect.any(Number)]);
        expect(rest).toEqual({
            files: 1,
            arrivals: 3,
            events: 3,
            rows: { user_activity: 1, user_notification: 1 },
            set_aside: 0,
            refused: 1,
            refused_by_reason: { not_json: 1 },
            failed: 0,
            failed_by_code: {},
            put_back: 0,
            unusable: [{ where: `${folder}/a.ndjson, line 3`, why: 'is refused as not_json: the text is not JSON' }],
            unusable_count: 1,
            adds_up: true,
        });
    });

    test('prints names with control characters safely', async () => {
        const folder = givenFiles({ 'a.ndjson': usualText, 'b\u001b[31m\u0007\n\u009b.txt': 'notes' });

        const { out } = await run([folder, '--lake', newLake()]);

        expect(out).toContain('b\\x1b[31m\\x07\\x0a\\x9b.txt\n');
    });

    test('ends quietly when nobody reads it', async () => {
        const folder = givenFiles({ 'a.ndjson': usualText });
        const lake = newLake();

        const told = execFileSync(
            'bash',
            [
                '-c',
                '{ "$0" "$@" 2>&3; echo "exit code $?" >&3; } 3>&2 | true',
                process.execPath,
                CLI,
                'replay',
                folder,
                '--lake',
                lake,
                '--json',
            ],
            { stdio: ['ignore', 'pipe', 'pipe'] },
        );

        expect(told.toString()).toBe('');
        expect(filesOf(lake)).toHaveLength(1);
    });
});

describe('the exit code', () => {
    test.each<[string, number, Record<string, string>, readonly string[]]>([
        ['0 when a file is not usable', 0, { a: usualText, b: 'notes' }, []],
        ['1 for that with --strict', 1, { a: usualText, b: 'notes' }, ['--strict']],
        ['0 when something is refused', 0, { a: `${usualText}\n${broken}` }, []],
        ['1 for that with --strict', 1, { a: `${usualText}\n${broken}` }, ['--strict']],
        ['0 with --strict when all is well', 0, { a: usualText }, ['--strict']],
        ['1 when nothing is usable', 1, { a: 'notes' }, []],
        ['1 when all is refused', 1, { a: broken }, []],
    ])('is %s', async (_, code, files, words) => {
        expect(await run([givenFiles(files), '--lake', newLake(), ...words])).toMatchObject({ code });
    });

    test('of a folder without anything usable comes with a message, and no lake is made', async () => {
        const folder = givenFiles({ 'a.txt': 'notes' });
        const lake = newLake();

        expect(await run([folder, '--lake', lake])).toEqual({
            code: 1,
            out: `Not usable:\n  ${folder}/a.txt\n    holds nothing that Cognito’s logs come in\n`,
            err: 'Nothing in it could be used. `replay --help` tells what Cognito’s logs come in.\n',
        });
        expect(existsSync(lake)).toBe(false);
    });
});

describe('the inputs', () => {
    test('are files, folders, quoted globs and standard input together, each file once', async () => {
        const folder = givenFiles({
            'in/a.ndjson': usualText,
            'in/deep/b.log.gz': gzipSync(usualText),
            'in/.hidden': usualText,
            'c.txt': usualText,
            'd.txt': usualText,
        });

        const { out } = await run(
            ['in', 'in/a.ndjson', './in/', '*.txt', 'in/**/*.gz', '-', '--lake', newLake(), '--json'],
            usualText,
            { cwd: folder },
        );

        expect(JSON.parse(out)).toMatchObject({ files: 5, events: 5 });
    });

    test('may be given through a pipe, compressed', async () => {
        expect(await run(['-', '--lake', newLake(), '--json'], gzipSync(usualText))).toMatchObject({
            code: 0,
            out: expect.stringContaining('"events":1,'),
        });
    });

    test('below AWSLogs are exports also when they are named from within', async () => {
        const folder = givenFiles({
            'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/x.log.gz': gzipSync(usualText),
        });
        const lake = newLake();

        await run(['us-west-2', '--lake', lake], '', {
            cwd: join(folder, 'AWSLogs/123456789012/AWSCognitoServiceLogs'),
        });

        expect(await rowsOf({ lake }, 'user_activity', 'ingest_path')).toEqual([{ ingest_path: 's3_export' }]);
    });

    test('that are not there are told before anything is done', async () => {
        const lake = newLake();
        const folder = givenFiles({ 'a.ndjson': usualText });
        mkdirSync(join(folder, 'empty'));

        const outcomes = [
            await run(['a.ndjson', 'nosuch\u001b', '--lake', lake], '', { cwd: folder }),
            await run(['nosuch/*.gz', '--lake', lake], '', { cwd: folder }),
            await run(['empty', '--lake', lake], '', { cwd: folder }),
        ];

        const hint = 'Give a file, a folder, a quoted glob, s3://bucket/prefix, or - for standard input.\n';
        expect(outcomes).toEqual([
            { code: 1, out: '', err: `nosuch\\x1b: there is no such file. ${hint}` },
            { code: 1, out: '', err: `nosuch/*.gz: nothing matches, or there is no file in it. ${hint}` },
            { code: 1, out: '', err: `empty: nothing matches, or there is no file in it. ${hint}` },
        ]);
        expect(existsSync(lake)).toBe(false);
    });
});

describe('the lake', () => {
    test('is not made in a folder of other things, in a file, or where none can be', async () => {
        const folder = givenFiles({ 'a.ndjson': usualText, 'project/raw/x': '', 'project/README.md': '', file: '' });
        const lakes = ['project', 'file', 'file/in', '/proc/lake'];

        const outcomes = await Promise.all(
            lakes.map(async (lake) => run(['a.ndjson', '--lake', lake], '', { cwd: folder, timeout: 20_000 })),
        );

        expect(outcomes.map(({ code, err }) => [code, err])).toEqual([
            [1, 'project has other things in it and is no lake. Name an empty or a new folder with --lake.\n'],
            [1, 'file is a file, and a lake is a folder. Name another with --lake.\n'],
            [1, 'file/in can’t be made: a file stands where a folder should be. Name another with --lake.\n'],
            [1, '/proc/lake can’t be made: no folder can be made there. Name another with --lake.\n'],
        ]);
        expect(filesOf(join(folder, 'project'))).toEqual(['README.md', 'raw/x']);
    });

    test('may be an empty folder, and one with nothing but errors', async () => {
        const lake = temporaryFolder();

        const outcomes = [await run(['-', '--lake', lake], broken), await run(['-', '--lake', lake], usualText)];

        expect(outcomes.map(({ code }) => code)).toEqual([1, 0]);
        expect(filesOf(lake)).toHaveLength(2);
    });

    test.skipIf(!isRoot)(
        'on a disk that is full has nothing half done (needs root, to mount a small one)',
        async () => {
            const disk = temporaryFolder();
            const input = givenFiles({
                'a.ndjson': Array.from({ length: 60_000 }, (_, index) =>
                    usualText.replace('"ana"', `"ana${index}"`),
                ).join('\n'),
            });
            try {
                execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'none', disk]);
            } catch {
                return rmSync(disk, { recursive: true });
            }

            const outcome = await run([input, '--lake', join(disk, 'lake')]).finally(() => undefined);
            const left = filesOf(disk);
            execFileSync('umount', [disk]);

            expect([outcome.code, outcome.err.split('\n').slice(1)]).toEqual([
                1,
                ['The disk is full: make room, and run the command again. Nothing half done is left.', ''],
            ]);
            expect(left).toEqual([]);
        },
    );
});

describe('a run that does not come to its end', () => {
    const SOME = Array.from({ length: 40 }, (_, day) => `2026-01-${String((day % 28) + 1).padStart(2, '0')}`);
    const input = (): string =>
        givenFiles(
            Object.fromEntries(
                SOME.map((day, file) => [
                    `${file}.ndjson`,
                    Array.from({ length: 1000 }, (_, index) =>
                        usualText
                            .replace('1767225604000', String(Date.parse(`${day}T10:00:00Z`) + index))
                            .replace(/"creationDate":"[^"]*"/, '"creationDate":""')
                            .replace('"ana"', `"ana${index}"`),
                    ).join('\n'),
                ]),
            ),
        );

    /** Ends the run at a moment; what a query would see then must be whole files. */
    const killedAt = async (words: readonly string[], ms: number, signal: NodeJS.Signals): Promise<number | null> => {
        const child = spawn(process.execPath, [CLI, 'replay', ...words], { stdio: 'ignore' });
        const ended = new Promise<number | null>((resolve) => {
            child.once('exit', (code) => resolve(code));
        });
        await pause(ms);
        child.kill(signal);
        return ended;
    };

    test('killed, it leaves whole files only, and the next one completes it', async () => {
        const [folder, lake, undisturbed] = [input(), newLake(), newLake()];
        await run([folder, '--lake', undisturbed]);

        for (const ms of [300, 700, 1100, 1500]) {
            await killedAt([folder, '--lake', lake], ms, 'SIGKILL');
            await rowsOf({ lake });
        }
        const { code } = await run([folder, '--lake', lake]);

        expect(code).toBe(0);
        expect(filesOf(lake)).toEqual(filesOf(undisturbed));
        expect(
            filesOf(lake).every((path) => readFileSync(join(lake, path)).equals(readFileSync(join(undisturbed, path)))),
        ).toBe(true);
    });

    test('stopped by a person, it takes away all that it made', async () => {
        const lake = newLake();
        const child = spawn(process.execPath, [CLI, 'replay', '-', '--lake', lake], {
            stdio: ['pipe', 'ignore', 'ignore'],
        });
        const ended = new Promise<number | null>((resolve) => {
            child.once('exit', (code) => resolve(code));
        });
        // It works from the time when its folder is there, and waits for more until it is told to stop.
        child.stdin.on('error', () => undefined).write(`${usualText}\n`);
        while (!existsSync(join(lake, '.staging'))) await pause(20);

        child.kill('SIGINT');

        expect(await ended).toBe(1);
        expect(existsSync(lake)).toBe(false);
    });
});

test('a lake stays what it is when the run finds nothing', async () => {
    const lake = newLake();
    await run(['-', '--lake', lake], usualText);
    const before = filesOf(lake);
    cpSync(lake, `${lake}-copy`, { recursive: true });
    writeFileSync(join(lake, '..', 'notes'), 'notes');

    await run([join(lake, '..', 'notes'), '--lake', lake]);

    expect(filesOf(lake)).toEqual(before);
    expect(statSync(lake).isDirectory()).toBe(true);
});
