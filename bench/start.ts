/** How long does a command take to start? `--version` and `--help` against Node itself, in turns. */
import { spawnSync } from 'node:child_process';
import { machineLine, median, spread } from './machine.ts';

const CLI = 'dist/cli/cognito-log-lake.mjs';
const ROUNDS = 15;

const CANDIDATES = [
    ['node -e 0', ['-e', '0']],
    ['--version', [CLI, '--version']],
    ['--help', [CLI, '--help']],
    ['query password_spray --help', [CLI, 'query', 'password_spray', '--help']],
] as const;

const timeMs = (words: readonly string[]): number => {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${String(status)}`);
    return performance.now() - startedAt;
};

const times = CANDIDATES.map(([name, words]) => ({ name, words, ms: new Array<number>() }));
for (const { words } of times) timeMs(words);
for (let round = 0; round < ROUNDS; round += 1) for (const { words, ms } of times) ms.push(timeMs(words));

const node = median(times[0]?.ms ?? []);
const lines = times.map(
    ({ name, ms }) =>
        `${name.padEnd(30)} median ${median(ms).toFixed(0).padStart(4)} ms, ${(median(ms) / node).toFixed(2)} of node (${spread(ms)})`,
);
process.stdout.write(`${machineLine()}\n${ROUNDS} rounds, in turns.\n${lines.join('\n')}\n`);
