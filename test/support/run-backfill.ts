/** Runs the shipped command `backfill`, killing it after so many calls of the API, until it ends by itself; and reads what the lake has. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { openLake } from '../../lib/lake/open-lake.ts';
import { rowsOf } from './ask.ts';
import { awsEnvironment, type UserPools } from './given-user-pools.ts';

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');

/** One run; killed when the server has been called so many times more. */
export const run = async (
    server: UserPools,
    words: readonly string[],
    killAfterCalls = Infinity,
    home = '',
): Promise<Ended> =>
    new Promise((resolve) => {
        const child = spawn(process.execPath, [CLI, 'backfill', ...words], {
            env: { PATH: process.env['PATH'], HOME: home, ...awsEnvironment(server.url) },
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

/** Runs it with a kill after each of these numbers of calls, and then to its end. */
export const runWithKills = async (
    server: UserPools,
    words: readonly string[],
    kills: readonly number[],
    home: string,
): Promise<Ended> => {
    for (const killAfterCalls of kills) await run(server, words, killAfterCalls, home);
    return run(server, words, Infinity, home);
};

/** Ids of the events that are in the tables, as they lie there, and in the view. */
export const eventIdsOf = async (
    lake: string,
): Promise<{ readonly table: readonly string[]; readonly view: readonly string[] }> => {
    const open = await openLake(lake);
    try {
        const ids = async (from: string) =>
            (await rowsOf(open, `select event_id from ${from} order by event_id`)).map(({ event_id }) =>
                String(event_id),
            );
        return { table: await ids('user_activity'), view: await ids('auth_events') };
    } finally {
        open.close();
    }
};
