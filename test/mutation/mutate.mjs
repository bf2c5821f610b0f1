/** Runs the mutants of the groups that are named (all, if none is), and tells by room how many were killed: `npm run mutate -- [GROUP…]`. The sum is over all groups that have been run. */
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
for (const group of Object.keys(GROUPS)) {
    for (const [path, { source, mutants }] of Object.entries(reportOf(group)?.files ?? {})) {
        const room = path.replace(/\.ts$/, '');
        const left = mutants.filter(({ status }) => LEFT.has(status)).map((mutant) => `${mutant.location.start.line}:${mutant.location.start.column} ${mutant.mutatorName}: ${told(source, mutant)}`);
        rows.push({ room, group, killed: mutants.filter(({ status }) => KILLED.has(status)).length, left, open: left.filter((text) => !isExplained(room, text)) });
    }
}

const share = ({ killed, left }) => (100 * killed) / Math.max(1, killed + left);
const print = (name, { killed, left }, more = '') => process.stdout.write(`${name.padEnd(32)} ${String(killed).padStart(4)} killed ${String(left).padStart(3)} left  ${share({ killed, left }).toFixed(1)} %${more}\n`);
const sumOf = (some) => ({ killed: some.reduce((sum, { killed }) => sum + killed, 0), left: some.reduce((sum, { left }) => sum + left.length, 0) });

for (const row of rows.filter(({ group }) => names.includes(group))) {
    print(row.room, sumOf([row]), `, ${row.open.length} not explained`);
    for (const text of row.open) process.stdout.write(`    ${text}\n`);
}
const missing = Object.keys(GROUPS).filter((group) => reportOf(group) === null);
for (const group of Object.keys(GROUPS).filter((name) => !missing.includes(name))) print(`group ${group}`, sumOf(rows.filter((row) => row.group === group)));
for (const group of missing) process.stdout.write(`group ${group}: not run yet\n`);
const total = sumOf(rows);
print('all', total, ` (at least ${LEAST_KILLED} %)`);
process.exitCode = share(total) >= LEAST_KILLED ? 0 : 1;
