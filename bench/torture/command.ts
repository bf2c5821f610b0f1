/** Runs a command of the command line in a process of its own, to its end or until it is killed. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const CLI = 'dist/cli/cognito-log-lake.mjs';

/** How a run ended: its exit code, or null when it was killed; and its output. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

type Running = { readonly kill: () => void; readonly ended: Promise<Ended> };

const start = (words: readonly string[]): Running => {
    const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, out, err }));
    });
    return { kill: () => child.kill('SIGKILL'), ended };
};

/** Runs a command to its end. Throws when that is not a good one. */
export const runToEnd = async (words: readonly string[]): Promise<Ended> => {
    const ended = await start(words).ended;
    if (ended.code !== 0) throw new Error(`${words.join(' ')} ended with ${ended.code}: ${ended.err}${ended.out}`);
    return ended;
};

/** When to kill: so long after the start, or after a moment that is waited for. */
export type Moment = { readonly afterMs: number; readonly hasCome: () => boolean };

const POLL_MS = 1;

/** Kills a command at a moment. Returns whether it was still running. */
export const runAndKill = async (words: readonly string[], { afterMs, hasCome }: Moment): Promise<boolean> => {
    const { kill, ended } = start(words);
    const state = { isOver: false };
    void ended.finally(() => {
        state.isOver = true;
    });
    while (!state.isOver && !hasCome()) await pause(POLL_MS);
    await Promise.race([pause(afterMs), ended]);
    kill();
    const { code, err } = await ended;
    if (code !== null && code !== 0)
        throw new Error(`${words.join(' ')} ended with ${code} before it was killed: ${err}`);
    return code === null;
};
