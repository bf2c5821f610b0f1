/** Runs the built command `backfill`, with or without kills, and reads the event ids of the lake. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { openLake } from '../../lib/lake/open-lake.ts';
import { queryOpenLake } from './query-rows.ts';
import { fakeUserPoolsEnvironment, type FakeUserPools } from './fake-user-pools.ts';

export type BackfillOutcome = { readonly code: number | null; readonly out: string; readonly err: string };

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');

/** One run; killed after `killAfterCalls` more calls to the server. */
export const runBackfill = async (
    server: FakeUserPools,
    words: readonly string[],
    killAfterCalls = Infinity,
    home = '',
): Promise<BackfillOutcome> =>
    new Promise((resolve) => {
        const child = spawn(process.execPath, [CLI, 'backfill', ...words], {
            env: { PATH: process.env['PATH'], HOME: home, ...fakeUserPoolsEnvironment(server.url) },
        });
        let [out, err] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => {
            out += chunk.toString();
        });
        child.stderr.on('data', (chunk: Buffer) => {
            err += chunk.toString();
        });
        let calls = 0;
        server.onCall = () => {
            calls += 1;
            if (calls >= killAfterCalls) child.kill('SIGKILL');
        };
        child.on('close', (code) => resolve({ code, out, err }));
    });

/** Runs it with a kill after each of these numbers of calls, and then to the end. */
export const runBackfillWithKills = async (
    server: FakeUserPools,
    words: readonly string[],
    kills: readonly number[],
    home: string,
): Promise<BackfillOutcome> => {
    for (const killAfterCalls of kills) await runBackfill(server, words, killAfterCalls, home);
    return runBackfill(server, words, Infinity, home);
};

/** The event ids of the table (with duplicates) and of the view. */
export const readEventIds = async (
    lake: string,
): Promise<{ readonly table: readonly string[]; readonly view: readonly string[] }> => {
    const open = await openLake(lake);
    try {
        const ids = async (from: string) =>
            (await queryOpenLake(open, `select event_id from ${from} order by event_id`)).map(({ event_id }) =>
                String(event_id),
            );
        return { table: await ids('user_activity'), view: await ids('auth_events') };
    } finally {
        open.close();
    }
};
