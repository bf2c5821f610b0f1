/** Runs mutation tests of groups (default: all) and prints the results: `npm run mutate -- [GROUP…] [--table]`. */
import { spawnSync } from 'node:child_process';
import { GROUPS, MIN_KILLED_PERCENT } from '../../stryker.config.mjs';
import { groupResults, killedPercent, resultsOf, sumOf } from './mutation-results.mjs';
import { writeTable } from './write-table.mjs';

const requested = process.argv.slice(2).filter((argument) => argument !== '--table');
/** Prints the table of the last results without running mutants. */
const isTableOnly = process.argv.includes('--table');
const all = Object.keys(GROUPS);
const names = requested.length > 0 ? requested : all;
const unknown = names.filter((name) => GROUPS[name] === undefined);
if (unknown.length > 0) {
    process.stderr.write(`Unknown group: ${unknown.join(', ')}. Use one of ${all.join(', ')}.\n`);
    process.exit(2);
}

for (const group of isTableOnly ? [] : names) {
    process.stdout.write(`${group}: ${GROUPS[group].modules.join(', ')}\n`);
    const { status } = spawnSync('npx', ['stryker', 'run'], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, MUTATE_GROUP: group },
    });
    if (status !== 0) process.exit(status ?? 1);
}

const print = (name, row) => {
    const killed = `${String(row.killed).padStart(4)} killed (${row.timedOut} timed out)`;
    const survived = `${String(row.survived).padStart(3)} survived (${row.unexplained.length} unexplained)`;
    process.stdout.write(`${name.padEnd(32)} ${killed} ${survived}  ${killedPercent(row).toFixed(1)} %\n`);
};

for (const row of names.flatMap((group) => resultsOf(group) ?? [])) {
    print(row.module, row);
    for (const text of row.unexplained) process.stdout.write(`    ${text}\n`);
}
const run = groupResults();
for (const row of run) print(`group ${row.module}`, row);
print('all', sumOf(run));

const isComplete = run.length === all.length;
if (!isComplete)
    process.stdout.write(
        `Not run yet: ${all.filter((name) => !run.some(({ module }) => module === name)).join(', ')}\n`,
    );
if (isComplete && requested.length === 0) writeTable();
const low = run.filter((row) => killedPercent(row) < MIN_KILLED_PERCENT).map(({ module }) => module);
if (low.length > 0) process.stdout.write(`Below ${MIN_KILLED_PERCENT} %: ${low.join(', ')}\n`);
process.exitCode = low.length === 0 ? 0 : 1;
