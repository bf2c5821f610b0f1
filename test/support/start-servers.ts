/** Starts the servers of a suite with a script that prints its environment and `ready`, and stops when its input ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Waits this long for servers to end by themselves. */
const STOP_TIMEOUT_MS = 30_000;

/**
 * Runs `bash SCRIPT serve` and takes its lines NAME=VALUE into the environment of the workers that come after.
 *
 * @returns the teardown; the servers also stop when this process dies, because their input then ends
 * @throws Error if the script ends before it prints `ready`
 */
export const startServers = async (script: string): Promise<() => Promise<void>> => {
    const child = spawn('bash', [script, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let isReady = false;
    for await (const line of createInterface({ input: child.stdout })) {
        isReady = line === 'ready';
        if (isReady) break;
        const at = line.indexOf('=');
        if (at > 0) process.env[line.slice(0, at)] = line.slice(at + 1);
    }
    if (!isReady)
        throw new Error(`${script} ended before its servers were ready: exit code ${String((await ended)[0])}`);
    return async () => {
        child.stdin.end();
        const timer = setTimeout(() => child.kill('SIGTERM'), STOP_TIMEOUT_MS);
        await ended;
        clearTimeout(timer);
    };
};
