/** Tests of the built command `replay`: output, exit codes, and lakes after a kill or on a full disk. */
import { execFile, execFileSync, spawn, type ExecFileOptions } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { buildAll, listFiles, writeInputFiles, readTable, temporaryFolder } from '../support/run-replay.ts';

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
    test('has records, events, rows and rejections, in 80 columns', async () => {
        const folder = writeInputFiles({ 'a.ndjson': `${usualText}\n${broken}\n`, 'b.txt': 'notes' });
        const lake = newLake();

        const { code, out, err } = await run(['.', '--lake', lake], '', { cwd: folder });

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out.replace(/\d\.\d s, \d+/, '0.1 s, 20')).toBe(`Replayed into ${lake}
  read         2 files, 2 records, 2 events
  rows         1 user_activity, 0 user_notification
  re-ingested  none
  dropped      none
  rejected     1 event, stored in errors/
          1  not_json
             The text of the event is not JSON
  adds up      2 events = 1 row + 1 rejected
  took         0.1 s, 20 events per second
Records rejected whole, and parts that can't be read:
  b.txt
    not a recognised Cognito log format
  a.ndjson, line 2
    rejected as not_json: The text of the event is not JSON
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

    test('is JSON with --json', async () => {
        const folder = writeInputFiles({ 'a.ndjson': `${usualText}\n${notificationText}\n${broken}\n` });

        const { code, out } = await run([folder, '--lake', newLake(), '--json']);

        const { seconds, events_per_second, ...rest } = JSON.parse(out);
        expect(code).toBe(0);
        expect([seconds, events_per_second]).toEqual([expect.any(Number), expect.any(Number)]);
        expect(rest).toEqual({
            files: 1,
            records: 3,
            events: 3,
            rows: { user_activity: 1, user_notification: 1 },
            dropped: 0,
            rejected: 1,
            rejected_by_reason: { not_json: 1 },
            failed: 0,
            failed_by_code: {},
            reingested: 0,
            unusable: [
                { where: `${folder}/a.ndjson, line 3`, why: 'rejected as not_json: The text of the event is not JSON' },
            ],
            unusable_count: 1,
            adds_up: true,
        });
    });

    test('escapes control characters in names', async () => {
        const folder = writeInputFiles({ 'a.ndjson': usualText, 'b\u001b[31m\u0007\n\u009b.txt': 'notes' });

        const { out } = await run([folder, '--lake', newLake()]);

        expect(out).toContain('b\\x1b[31m\\x07\\x0a\\x9b.txt\n');
    });

    test('gives no error if its reader closes the pipe', async () => {
        const folder = writeInputFiles({ 'a.ndjson': usualText });
        const lake = newLake();

        const stderr = execFileSync(
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

        expect(stderr.toString()).toBe('');
        expect(listFiles(lake)).toHaveLength(1);
    });
});

describe('the exit code', () => {
    test.each<[string, number, Record<string, string>, readonly string[]]>([
        ['0 if a file is not usable', 0, { a: usualText, b: 'notes' }, []],
        ['1 for that with --strict', 1, { a: usualText, b: 'notes' }, ['--strict']],
        ['0 if an event is rejected', 0, { a: `${usualText}\n${broken}` }, []],
        ['1 for that with --strict', 1, { a: `${usualText}\n${broken}` }, ['--strict']],
        ['0 with --strict if everything is usable', 0, { a: usualText }, ['--strict']],
        ['1 if nothing is usable', 1, { a: 'notes' }, []],
        ['1 if all events are rejected', 1, { a: broken }, []],
    ])('is %s', async (_, code, files, words) => {
        expect(await run([writeInputFiles(files), '--lake', newLake(), ...words])).toMatchObject({ code });
    });

    test('is 1 with a message for a folder without usable files, and no lake is made', async () => {
        const folder = writeInputFiles({ 'a.txt': 'notes' });
        const lake = newLake();

        expect(await run([folder, '--lake', lake])).toEqual({
            code: 1,
            out: `Records rejected whole, and parts that can't be read:\n  ${folder}/a.txt\n    not a recognised Cognito log format\n`,
            err: 'No usable records in the input. `replay --help` lists the formats.\n',
        });
        expect(existsSync(lake)).toBe(false);
    });
});

