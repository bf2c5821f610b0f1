/** Tests of the command `redrive` as it is shipped. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { errorLine, event, PATH } from '../support/given-errors.ts';
import { awsEnvironment, withFirehose } from '../support/given-delivery-stream.ts';
import { buildAll, filesOf, givenFiles, rowsOf } from '../support/given-replay.ts';

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

const some = (): string =>
    givenFiles({
        [PATH]: `${errorLine(event('a'))}${errorLine('{"broken', { errorCode: 'Lambda.ProcessingFailedStatus' })}notes\u001b[31m\n`,
    });

describe('the report', () => {
    test('shows a person the errors and what can be done', async () => {
        const folder = some();

        const { code, out, err } = await run(['errors'], folder);

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toBe(`Read 1 file, 2 errors, 2 events
┌───────────────────┬───────────────────────────────┬──────────┬───────┬────────┬──────────────────────────┬──────────────────────────┐
│ type              │ code                          │ reason   │ lines │ events │ first                    │ last                     │
├───────────────────┼───────────────────────────────┼──────────┼───────┼────────┼──────────────────────────┼──────────────────────────┤
│ processing-failed │ Lambda.FunctionTimedOut       │ usable   │     1 │      1 │ 2026-01-02T03:04:05.678Z │ 2026-01-02T03:04:05.678Z │
│ processing-failed │ Lambda.ProcessingFailedStatus │ not_json │     1 │      1 │ 2026-01-02T03:04:05.678Z │ 2026-01-02T03:04:05.678Z │
└───────────────────┴───────────────────────────────┴──────────┴───────┴────────┴──────────────────────────┴──────────────────────────┘
  not_json: the text is not JSON
Left alone:
  ${PATH}, line 3
    is no line of an error object
1 event can be used now: send them with --to-lake or --to-stream.
`);
        expect(filesOf(folder)).toEqual([PATH]);
    });

    test('tells what became of the events, once and again', async () => {
        const folder = some();

        const first = await run(['errors', '--to-lake', 'lake'], folder);
        const second = await run(['errors', '--to-lake', 'lake'], folder);

        expect([first.code, second.code]).toEqual([0, 0]);
        expect(first.out).toContain(
            'Redriven to lake\n  sent         1 event\n  still bad    1 event: would be refused again, and stay where they are\n',
        );
        expect(second.out).toContain(
            'Redriven to lake\n  sent         0 events\n  sent before  1 event: by another run, as the ledger says\n',
        );
        expect(await rowsOf({ lake: join(folder, 'lake') })).toHaveLength(1);
    });

    test('is the same for machines with --json', async () => {
        const { out } = await run(['errors', '--json', '--reason', 'usable'], some());

        const { seconds, unusable, ...rest } = JSON.parse(out);
        expect([seconds, unusable]).toEqual([
            expect.any(Number),
            [{ where: `${PATH}, line 3`, why: 'is no line of an error object' }],
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
            fates: {
                events: 1,
                sent: 0,
                sent_before: 0,
                came_back: 0,
                twice: 0,
                still_bad: 0,
                still_bad_by_reason: {},
                of_other_table: 0,
                not_taken: 0,
            },
        });
    });

    test('shows a hostile code safely', async () => {
        const { out } = await run(
            ['errors'],
            givenFiles({ 'errors/x': errorLine('{}', { errorCode: 'a\u001b[31m\nb' }) }),
        );

        expect(out).toContain('a\\x1b[31m\\x0ab');
        expect(out).not.toContain('\u001b');
    });
});

test('a whole lake may be given: its tables are left out', async () => {
    const folder = givenFiles({
        [`lake/${PATH}`]: errorLine(event('a')),
        'lake/user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/x.parquet': 'PAR1',
    });

    const { out } = await run(['lake', '--json'], folder);

    expect(JSON.parse(out)).toMatchObject({ files: 1, lines: 1, unusable_count: 0 });
});

describe('what is asked wrongly', () => {
    test.each<[string, readonly string[], number, string]>([
        [
            'no error objects',
            ['errors/../notes'],
            1,
            'No error objects of Firehose in it. `redrive --help` tells what it takes.\n',
        ],
        [
            'a wrong type',
            ['errors', '--type', 'failed'],
            2,
            '--type is one of processing-failed, format-conversion-failed, decompression-failed, partitioning-failed, activePartitionExceeded, unknown, not "failed"\n',
        ],
        [
            'two destinations',
            ['errors', '--to-lake', 'x', '--to-stream', 'y'],
            2,
            'Give --to-lake or --to-stream, not both.\n',
        ],
        [
            'a wrong pace',
            ['errors', '--to-stream', 'y', '--kb-per-second', '0'],
            2,
            '--kb-per-second is a number above 0, not "0"\n',
        ],
        [
            'standard input for a stream',
            ['-', '--to-stream', 'y'],
            2,
            'Standard input can’t be read twice: give a file, or --force to send without counting partitions first.\n',
        ],
        [
            'a lake that is none',
            ['errors', '--to-lake', 'project'],
            1,
            'project has other things in it and is no lake. Name an empty or a new folder with --lake.\n',
        ],
    ])('%s', async (_, words, code, message) => {
        const folder = givenFiles({ [PATH]: errorLine(event('a')), notes: 'notes', 'project/README.md': '' });

        const outcome = await run(words, folder);

        expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(message)]);
        expect(filesOf(folder)).toHaveLength(3);
    });
});

test('a ledger that can not be written is named, with what to do', async () => {
    const folder = givenFiles({ [PATH]: errorLine(event('a')), 'lake/.redriven': 'a file' });

    const { code, err } = await run(['errors', '--to-lake', 'lake'], folder);

    expect(code).toBe(1);
    expect(err).toMatch(
        /\.redriven'?\nA file stands where a folder should be: move it away, or name another folder\.\n$/,
    );
});

test('killed at any moment and run again, a redrive to a lake gives every event once', async () => {
    const folder = givenFiles({
        [PATH]: Array.from({ length: 3000 }, (_, index) => errorLine(event(`u${index}`))).join(''),
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
    expect(await rowsOf({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(3000);
    expect(await rowsOf({ lake })).toHaveLength(3000);
});

test('the ledger of a stream lies in the state folder of the person; a second run sends nothing', async () => {
    const folder = some();

    await withFirehose([], async ({ url, calls }) => {
        const words = ['errors', '--to-stream', 'dev-user-activity'];
        const first = await run(words, folder, awsEnvironment(url));
        const second = await run(words, folder, awsEnvironment(url));

        expect([first, second].map(({ code, err }) => [code, err])).toEqual([
            [0, ''],
            [0, ''],
        ]);
        expect(first.out).toContain('Redriven to stream dev-user-activity\n  sent         1 event\n');
        expect(second.out).toContain('  sent         0 events\n  sent before  1 event');
        expect(calls).toHaveLength(1);
    });
    const [ledger] = filesOf(join(folder, '.local/state/cognito-log-lake/redriven'));
    expect(ledger).toMatch(/^dev-user-activity-[0-9a-f]{16}$/);
    expect(readFileSync(join(folder, '.local/state/cognito-log-lake/redriven', ledger!), 'utf8')).toMatch(
        /^[0-9a-f]{32} [0-9a-f]{16}\n$/,
    );
});
