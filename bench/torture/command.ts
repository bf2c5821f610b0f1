/** Runs a CLI command in a process of its own, to its end or until it is killed. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const CLI = 'dist/cli/cognito-log-lake.mjs';

/** The exit code of a run, null if it was killed, and its output. */
export type CommandResult = { readonly code: number | null; readonly out: string; readonly err: string };

type RunningCommand = { readonly kill: () => void; readonly result: Promise<CommandResult> };

const start = (words: readonly string[]): RunningCommand => {
    const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
    });
    const ended = new Promise<CommandResult>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, out, err }));
    });
    return { kill: () => child.kill('SIGKILL'), result: ended };
};

/** Runs a command to its end. Throws if it fails. */
export const runToEnd = async (words: readonly string[]): Promise<CommandResult> => {
    const ended = await start(words).result;
    if (ended.code !== 0) throw new Error(`${words.join(' ')} ended with ${ended.code}: ${ended.err}${ended.out}`);
    return ended;
};

/** When to kill: `afterMs` after `isReached` is true. */
export type KillTime = { readonly afterMs: number; readonly isReached: () => boolean };

const POLL_MS = 1;

/** Starts a command and kills it. Returns whether it was still running. */
export const runAndKill = async (words: readonly string[], { afterMs, isReached }: KillTime): Promise<boolean> => {
    const { kill, result } = start(words);
    const state = { isOver: false };
    void result.finally(() => {
        state.isOver = true;
    });
    while (!state.isOver && !isReached()) await pause(POLL_MS);
    await Promise.race([pause(afterMs), result]);
    kill();
    const { code, err } = await result;
    if (code !== null && code !== 0)
        throw new Error(`${words.join(' ')} ended with ${code} before it was killed: ${err}`);
    return code === null;
};
