/** Measures the speed and memory of a replay of a million generated events. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine } from './machine.ts';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const CLI = 'dist/cli/cognito-log-lake.mjs';
const POLL_MS = 200;

const folder = mkdtempSync(join(tmpdir(), 'bench-replay-'));

/** The peak memory of a process so far, in MB; 0 except on Linux. */
const peakMb = (pid: number): number => {
    try {
        return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
        return 0;
    }
};

const runReplay = async (lake: string): Promise<{ summary: Record<string, unknown>; peak: number }> =>
    new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [CLI, 'replay', join(folder, 'exports'), '--lake', lake, '--json'], {
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        let [out, peak] = ['', 0];
        const poll = setInterval(() => {
            peak = Math.max(peak, peakMb(child.pid ?? 0));
        }, POLL_MS);
        child.stdout.on('data', (chunk: Buffer) => {
            out += chunk.toString();
        });
        child.on('close', (code) => {
            clearInterval(poll);
            if (code === 0) resolve({ summary: JSON.parse(out), peak });
            else reject(new Error(`replay ended with ${code}`));
        });
    });

try {
    const generated = spawnSync(
        process.execPath,
        [CLI, 'generate', '--events', String(EVENTS), '--out', join(folder, 'exports')],
        { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (generated.status !== 0) throw new Error(`generate ended with ${generated.status}`);
    const { summary, peak } = await runReplay(join(folder, 'lake'));
    process.stdout.write(`${machineLine()}
Replay of ${EVENTS} generated events, as S3 exports and CloudWatch envelopes.
events a second  ${String(summary['events_per_second'])} (goal: at least 40000 on two idle cores)
seconds          ${String(summary['seconds'])}
peak memory      ${peak.toFixed(0)} MB
adds up          ${String(summary['adds_up'])}
`);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