describe('the inputs', () => {
    test('can be files, folders, quoted globs and standard input together, each file once', async () => {
        const folder = writeInputFiles({
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

    test('can be compressed data on standard input', async () => {
        expect(await run(['-', '--lake', newLake(), '--json'], gzipSync(usualText))).toMatchObject({
            code: 0,
            out: expect.stringContaining('"events":1,'),
        });
    });

    test('below AWSLogs are exports, also with a relative path inside it', async () => {
        const folder = writeInputFiles({
            'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/x.log.gz': gzipSync(usualText),
        });
        const lake = newLake();

        await run(['us-west-2', '--lake', lake], '', {
            cwd: join(folder, 'AWSLogs/123456789012/AWSCognitoServiceLogs'),
        });

        expect(await readTable({ lake }, 'user_activity', 'ingest_path')).toEqual([{ ingest_path: 's3_export' }]);
    });

    test('that do not exist are an error before anything is written', async () => {
        const lake = newLake();
        const folder = writeInputFiles({ 'a.ndjson': usualText });
        mkdirSync(join(folder, 'empty'));

        const outcomes = [
            await run(['a.ndjson', 'nosuch\u001b', '--lake', lake], '', { cwd: folder }),
            await run(['nosuch/*.gz', '--lake', lake], '', { cwd: folder }),
            await run(['empty', '--lake', lake], '', { cwd: folder }),
        ];

        const hint = 'Pass a file, a folder, a quoted glob, s3://bucket/prefix, or - for standard input.\n';
        expect(outcomes).toEqual([
            { code: 1, out: '', err: `nosuch\\x1b: no such file. ${hint}` },
            { code: 1, out: '', err: `nosuch/*.gz: no files found. ${hint}` },
            { code: 1, out: '', err: `empty: no files found. ${hint}` },
        ]);
        expect(existsSync(lake)).toBe(false);
    });
});

describe('the lake', () => {
    test('is not made in a folder with other files, in a file, or where folders cannot be created', async () => {
        const folder = writeInputFiles({
            'a.ndjson': usualText,
            'project/raw/x': '',
            'project/README.md': '',
            file: '',
        });
        const lakes = ['project', 'file', 'file/in', '/proc/lake'];

        const outcomes = await Promise.all(
            lakes.map(async (lake) => run(['a.ndjson', '--lake', lake], '', { cwd: folder, timeout: 20_000 })),
        );

        expect(outcomes.map(({ code, err }) => [code, err])).toEqual([
            [1, 'project is not a lake: it contains other files. Pass a new or empty folder with --lake.\n'],
            [1, 'file is a file, but a lake is a folder. Pass another folder with --lake.\n'],
            [1, 'Cannot create file/in: part of its path is a file. Pass another folder with --lake.\n'],
            [1, 'Cannot create /proc/lake: folders cannot be created there. Pass another folder with --lake.\n'],
        ]);
        expect(listFiles(join(folder, 'project'))).toEqual(['README.md', 'raw/x']);
    });

    test('may be an empty folder, or a folder with only errors/', async () => {
        const lake = temporaryFolder();

        const outcomes = [await run(['-', '--lake', lake], broken), await run(['-', '--lake', lake], usualText)];

        expect(outcomes.map(({ code }) => code)).toEqual([1, 0]);
        expect(listFiles(lake)).toHaveLength(2);
    });

    test.skipIf(!isRoot)('has no partial files on a full disk (needs root, to mount a small disk)', async () => {
        const disk = temporaryFolder();
        const input = writeInputFiles({
            'a.ndjson': Array.from({ length: 60_000 }, (_, index) => usualText.replace('"ana"', `"ana${index}"`)).join(
                '\n',
            ),
        });
        try {
            execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'none', disk]);
        } catch {
            return rmSync(disk, { recursive: true });
        }

        const outcome = await run([input, '--lake', join(disk, 'lake')]).finally(() => undefined);
        const left = listFiles(disk);
        execFileSync('umount', [disk]);

        expect([outcome.code, outcome.err.split('\n').slice(1)]).toEqual([
            1,
            ['The disk is full. Free some space and run the command again. No partial output remains.', ''],
        ]);
        expect(left).toEqual([]);
    });
});

describe('an interrupted run', () => {
    const SOME = Array.from({ length: 40 }, (_, day) => `2026-01-${String((day % 28) + 1).padStart(2, '0')}`);
    const input = (): string =>
        writeInputFiles(
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

    /** Kills the run after `ms`. Queries must see only complete files then. */
    const killedAt = async (words: readonly string[], ms: number, signal: NodeJS.Signals): Promise<number | null> => {
        const child = spawn(process.execPath, [CLI, 'replay', ...words], { stdio: 'ignore' });
        const ended = new Promise<number | null>((resolve) => {
            child.once('exit', (code) => resolve(code));
        });
        await pause(ms);
        child.kill(signal);
        return ended;
    };

    test('leaves only complete files after a kill, and the next run completes the lake', async () => {
        const [folder, lake, expected] = [input(), newLake(), newLake()];
        await run([folder, '--lake', expected]);

        for (const ms of [300, 700, 1100, 1500]) {
            await killedAt([folder, '--lake', lake], ms, 'SIGKILL');
            await readTable({ lake });
        }
        const { code } = await run([folder, '--lake', lake]);

        expect(code).toBe(0);
        expect(listFiles(lake)).toEqual(listFiles(expected));
        expect(
            listFiles(lake).every((path) => readFileSync(join(lake, path)).equals(readFileSync(join(expected, path)))),
        ).toBe(true);
    });

    test('removes everything it made after SIGINT', async () => {
        const lake = newLake();
        const child = spawn(process.execPath, [CLI, 'replay', '-', '--lake', lake], {
            stdio: ['pipe', 'ignore', 'ignore'],
        });
        const ended = new Promise<number | null>((resolve) => {
            child.once('exit', (code) => resolve(code));
        });
        // The run has started when its folder exists. It waits for more input until SIGINT.
        child.stdin.on('error', () => undefined).write(`${usualText}\n`);
        while (!existsSync(join(lake, '.staging'))) await pause(20);

        child.kill('SIGINT');

        expect(await ended).toBe(130);
        expect(existsSync(lake)).toBe(false);
    });
});

test('a lake is unchanged after a run without usable input', async () => {
    const lake = newLake();
    await run(['-', '--lake', lake], usualText);
    const before = listFiles(lake);
    cpSync(lake, `${lake}-copy`, { recursive: true });
    writeFileSync(join(lake, '..', 'notes'), 'notes');

    await run([join(lake, '..', 'notes'), '--lake', lake]);

    expect(listFiles(lake)).toEqual(before);
    expect(statSync(lake).isDirectory()).toBe(true);
});
