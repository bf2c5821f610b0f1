/** Writes the results of mutation testing by module to test/mutation/README.md. */
import { writeFileSync } from 'node:fs';
import { GROUPS } from '../../stryker.config.mjs';
import { dayOf, groupResults, killedPercent, resultsOf, sumOf } from './mutation-results.mjs';

const PATH = new URL('README.md', import.meta.url);

const line = (name, group, row) =>
    `| ${[
        name,
        group,
        row.killed,
        row.timedOut,
        row.survived,
        row.unexplained.length,
        killedPercent(row).toFixed(1),
    ].join(' | ')} |`;

const moduleLines = (group) => resultsOf(group).map((row) => line(`\`${row.module}\``, group, row));

/** Needs the reports of all groups. */
export const writeTable = () => {
    const text = [
        '# Mutation tests of the path of a record',
        '',
        'Written by `npm run mutate`, which makes every small change to the modules of the path and checks that',
        'a test fails. *Timed out* are killed mutants that ran until Stryker stopped them. *Survived* are mutants',
        'that no test noticed, *unexplained* those of them that `stryker.config.mjs` does not explain.',
        '',
        `${dayOf(Object.keys(GROUPS))}, Node ${process.versions.node}`,
        '',
        '| module | group | killed | timed out | survived | unexplained | % killed |',
        '|---|---|---:|---:|---:|---:|---:|',
        ...Object.keys(GROUPS).flatMap(moduleLines),
        line('**all**', '', sumOf(groupResults())),
        '',
    ];
    writeFileSync(PATH, text.join('\n'));
};
