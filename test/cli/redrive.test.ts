/** Tests of the built command `redrive`: output, exit codes and ledgers. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { errorLine, eventOfUser, ERROR_OBJECT_KEY } from '../support/redrive-errors.ts';
import { fakeFirehoseEnvironment, withFakeFirehose } from '../support/fake-firehose.ts';
import { buildAll, listFiles, writeInputFiles, readTable } from '../support/run-replay.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');

beforeAll(buildAll);

type Outcome = { readonly code: number; readonly out: string; readonly err: string };

const run = async (
    words: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(
            process.execPath,
            [CLI, 'redrive', ...words],
            { cwd, env: { PATH: process.env['PATH'], HOME: cwd, NO_COLOR: '1', ...env }, encoding: 'utf8' },
            (error, out, err) =>
                resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err }),
        );
    });

const makeErrors = (): string =>
    writeInputFiles({
        [ERROR_OBJECT_KEY]: [
            errorLine(eventOfUser('a')),
            errorLine('{"broken', { errorCode: 'Lambda.ProcessingFailedStatus' }),
            'notes\u001b[31m\n',
        ].join(''),
    });

describe('the report', () => {
    test('has a table of the errors and the number of usable events', async () => {
        const folder = makeErrors();

        const { code, out, err } = await run(['errors'], folder);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toBe(`Read 1 file, 2 errors, 2 events
┌───────────────────┬───────────────────────────────┬──────────┬───────┬────────┬──────────────────────────┬──────────────────────────┐
│ type              │ code                          │ reason   │ lines │ events │ first                    │ last                     │
├───────────────────┼───────────────────────────────┼──────────┼───────┼────────┼──────────────────────────┼──────────────────────────┤
│ processing-failed │ Lambda.FunctionTimedOut       │ usable   │     1 │      1 │ 2026-01-02T03:04:05.678Z │ 2026-01-02T03:04:05.678Z │
│ processing-failed │ Lambda.ProcessingFailedStatus │ not_json │     1 │      1 │ 2026-01-02T03:04:05.678Z │ 2026-01-02T03:04:05.678Z │
└───────────────────┴───────────────────────────────┴──────────┴───────┴────────┴──────────────────────────┴──────────────────────────┘
  not_json: The text of the event is not JSON
Skipped:
  ${ERROR_OBJECT_KEY}, line 3
    not a line of a Firehose error object
1 usable event: send with --to-lake or --to-stream.
`);
        expect(listFiles(folder)).toEqual([ERROR_OBJECT_KEY]);
    });

    test('has the outcome of the events in a first and a second run', async () => {
        const folder = makeErrors();

        const first = await run(['errors', '--to-lake', 'lake'], folder);
        const second = await run(['errors', '--to-lake', 'lake'], folder);

        expect([first.code, second.code]).toEqual([0, 0]);
        expect(first.out).toContain(
            'Redriven to lake\n  sent         1 event\n' +
                '  rejected     1 event: the transform still rejects them; they stay in the error objects\n',
        );
        expect(second.out).toContain(
            'Redriven to lake\n  sent         0 events\n  sent before  1 event: in the ledger of an earlier run\n',
        );
        expect(await readTable({ lake: join(folder, 'lake') })).toHaveLength(1);
    });

    test('is JSON with --json', async () => {
        const { out } = await run(['errors', '--json', '--reason', 'usable'], makeErrors());

        const { seconds, unusable, ...rest } = JSON.parse(out);
        expect([seconds, unusable]).toEqual([
            expect.any(Number),
            [{ where: `${ERROR_OBJECT_KEY}, line 3`, why: 'not a line of a Firehose error object' }],
        ]);
        expect(rest).toEqual({
            files: 1,
            lines: 1,
            destination: null,
            unusable_count: 1,
            adds_up: true,
            groups: [
                {
                    type: 'processing-failed',
                    code: 'Lambda.FunctionTimedOut',
                    reason: 'usable',
                    lines: 1,
                    events: 1,
                    first: '2026-01-02T03:04:05.678Z',
                    last: '2026-01-02T03:04:05.678Z',
                },
            ],
            counts: {
                events: 1,
                sent: 0,
                sent_before: 0,
                sent_from_other_line: 0,
                duplicates: 0,
                still_rejected: 0,
                still_rejected_by_reason: {},
                function_fails: 0,
                other_table: 0,
                failed: 0,
            },
        });
    });

    test('escapes control characters in error codes', async () => {
        const { out } = await run(
            ['errors'],
            writeInputFiles({ 'errors/x': errorLine('{}', { errorCode: 'a\u001b[31m\nb' }) }),
        );

        expect(out).toContain('a\\x1b[31m\\x0ab');
        expect(out).not.toContain('\u001b');
    });
});

test('the input may be a whole lake, whose table files are skipped', async () => {
    const folder = writeInputFiles({
        [`lake/${ERROR_OBJECT_KEY}`]: errorLine(eventOfUser('a')),
        'lake/user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/x.parquet': 'PAR1',
    });

    const { out } = await run(['lake', '--json'], folder);

    expect(JSON.parse(out)).toMatchObject({ files: 1, lines: 1, unusable_count: 0 });
});

describe('redrive fails with a message', () => {
    test.each<[string, readonly string[], number, string]>([
        [
            'without error objects',
            ['errors/../notes'],
            1,
            'No Firehose error objects in the input. `redrive --help` shows examples.\n',
        ],
        [
            'for exports, with the command that reads them',
            ['exports'],
            1,
            'exports: these are logs of Cognito, not error objects of Firehose. ' +
                'Convert them with: npm run -s lake -- replay exports --lake LAKE\n',
        ],
        [
            'for an unknown type',
            ['errors', '--type', 'failed'],
            2,
            '--type: "failed" is unknown. Choose one of processing-failed, format-conversion-failed, ' +
                'decompression-failed, partitioning-failed, activePartitionExceeded, unknown.\n',
        ],
        [
            'for two destinations',
            ['errors', '--to-lake', 'x', '--to-stream', 'y'],
            2,
            '--to-lake and --to-stream exclude each other. Give one of them.\n',
        ],
        [
            'for an invalid rate',
            ['errors', '--to-stream', 'y', '--kb-per-second', '0'],
            2,
            '--kb-per-second: "0" is not a number above 0.\n',
        ],
        [
            'for standard input with a stream',
            ['-', '--to-stream', 'y'],
            2,
            'Cannot read standard input twice. Give a file, or add --force to skip the partition count.\n',
        ],
        [
            'for a folder that is not a lake',
            ['errors', '--to-lake', 'project'],
            1,
            'project is not a lake: it contains other files. Pass a new or empty folder with --lake.\n',
        ],
    ])('%s', async (_, words, code, message) => {
        const folder = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')),
            notes: 'notes',
            'exports/a.gz': gzipSync(`${eventOfUser('a')}\n${eventOfUser('b')}`),
            'project/README.md': '',
        });

        const outcome = await run(words, folder);

        expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(message)]);
        expect(listFiles(folder)).toHaveLength(4);
    });
});

test('a ledger that cannot be written is an error that says what to do', async () => {
    const folder = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')), 'lake/.redriven': 'a file' });

    const { code, err } = await run(['errors', '--to-lake', 'lake'], folder);

    expect(code).toBe(1);
    expect(err).toMatch(
        /^Cannot use .*\.redriven\S*: (a file exists where a folder is needed|part of its path is a file, not a folder)\. Move .*\n$/,
    );
});

test('a redrive to a lake writes every event once after several kills', async () => {
    const folder = writeInputFiles({
        [ERROR_OBJECT_KEY]: Array.from({ length: 3000 }, (_, index) => errorLine(eventOfUser(`u${index}`))).join(''),
    });
    const lake = join(folder, 'lake');

    for (const ms of [300, 600, 900]) {
        const child = spawn(process.execPath, [CLI, 'redrive', 'errors', '--to-lake', 'lake'], {
            cwd: folder,
            stdio: 'ignore',
        });
        const ended = new Promise((resolve) => {
            child.once('exit', resolve);
        });
        await pause(ms);
        child.kill('SIGKILL');
        await ended;
    }
    const { code } = await run(['errors', '--to-lake', 'lake'], folder);

    expect(code).toBe(0);
    expect(await readTable({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(3000);
    expect(await readTable({ lake })).toHaveLength(3000);
});

test('the ledger of a stream is in the state folder of the user, and a second run sends nothing', async () => {
    const folder = makeErrors();

    await withFakeFirehose([], async ({ url, calls }) => {
        const words = ['errors', '--to-stream', 'dev-user-activity'];
        const first = await run(words, folder, fakeFirehoseEnvironment(url));
        const second = await run(words, folder, fakeFirehoseEnvironment(url));

        expect([first, second].map(({ code, err }) => [code, err])).toEqual([
            [0, ''],
            [0, ''],
        ]);
        expect(first.out).toContain('Redriven to stream dev-user-activity\n  sent         1 event\n');
        expect(second.out).toContain('  sent         0 events\n  sent before  1 event');
        expect(calls).toHaveLength(1);
    });
    const [ledger] = listFiles(join(folder, '.local/state/cognito-log-lake/redriven'));
    expect(ledger).toMatch(/^dev-user-activity-[0-9a-f]{16}$/);
    expect(readFileSync(join(folder, '.local/state/cognito-log-lake/redriven', ledger!), 'utf8')).toMatch(
        /^[0-9a-f]{32} [0-9a-f]{16}\n$/,
    );
});
