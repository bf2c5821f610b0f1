/** Runs the mutants of the groups that are named (all, if none is; none with --table), and tells by room how many were killed: `npm run mutate -- [GROUP…]`. */
import { spawnSync } from 'node:child_process';
import { GROUPS, LEAST_KILLED } from '../../stryker.config.mjs';
import { groupsRun, roomsOf, share, sumOf } from './rooms.mjs';
import { writeTable } from './write-table.mjs';

const asked = process.argv.slice(2).filter((word) => word !== '--table');
const isTableOnly = process.argv.includes('--table');
const all = Object.keys(GROUPS);
const names = asked.length > 0 ? asked : all;
const unknown = names.filter((name) => GROUPS[name] === undefined);
if (unknown.length > 0) {
    process.stderr.write(`No such group: ${unknown.join()}. There are ${all.join(', ')}.\n`);
    process.exit(2);
}

for (const group of isTableOnly ? [] : names) {
    process.stdout.write(`${group}: ${GROUPS[group].rooms.join(', ')}\n`);
    const { status } = spawnSync('npx', ['stryker', 'run'], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, MUTATE_GROUP: group },
    });
    if (status !== 0) process.exit(status ?? 1);
}

const print = (name, row) =>
    process.stdout.write(
        `${name.padEnd(32)} ${String(row.killed).padStart(4)} killed (${row.endless} endless) ${String(row.left).padStart(3)} left, ${row.open.length} not explained  ${share(row).toFixed(1)} %\n`,
    );

for (const row of names.flatMap((group) => roomsOf(group) ?? [])) {
    print(row.room, row);
    for (const text of row.open) process.stdout.write(`    ${text}\n`);
}
const run = groupsRun();
for (const row of run) print(`group ${row.room}`, row);
print('all', sumOf(run));

const isWhole = run.length === all.length;
if (!isWhole)
    process.stdout.write(`Not run yet: ${all.filter((name) => !run.some(({ room }) => room === name)).join(', ')}\n`);
if (isWhole && asked.length === 0) writeTable();
const low = run.filter((row) => share(row) < LEAST_KILLED).map(({ room }) => room);
if (low.length > 0) process.stdout.write(`Below ${LEAST_KILLED} %: ${low.join(', ')}\n`);
process.exitCode = low.length === 0 ? 0 : 1;
