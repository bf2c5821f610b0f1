/** Runs the mutants of the groups that are named (all, if none is), and tells by room how many were killed: `npm run mutate -- [GROUP…]`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { EXPLAINED, GROUPS, LEAST_KILLED } from '../../stryker.config.mjs';

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(GROUPS);
const unknown = names.filter((name) => GROUPS[name] === undefined);
if (unknown.length > 0) {
    process.stderr.write(`No such group: ${unknown.join()}. There are ${Object.keys(GROUPS).join(', ')}.\n`);
    process.exit(2);
}

const reportOf = (group) => {
    const path = `coverage/mutation/${group}.json`;
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
};

for (const group of names) {
    process.stdout.write(`${group}: ${GROUPS[group].rooms.join(', ')}\n`);
    const { status } = spawnSync('npx', ['stryker', 'run'], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, MUTATE_GROUP: group } });
    if (status !== 0) process.exit(status ?? 1);
}

const KILLED = new Set(['Killed', 'Timeout']);
const LEFT = new Set(['Survived', 'NoCoverage']);

/** The line that a mutant changes, and what it makes of the changed part. */
const told = (source, { location, replacement }) => {
    const line = source.split('\n')[location.start.line - 1].trim();
    return `${line}  ─▶  ${replacement}`;
};

const isExplained = (room, text) => (EXPLAINED[room] ?? []).some(({ mutant }) => text.includes(mutant));

const rows = [];
for (const group of names) {
    for (const [path, { source, mutants }] of Object.entries(reportOf(group)?.files ?? {})) {
        const room = path.replace(/\.ts$/, '');
        const left = mutants.filter(({ status }) => LEFT.has(status)).map((mutant) => `${mutant.location.start.line}:${mutant.location.start.column} ${mutant.mutatorName}: ${told(source, mutant)}`);
        rows.push({ room, killed: mutants.filter(({ status }) => KILLED.has(status)).length, left, open: left.filter((text) => !isExplained(room, text)) });
    }
}

const share = ({ killed, left }) => (100 * killed) / Math.max(1, killed + left.length);
const total = { killed: rows.reduce((sum, { killed }) => sum + killed, 0), left: rows.flatMap(({ left }) => left) };
for (const row of rows) {
    process.stdout.write(`${row.room.padEnd(32)} ${String(row.killed).padStart(4)} killed ${String(row.left.length).padStart(3)} left  ${share(row).toFixed(1)} %\n`);
    for (const text of row.open) process.stdout.write(`    ${text}\n`);
}
process.stdout.write(`${'all'.padEnd(32)} ${String(total.killed).padStart(4)} killed ${String(total.left.length).padStart(3)} left  ${share(total).toFixed(1)} % (at least ${LEAST_KILLED} %)\n`);
process.exitCode = share(total) >= LEAST_KILLED ? 0 : 1;
