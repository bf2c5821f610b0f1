/** Writes what mutation testing found, by room, with its day: test/mutation/README.md. */
import { writeFileSync } from 'node:fs';
import { GROUPS } from '../../stryker.config.mjs';
import { dayOf, groupsRun, roomsOf, share, sumOf } from './rooms.mjs';

const PATH = new URL('README.md', import.meta.url);

const line = (name, group, row) =>
    `| ${name} | ${group} | ${row.killed} | ${row.endless} | ${row.left} | ${row.open.length} | ${share(row).toFixed(1)} |`;

const roomLines = (group) => roomsOf(group).map((row) => line(`\`${row.room}\``, group, row));

/** Asks for the reports of all groups. */
export const writeTable = () => {
    const text = [
        '# Mutants of the path of a record',
        '',
        'Written by `npm run mutate`, which changes the rooms from `unwrap` to `answer` in every small way and tries whether a test notices. *Endless* are those of',
        'the killed that run on until Stryker stops them; *left* are those that no test notices, *open* those of them that `stryker.config.mjs` does not explain.',
        '',
        `${dayOf(Object.keys(GROUPS))}, Node ${process.versions.node}`,
        '',
        '| room | group | killed | endless | left | open | % killed |',
        '|---|---|---:|---:|---:|---:|---:|',
        ...Object.keys(GROUPS).flatMap(roomLines),
        line('**all**', '', sumOf(groupsRun())),
        '',
    ];
    writeFileSync(PATH, text.join('\n'));
};
