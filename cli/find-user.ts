/** `find-user`: where a person’s rows are in a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { openWorkbench } from '../lib/lake/write/open-workbench.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import { findPerson, type Found } from '../lib/operate/erase/find-person.ts';
import { notReached } from '../lib/operate/erase/not-reached.ts';
import { foundText, partitionsOf } from '../lib/operate/erase/person-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { openStore } from '../lib/store/open-store.ts';
import { printable } from '../lib/terminal/printable.ts';

type Given = { readonly lake: string; readonly also?: readonly string[]; readonly json: boolean };

const EXAMPLES = `
A user name leads to its sub, and a sub to all its names; attempts that were made in the name alone are the person’s too. Delivery errors
are searched for the names, and for what --also gives, as whole words. What the person did says: query user_timeline --user NAME.

Examples:
  $ npm run -s lake -- find-user ana --lake my-lake
  $ npm run -s lake -- find-user 5b0c7c1e-0000-4000-8000-0000000000aa --lake s3://my-bucket/lake --json
  $ npm run -s lake -- find-user ana --also ana@example.com --also +15550100 --lake my-lake
`;

export const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    text,
];

const jsonOf = (found: readonly Found[], unreached: readonly string[]): string =>
    `${printableJson({
        people: found.map((one) => ({
            user_pool_id: one.person.pool,
            subs: one.person.subs,
            names: one.person.names,
            shared_names: one.person.sharedNames,
            first_at: one.firstAt,
            last_at: one.lastAt,
            addresses: one.addresses,
            devices: one.devices,
            partitions: partitionsOf(one),
            files: one.files.map(({ key, rows }) => ({ key, rows })),
        })),
        not_searched: unreached,
    })}\n`;

const textOf = (found: readonly Found[], unreached: readonly string[]): string =>
    `${found.map(foundText).join('')}Not searched:\n${unreached.map((told) => `  ${told}\n`).join('')}`;

const run = async (user: string, { lake, also = [], json }: Given): Promise<void> => {
    const bench = await openWorkbench(lake);
    try {
        const found = await findPerson(bench, user, also);
        if (found.length === 0)
            throw new Complaint(
                `Nobody in ${printable(lake)} has the sub or the name ${printable(user)}. Names are compared whole and by case.`,
            );
        const unreached = await notReached(await openStore(lake));
        await writeOut(Readable.from([json ? jsonOf(found, unreached) : textOf(found, unreached)]), process.stdout);
    } finally {
        await bench.close();
    }
};

/** Adds the command. */
export const addFindUser = (program: Command): void => {
    program
        .command('find-user')
        .description('say where a person’s rows are')
        .argument('<user>', 'a sub or a user name')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--also <text>', 'another word that names the person in delivery errors; may be given again', collect)
        .option('--json', 'print what was found as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
